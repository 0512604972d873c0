"""A host of the inventory."""
from ansible.utils.vars import combine_vars, get_unique_id


class Host(object):
    def __init__(self, name=None, port=None, gen_uuid=True):
        self.name = self.address = name
        self.vars = {}
        self.groups = []
        self.implicit = False
        self._uuid = get_unique_id() if gen_uuid else None
        if port:
            self.set_variable('ansible_port', int(port))

    def __repr__(self):
        return self.get_name()

    __str__ = __repr__

    def __eq__(self, other):
        return isinstance(other, Host) and self._uuid == other._uuid

    def __hash__(self):
        return hash(self.name)

    def get_name(self):
        return self.name

    def add_group(self, group, added=None):
        """Groups above come along, before it. True where one is new."""
        new = [one for one in group.get_ancestors() + [group] if one not in self.groups]
        self.groups.extend(new)
        return bool(new)

    def populate_ancestors(self, additions=None):
        for group in list(self.groups) if additions is None else additions:
            self.add_group(group)

    def remove_group(self, group):
        if group not in self.groups:
            return False
        self.groups.remove(group)
        return True

    def set_variable(self, key, value):
        both = isinstance(self.vars.get(key), dict) and isinstance(value, dict)
        self.vars[key] = combine_vars(self.vars[key], value) if both else value

    def get_groups(self):
        return self.groups

    def get_vars(self):
        return combine_vars(self.vars, self.get_magic_vars())

    def get_magic_vars(self):
        return {'inventory_hostname': self.name, 'inventory_hostname_short': self.name.split('.')[0],
                'group_names': sorted(group.name for group in self.groups if group.name != 'all')}
