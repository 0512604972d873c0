"""Uses what surrounds lookups: documented terms, its collection's place, templates' text, passwords."""
import os
from importlib import import_module

from ansible.plugins.lookup import LookupBase
from ansible.utils.cmd_functions import run_cmd
from ansible.utils.encrypt import passlib_or_crypt, random_password

DOCUMENTATION = """
name: around
short_description: What surrounds it
description: What surrounds it.
options:
  _terms:
    description: Documented as lookups do.
    required: true
  must:
    description: Missing
    required: true
"""


class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        self.set_options(var_options=variables, direct=kwargs)
        place = import_module('ansible_collections.acme.tools').__file__
        text = self._templar.environment.from_string('{{ some.where[0] }}').render(some={'where': ['here']})
        return [os.path.basename(os.path.dirname(place)), text, len(random_password(7)), random_password(4, 'ab', seed=1),
                passlib_or_crypt('secret', 'sha512_crypt', salt='saltsalt')[-6:], run_cmd('echo a "b c"')[1].decode()]
