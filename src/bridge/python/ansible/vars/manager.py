"""Variables of hosts, as far as plugins ask for them."""
from ansible.vars.hostvars import HostVars


class VariableManager(object):
    def __init__(self, loader=None, inventory=None, version_info=None):
        self._loader, self._inventory = loader, inventory
        self._extra_vars = {}
        self._options_vars = {}
        self._hostvars = HostVars(inventory)

    @property
    def extra_vars(self):
        return self._extra_vars

    def get_vars(self, play=None, host=None, task=None, include_hostvars=True, include_delegate_to=True,
                 use_cache=True, _hosts=None, _hosts_all=None, stage='task'):
        found = dict(self._hostvars[host.name]) if host is not None and host.name in self._hostvars else {}
        found['groups'] = self._inventory.get_groups_dict() if self._inventory is not None else {}
        if include_hostvars:
            found['hostvars'] = self._hostvars
        found.update(self._extra_vars)
        return found
