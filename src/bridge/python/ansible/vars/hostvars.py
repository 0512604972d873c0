"""Variables of other hosts, asked for when they are looked at."""
from collections.abc import Mapping

from ansible._engine import ask


class HostVars(Mapping):
    def __init__(self, inventory, variable_manager=None, loader=None):
        self._inventory = inventory
        self._known = {}

    def names(self):
        return list(self._inventory.hosts)

    def __getitem__(self, name):
        if name not in self.names():
            raise KeyError(name)
        if name not in self._known:
            self._known[name] = ask('hostvars', host=name)
        return self._known[name]

    def raw_get(self, name):
        return self[name]

    def __contains__(self, name):
        return name in self.names()

    def __iter__(self):
        return iter(self.names())

    def __len__(self):
        return len(self.names())

    def __deepcopy__(self, memo):
        return self

    def __repr__(self):
        return repr(dict(self))
