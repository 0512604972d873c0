"""A JSON file a key."""
import json

from ansible.parsing.ajson import AnsibleJSONDecoder, AnsibleJSONEncoder
from ansible.plugins.cache import BaseFileCacheModule


WRITTEN = {'indent': 4, 'sort_keys': True, 'cls': AnsibleJSONEncoder}


class CacheModule(BaseFileCacheModule):
    def _load(self, filepath):
        with open(filepath, encoding='utf-8') as file:
            return json.load(file, cls=AnsibleJSONDecoder)

    def _dump(self, value, filepath):
        with open(filepath, 'w', encoding='utf-8') as file:
            json.dump(value, file, **WRITTEN)
