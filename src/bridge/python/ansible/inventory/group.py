"""A group of the inventory."""
import re

from ansible import constants as C
from ansible.errors import AnsibleError
from ansible.utils.vars import combine_vars


def to_safe_group_name(name, replacer='_', force=False, silent=False):
    """A name without what variables can't have, as the settings say."""
    how = C.TRANSFORM_INVALID_GROUP_CHARS
    found = set(re.findall(r'[\W]', name, re.ASCII)) | ({name[0]} if re.match(r'\d', name) else set())
    if not name or not found:
        return name
    if how in ('never', 'ignore') and not force:
        return name
    from ansible.utils.display import Display
    if not silent and how != 'silently':
        Display().warning('Invalid characters were found in group names %s, use -vvvv to see details' % (
            'and automatically replaced' if force or how == 'always' else 'but not replaced'))
    name = re.sub(r'[\W]', replacer, name, flags=re.ASCII)
    return replacer + name if re.match(r'\d', name) else name


class Group(object):
    def __init__(self, name=None):
        self.name = to_safe_group_name(name) if name else name
        self.depth = 0
        self.hosts = []
        self.vars = {}
        self.child_groups = []
        self.parent_groups = []
        self.priority = 1

    def __repr__(self):
        return self.get_name()

    __str__ = __repr__

    def get_name(self):
        return self.name

    @property
    def host_names(self):
        return set(host.name for host in self.hosts)

    def _reachable(self, relation):
        found, waiting = [], list(getattr(self, relation))
        while waiting:
            group = waiting.pop(0)
            if group not in found:
                found.append(group)
                waiting.extend(getattr(group, relation))
        return found

    def get_ancestors(self):
        return self._reachable('parent_groups')

    def get_descendants(self, **kwargs):
        return self._reachable('child_groups')

    def add_child_group(self, group):
        if self is group:
            raise Exception("can't add group to itself")
        if group in self.child_groups:
            return False
        if self in group.get_descendants():
            raise AnsibleError("Adding group '%s' as child to '%s' creates a recursive dependency loop." % (
                group.name, self.name))
        self.child_groups.append(group)
        if self not in group.parent_groups:
            group.parent_groups.append(self)
        group._deepen(self.depth + 1)
        for host in group.get_hosts():
            host.add_group(self)
        return True

    def _deepen(self, depth):
        if depth > self.depth:
            self.depth = depth
            for child in self.child_groups:
                child._deepen(depth + 1)

    def add_host(self, host):
        if host in self.hosts:
            return False
        self.hosts.append(host)
        host.add_group(self)
        return True

    def remove_host(self, host):
        if host not in self.hosts:
            return False
        self.hosts.remove(host)
        return host.remove_group(self)

    def set_variable(self, key, value):
        if key == 'ansible_group_priority':
            self.set_priority(int(value))
            return
        both = isinstance(self.vars.get(key), dict) and isinstance(value, dict)
        self.vars[key] = combine_vars(self.vars[key], value) if both else value

    def set_priority(self, priority):
        try:
            self.priority = int(priority)
        except TypeError:
            pass

    def get_hosts(self):
        found = []
        for group in [self] + self.get_descendants():
            found.extend(host for host in group.hosts if host not in found)
        return found

    def get_vars(self):
        return self.vars.copy()

    def clear_hosts_cache(self):
        """Nothing is kept."""
