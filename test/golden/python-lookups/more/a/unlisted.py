"""Gives what a lookup should not: something other than a list."""
from ansible.plugins.lookup import LookupBase


class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        return {'dict': {'one': 1, 'two': 2}, 'text': 'abc', 'nothing': None, 'number': 3}[terms[0]]
