"""Filters of the engine, for plugins that call them by name."""
from ansible.plugins.engine_plugins import engine_function


def __getattr__(name):
    if name.startswith('_'):
        raise AttributeError(name)
    return engine_function('filter', name)


class FilterModule(object):
    def filters(self):
        from ansible.template import Functions
        return Functions('filter')
