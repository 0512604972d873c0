import json
import os

from ansible.plugins.cache import BaseCacheModule

DOCUMENTATION = """
name: lines
short_description: A file of lines
description: A file of lines.
options:
  _uri:
    description: The file
    default: facts.lines
    env: [{name: ANSIBLE_CACHE_PLUGIN_CONNECTION}]
"""


class CacheModule(BaseCacheModule):
    def __init__(self, *args, **kwargs):
        super(CacheModule, self).__init__(*args, **kwargs)
        self.path = self.get_option('_uri')

    def _read(self):
        if not os.path.exists(self.path):
            return {}
        with open(self.path) as file:
            return dict(json.loads(line) for line in file)

    def _write(self, facts):
        with open(self.path, 'w') as file:
            for entry in sorted(facts.items()):
                file.write(json.dumps(entry, sort_keys=True) + '\n')

    def get(self, key):
        return self._read()[key]

    def set(self, key, value):
        self._write(dict(self._read(), **{key: value}))

    def keys(self):
        return self._read().keys()

    def contains(self, key):
        return key in self._read()

    def delete(self, key):
        facts = self._read()
        del facts[key]
        self._write(facts)

    def flush(self):
        self._write({})

    def copy(self):
        return self._read()
