"""Builds on a lookup and filters of Ansible."""
from ansible.plugins.filter.core import b64encode, to_json
from ansible.plugins.lookup.items import LookupModule as ItemsLookup
from ansible.utils.helpers import pct_to_int


class LookupModule(ItemsLookup):
    def run(self, terms, variables=None, **kwargs):
        found = super(LookupModule, self).run(terms, variables=variables, **kwargs)
        return [found, b64encode('text'), to_json({'a': [1]}), pct_to_int('50%', 10)]
