"""YAML as the engine reads it."""
from ansible._engine import ask
from ansible.module_utils._text import to_text


class AnsibleLoader(object):
    def __init__(self, stream, file_name=None, vault_secrets=None):
        self._text = to_text(stream.read() if hasattr(stream, 'read') else stream)
        self._name = file_name or '<unicode string>'

    def get_single_data(self):
        return ask('yaml', text=self._text, file=self._name)

    get_data = get_single_data

    def dispose(self):
        """Nothing is kept."""
