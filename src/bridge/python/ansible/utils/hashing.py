"""Checksums of text and files."""
import hashlib
import os

from ansible.errors import AnsibleError
from ansible.module_utils._text import to_bytes


def secure_hash_s(data, hash_func=hashlib.sha1):
    return hash_func(to_bytes(data, errors='surrogate_or_strict')).hexdigest()


def secure_hash(filename, hash_func=hashlib.sha1):
    """None for what is not there, and for folders."""
    path = to_bytes(filename, errors='surrogate_or_strict')
    if not os.path.exists(path) or os.path.isdir(path):
        return None
    digest = hash_func()
    try:
        with open(path, 'rb') as file:
            for block in iter(lambda: file.read(1 << 16), b''):
                digest.update(block)
    except IOError as error:
        raise AnsibleError('error while accessing the file %s, error was: %s' % (filename, error))
    return digest.hexdigest()


checksum = secure_hash
checksum_s = secure_hash_s


def md5s(data):
    return secure_hash_s(data, hashlib.md5)


def md5(filename):
    return secure_hash(filename, hashlib.md5)
