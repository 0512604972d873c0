"""Passwords: random ones, and hashes, which the engine makes."""
import random
import string

from ansible import constants as C
from ansible._engine import ask

DEFAULT_PASSWORD_LENGTH = 20
# The names that passlib has for what crypt(3) knows.
ALGORITHMS = {'md5_crypt': 'md5', 'sha256_crypt': 'sha256', 'sha512_crypt': 'sha512', 'bcrypt': 'blowfish'}


def random_password(length=DEFAULT_PASSWORD_LENGTH, chars=C.DEFAULT_PASSWORD_CHARS, seed=None):
    source = random.SystemRandom() if seed is None else random.Random(seed)
    return ''.join(source.choice(chars) for _ in range(length))


def random_salt(length=8):
    return random_password(length, string.ascii_letters + string.digits + './')


def do_encrypt(result, encrypt, salt_size=None, salt=None, ident=None, rounds=None):
    told = dict(salt=salt or random_salt(salt_size or 8), rounds=rounds, ident=ident)
    known = dict((name, value) for name, value in told.items() if value is not None)
    return ask('filter', name='password_hash', args=[result, ALGORITHMS.get(encrypt, encrypt)], kwargs=known)


def passlib_or_crypt(secret, algorithm, salt=None, salt_size=None, rounds=None, ident=None):
    return do_encrypt(secret, algorithm, salt_size=salt_size, salt=salt, ident=ident, rounds=rounds)
