from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase

DOCUMENTATION = """
name: chosen
short_description: Its options
description: Its options.
options:
  one:
    description: From all places
    default: built in
    env: [{name: CHOSEN_ONE}]
    ini: [{section: chosen, key: one}]
    vars: [{name: chosen_one}]
  many:
    description: A list
    type: list
    elements: int
    default: [1]
    ini: [{section: chosen, key: many}]
  must:
    description: One of some
    choices: [a, b]
    default: a
"""


class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        self.set_options(var_options=variables, direct=kwargs)
        if 'fail' in terms:
            raise AnsibleError('no way')
        told = [self.get_option(name) for name in ('one', 'many', 'must')]
        return [told, self._templar.template(variables['clear']), self._templar.template(variables['evil'])] + terms
