"""JSON or YAML as values."""
from ansible._engine import ask
from ansible.module_utils._text import to_text


def from_yaml(data, file_name='<string>', show_content=True, vault_secrets=None, json_only=False):
    return ask('yaml', text=to_text(data), file=to_text(file_name))
