"""Lookups, filters and tests of the engine, in the form of plugins."""
from ansible._engine import ask
from ansible.module_utils.six import string_types
from ansible.plugins.lookup import LookupBase


class EngineLookup(LookupBase):
    """A lookup that the engine has itself."""

    engine_name = None

    def run(self, terms, variables=None, **kwargs):
        from ansible.template import told_variables
        asked = [terms] if isinstance(terms, string_types) else terms
        return ask('lookup', name=self.engine_name, terms=asked, options=kwargs, **told_variables(variables or {}))


def engine_function(kind, name):
    def function(*args, **kwargs):
        return ask(kind, name=name, args=list(args), kwargs=kwargs)
    function.__name__ = name.rpartition('.')[2]
    return function
