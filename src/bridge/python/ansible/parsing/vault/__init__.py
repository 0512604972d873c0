"""Vaults: the engine opens them with the secrets of the run."""
import base64
from contextlib import contextmanager

from ansible._engine import ask
from ansible.errors import AnsibleError
from ansible.module_utils._text import to_bytes, to_text

b_HEADER = b'$ANSIBLE_VAULT'


class AnsibleVaultError(AnsibleError):
    pass


class AnsibleVaultFormatError(AnsibleError):
    pass


def is_encrypted(data):
    try:
        return to_bytes(data).startswith(b_HEADER)
    except (TypeError, UnicodeError):
        return False


@contextmanager
def _at(file, position):
    """A file at a position, which it leaves again."""
    before = file.tell()
    file.seek(position)
    try:
        yield file
    finally:
        file.seek(before)


def is_encrypted_file(file_obj, start_pos=0, count=-1):
    with _at(file_obj, start_pos) as file:
        return is_encrypted(file.read(count))


class VaultSecret(object):
    def __init__(self, _bytes=None):
        self._bytes = _bytes

    @property
    def bytes(self):
        return self._bytes

    def load(self):
        return self._bytes


class VaultLib(object):
    def __init__(self, secrets=None):
        self.secrets = secrets or []

    @staticmethod
    def is_encrypted(vaulttext):
        return is_encrypted(vaulttext)

    def decrypt(self, vaulttext, filename=None, obj=None):
        if not is_encrypted(vaulttext):
            raise AnsibleError('input is not vault encrypted data. ')
        return base64.b64decode(ask('decrypt', text=to_text(vaulttext)))
