"""Text that is never taken for a template."""
from collections.abc import Mapping, MutableSequence, Set

from ansible.module_utils._text import to_text


class AnsibleUnsafe(object):
    __UNSAFE__ = True


class AnsibleUnsafeText(str, AnsibleUnsafe):
    def encode(self, *args, **kwargs):
        return AnsibleUnsafeBytes(super().encode(*args, **kwargs))


class AnsibleUnsafeBytes(bytes, AnsibleUnsafe):
    def decode(self, *args, **kwargs):
        return AnsibleUnsafeText(super().decode(*args, **kwargs))


class NativeJinjaUnsafeText(AnsibleUnsafeText):
    pass


def wrap_var(value):
    """A value all whose text is unsafe."""
    if value is None or isinstance(value, AnsibleUnsafe):
        return value
    if isinstance(value, Mapping):
        return dict((wrap_var(key), wrap_var(item)) for key, item in value.items())
    if isinstance(value, tuple):
        return tuple(wrap_var(item) for item in value)
    if isinstance(value, MutableSequence):
        return [wrap_var(item) for item in value]
    if isinstance(value, Set):
        return set(wrap_var(item) for item in value)
    if isinstance(value, bytes):
        return AnsibleUnsafeBytes(value)
    return AnsibleUnsafeText(value) if isinstance(value, str) else value


def to_unsafe_bytes(*args, **kwargs):
    from ansible.module_utils._text import to_bytes
    return wrap_var(to_bytes(*args, **kwargs))


def to_unsafe_text(*args, **kwargs):
    return wrap_var(to_text(*args, **kwargs))


class UnsafeProxy(object):
    def __new__(cls, value, *args, **kwargs):
        return wrap_var(value)
