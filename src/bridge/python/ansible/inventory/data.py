"""An inventory that plugins fill."""
from ansible import constants as C
from ansible.errors import AnsibleError
from ansible.inventory.group import Group
from ansible.inventory.host import Host
from ansible.utils.display import Display
from ansible.utils.vars import combine_vars

display = Display()


class InventoryData(object):
    def __init__(self):
        self.groups = {}
        self.hosts = {}
        self.localhost = None
        self.current_source = None
        self.processed_sources = []
        for name in ('all', 'ungrouped'):
            self.add_group(name)
        self.add_child('all', 'ungrouped')

    def add_group(self, group):
        if not group:
            raise AnsibleError('Invalid empty/false group name provided: %s' % group)
        if not isinstance(group, str):
            raise AnsibleError('Invalid group name supplied, expected a string but got %s for %s' % (type(group), group))
        if group not in self.groups:
            made = Group(group)
            if made.name not in self.groups:
                self.groups[made.name] = made
            group = made.name
        return group

    def remove_group(self, group):
        self.groups.pop(group, None)
        for host in self.hosts.values():
            for one in [one for one in host.groups if one.name == group]:
                host.remove_group(one)

    def add_host(self, host, group=None, port=None):
        if not host:
            raise AnsibleError('Invalid empty host name provided: %s' % host)
        if not isinstance(host, str):
            raise AnsibleError('Invalid host name supplied, expected a string but got %s for %s' % (type(host), host))
        if group and group not in self.groups:
            raise AnsibleError('Could not find group %s in inventory' % group)
        if host not in self.hosts:
            self.hosts[host] = Host(host, port)
            if host in C.LOCALHOST and self.localhost is None:
                self.localhost = self.hosts[host]
        if group:
            self.add_child(group, host)
        return host

    def remove_host(self, host):
        self.hosts.pop(host.name, None)
        for group in self.groups.values():
            group.remove_host(host)

    def set_variable(self, entity, varname, value):
        if entity in self.groups:
            self.groups[entity].set_variable(varname, value)
        elif entity in self.hosts:
            self.hosts[entity].set_variable(varname, value)
        else:
            raise AnsibleError('Could not identify group or host named %s' % entity)

    def add_child(self, group, child):
        if group not in self.groups:
            raise AnsibleError('%s is not a known group' % group)
        if child in self.groups:
            return self.groups[group].add_child_group(self.groups[child])
        if child in self.hosts:
            return self.groups[group].add_host(self.hosts[child])
        raise AnsibleError('%s is not a known host nor group' % child)

    def get_host(self, hostname):
        if hostname not in self.hosts and hostname in C.LOCALHOST:
            self.localhost = self.localhost or Host(hostname)
            return self.localhost
        return self.hosts.get(hostname)

    def get_groups_dict(self):
        return dict((name, [host.name for host in group.get_hosts()]) for name, group in self.groups.items())

    def reconcile_inventory(self):
        """What stands in no group goes into `ungrouped`, and groups into `all`."""
        top, rest = self.groups['all'], self.groups['ungrouped']
        for group in list(self.groups.values()):
            if group is not top and not group.parent_groups:
                top.add_child_group(group)
        for host in self.hosts.values():
            own = [group for group in host.groups if group not in (top, rest)]
            if own:
                rest.remove_host(host)
            else:
                rest.add_host(host)
            host.add_group(top)

    def serialize(self):
        return {'groups': self.groups, 'hosts': self.hosts, 'local': self.localhost,
                'source': self.current_source, 'processed_sources': self.processed_sources}

    def host_vars(self, host):
        """Variables of a host, with those of its groups below them."""
        found = {}
        for group in sorted(host.get_groups(), key=lambda one: (one.depth, one.priority, one.name)):
            found = combine_vars(found, group.get_vars())
        return combine_vars(found, host.get_vars())
