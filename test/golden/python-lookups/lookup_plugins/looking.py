"""Looks at variables as they are written, at those of a host, and has templates rendered."""
from ansible.plugins.lookup import LookupBase


class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        known = variables['hostvars']['localhost']
        return [variables['list'], known['inventory_hostname'], 'nowhere' in known, variables['vars']['clear'],
                self._templar.template("{{ 'a' | double }}{{ clear }}")]
