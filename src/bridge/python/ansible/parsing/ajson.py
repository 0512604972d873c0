"""JSON with what Ansible puts into it."""
import json
from collections.abc import Mapping
from datetime import date, datetime

from ansible.parsing.yaml.objects import AnsibleVaultEncryptedUnicode
from ansible.utils.unsafe_proxy import wrap_var


class AnsibleJSONEncoder(json.JSONEncoder):
    def __init__(self, preprocess_unsafe=False, vault_to_text=False, **kwargs):
        self._vault_to_text = vault_to_text
        super().__init__(**kwargs)

    def default(self, o):
        if isinstance(o, AnsibleVaultEncryptedUnicode):
            return str(o) if self._vault_to_text else {'__ansible_vault': o._ciphertext.decode('utf-8')}
        if isinstance(o, Mapping):
            return dict(o)
        if isinstance(o, (date, datetime)):
            return o.isoformat()
        if isinstance(o, bytes):
            return o.decode('utf-8', 'surrogateescape')
        if isinstance(o, (set, frozenset)) or hasattr(o, '__iter__'):
            return list(o)
        return super().default(o)


class AnsibleJSONDecoder(json.JSONDecoder):
    def __init__(self, *args, **kwargs):
        kwargs['object_hook'] = self.object_hook
        super().__init__(*args, **kwargs)

    @classmethod
    def set_secrets(cls, secrets):
        """The engine opens vaults."""

    def object_hook(self, pairs):
        if '__ansible_vault' in pairs:
            return AnsibleVaultEncryptedUnicode(pairs['__ansible_vault'])
        return wrap_var(pairs['__ansible_unsafe']) if '__ansible_unsafe' in pairs else pairs
