"""The shell of POSIX."""
from ansible.plugins.shell import ShellBase


class ShellModule(ShellBase):
    COMPATIBLE_SHELLS = frozenset(('sh', 'zsh', 'bash', 'dash', 'ksh'))
