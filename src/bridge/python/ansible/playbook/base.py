"""What plays, blocks and tasks have in common: keywords with what they are where nothing is said."""
from ansible.utils.vars import get_unique_id


class Base(object):
    FIELDS = dict(
        name='', connection='ssh', port=None, remote_user=None, vars={}, module_defaults=[], environment=[],
        no_log=None, run_once=None, ignore_errors=None, ignore_unreachable=None, check_mode=False, diff=False,
        any_errors_fatal=False, throttle=0, timeout=0, debugger=None, become=False, become_method='sudo',
        become_user=None, become_flags=None, become_exe=None, tags=[], collections=[])
    fattributes = FIELDS

    def __init__(self):
        self._uuid = get_unique_id()
        self._loader = self._variable_manager = self._parent = self._role = None
        for name, value in self.fattributes.items():
            setattr(self, name, value.copy() if isinstance(value, (list, dict)) else value)

    def get_ds(self):
        return getattr(self, '_ds', None)

    def get_path(self):
        return ''

    def get_vars(self):
        return dict(self.vars)

    def get_loader(self):
        return self._loader

    def get_variable_manager(self):
        return self._variable_manager

    def get_dep_chain(self):
        return None

    def get_search_path(self):
        return []

    def dump_attrs(self):
        return dict((name, getattr(self, name)) for name in self.fattributes)

    def serialize(self):
        return dict(self.dump_attrs(), uuid=self._uuid)

    def copy(self):
        import copy
        return copy.copy(self)
