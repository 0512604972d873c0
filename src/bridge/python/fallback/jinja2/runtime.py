"""Undefined values, and the variables of a template that is being rendered."""
from collections.abc import Mapping

from ansible.template.undefined import StrictUndefined, Undefined

__all__ = ['Context', 'StrictUndefined', 'Undefined']


class Context(Mapping):
    def __init__(self, environment, parent):
        self.environment, self.parent, self.vars = environment, parent, {}

    def resolve(self, name):
        return self.get(name, StrictUndefined(name=name))

    def get_all(self):
        return dict(self.parent, **self.vars)

    def __getitem__(self, name):
        return self.vars[name] if name in self.vars else self.parent[name]

    def __contains__(self, name):
        return name in self.vars or name in self.parent

    def __iter__(self):
        return iter(self.get_all())

    def __len__(self):
        return len(self.get_all())
