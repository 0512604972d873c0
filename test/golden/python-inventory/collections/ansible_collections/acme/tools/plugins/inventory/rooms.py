from ansible.errors import AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible.utils.unsafe_proxy import wrap_var

DOCUMENTATION = """
name: rooms
short_description: Hosts in rooms
description: Hosts in rooms.
extends_documentation_fragment: [constructed, inventory_cache]
options:
  plugin:
    description: Its name
    required: true
    choices: [acme.tools.rooms]
  rooms:
    description: Names of hosts by room
    type: dict
    required: true
  suffix:
    description: What names end with
    default: ''
    env: [{name: ROOMS_SUFFIX}]
"""


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    NAME = 'acme.tools.rooms'

    def verify_file(self, path):
        return super(InventoryModule, self).verify_file(path) and path.endswith('rooms.yml')

    def parse(self, inventory, loader, path, cache=True):
        super(InventoryModule, self).parse(inventory, loader, path, cache)
        self._read_config_data(path)
        for room, names in self.get_option('rooms').items():
            if not names:
                raise AnsibleParserError('the room %s is empty' % room)
            group = inventory.add_group(room)
            inventory.set_variable(group, 'room_label', '{{ room | upper }}')
            for name in names:
                host = inventory.add_host(name + self.get_option('suffix'), group=group)
                inventory.set_variable(host, 'room', room)
                inventory.set_variable(host, 'raw', wrap_var('{{ room }}'))
                variables = inventory.get_host(host).get_vars()
                strict = self.get_option('strict')
                self._set_composite_vars(self.get_option('compose'), variables, host, strict)
                self._add_host_to_composed_groups(self.get_option('groups'), variables, host, strict)
                self._add_host_to_keyed_groups(self.get_option('keyed_groups'), variables, host, strict)
        if 'web' in inventory.groups:
            inventory.set_variable('web', 'seen', sorted(host.name for host in inventory.groups['web'].hosts))
