"""The inventory of a run, as plugins look at it."""
import fnmatch
import re

from ansible.inventory.data import InventoryData


def split_host_pattern(pattern):
    if isinstance(pattern, list):
        return [one for each in pattern for one in split_host_pattern(each)]
    text = pattern.strip()
    divider = ',' if ',' in text else ':'
    return [one.strip() for one in re.split(divider, text) if one.strip()]


class InventoryManager(object):
    def __init__(self, loader=None, sources=None, parse=True, cache=True):
        self._loader = loader
        self._inventory = InventoryData()
        self._sources = [sources] if isinstance(sources, str) else list(sources or [])
        self._restriction = self._subset = None

    @property
    def localhost(self):
        return self._inventory.get_host('localhost')

    groups = property(lambda self: self._inventory.groups)
    hosts = property(lambda self: self._inventory.hosts)

    def get_vars(self, *args, **kwargs):
        return {}

    def get_host(self, hostname):
        return self._inventory.get_host(hostname)

    def get_groups_dict(self):
        return self._inventory.get_groups_dict()

    def list_groups(self):
        return sorted(self._inventory.groups)

    def list_hosts(self, pattern='all'):
        return self.get_hosts(pattern)

    def get_hosts(self, pattern='all', ignore_limits=False, ignore_restrictions=False, order=None):
        found = []
        for one in split_host_pattern(pattern):
            matching = self._matching(one.lstrip('!&'))
            if one.startswith('!'):
                found = [host for host in found if host not in matching]
            elif one.startswith('&'):
                found = [host for host in found if host in matching]
            else:
                found.extend(host for host in matching if host not in found)
        if self._restriction is not None and not ignore_restrictions:
            found = [host for host in found if host.name in self._restriction]
        return found

    def _matching(self, pattern):
        known = self._inventory
        if pattern in ('all', '*'):
            return list(known.hosts.values())
        matches = re.compile(pattern[1:] if pattern.startswith('~') else fnmatch.translate(pattern)).match
        found = [host for name, group in known.groups.items() if matches(name) for host in group.get_hosts()]
        return found + [host for name, host in known.hosts.items() if matches(name) and host not in found]

    def restrict_to_hosts(self, restriction):
        if restriction is not None:
            self._restriction = set(getattr(one, 'name', one) for one in restriction)

    def remove_restriction(self):
        self._restriction = None

    def subset(self, subset_pattern):
        self._subset = subset_pattern

    def refresh_inventory(self):
        """The engine reads sources again."""

    def add_dynamic_host(self, host_info, result_item):
        """The engine adds hosts."""
