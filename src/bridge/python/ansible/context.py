"""Options of the command line."""
from ansible.module_utils.common.collections import ImmutableDict

CLIARGS = ImmutableDict({})


def cliargs_deferred_get(key, default=None, shallowcopy=False):
    """A function that gives an option once it is called."""
    def option():
        value = CLIARGS.get(key, default)
        return value.copy() if shallowcopy and hasattr(value, 'copy') else value
    return option
