"""A variable that is not there."""


class Undefined(object):
    """As Jinja2's, which need not be installed."""

    def __init__(self, hint=None, obj=None, name=None, exc=None):
        self._undefined_hint, self._undefined_obj, self._undefined_name = hint, obj, name

    @property
    def _undefined_message(self):
        return self._undefined_hint or '%r is undefined' % self._undefined_name

    def __bool__(self):
        return False

    def __str__(self):
        return ''

    def __iter__(self):
        return iter(())

    def __len__(self):
        return 0


class StrictUndefined(Undefined):
    def _refuse(self, *args, **kwargs):
        from jinja2.exceptions import UndefinedError
        raise UndefinedError(self._undefined_message)

    __bool__ = __iter__ = __str__ = __len__ = __eq__ = __ne__ = __hash__ = __contains__ = _refuse


try:
    from jinja2 import StrictUndefined as Strict
except ImportError:
    Strict = StrictUndefined


class AnsibleUndefined(Strict):
    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return self

    def __getitem__(self, key):
        return self

    def __repr__(self):
        return 'AnsibleUndefined(hint={0!r}, obj={1!r}, name={2!r})'.format(
            self._undefined_hint, getattr(self, '_undefined_obj', None), self._undefined_name)
