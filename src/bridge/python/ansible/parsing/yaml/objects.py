"""What YAML is read as: plain values, with their classes' names."""
from ansible.module_utils._text import to_bytes, to_text


class AnsibleBaseYAMLObject(object):
    """A value that knows its place in a file, where that was told."""

    _place = None, 0, 0

    @property
    def ansible_pos(self):
        return self._place

    @ansible_pos.setter
    def ansible_pos(self, place):
        self._place = place


class AnsibleMapping(AnsibleBaseYAMLObject, dict):
    pass


class AnsibleSequence(AnsibleBaseYAMLObject, list):
    pass


class AnsibleUnicode(AnsibleBaseYAMLObject, str):
    pass


class AnsibleVaultEncryptedUnicode(AnsibleBaseYAMLObject):
    """Text that is opened when it is looked at."""

    __UNSAFE__ = True

    def __init__(self, ciphertext, vault=None):
        self._ciphertext = to_bytes(ciphertext)
        self.vault = vault

    @property
    def data(self):
        from ansible.parsing.vault import VaultLib
        return to_text((self.vault or VaultLib()).decrypt(self._ciphertext))

    def is_encrypted(self):
        return True

    def __str__(self):
        return self.data

    def __repr__(self):
        return repr(self.data)

    def __eq__(self, other):
        return self.data == other

    def __hash__(self):
        return id(self)

    def __len__(self):
        return len(self.data)

    def __getitem__(self, index):
        return self.data[index]

    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return getattr(self.data, name)
