"""Modes of files, and whether they can be run."""
from __future__ import absolute_import

import os
import stat

S_IRWXU_RXG_RXO = 0o755
S_IRWU_RG_RO = 0o644
_PERM_BITS = 0o7777
_EXEC_PERM_BITS = 0o111
_DEFAULT_PERM = 0o666


def is_executable(path):
    return os.stat(path).st_mode & _EXEC_PERM_BITS != 0
