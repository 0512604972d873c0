"""The class of what makes another user of one."""
import random
import shlex
import string

from ansible.errors import AnsibleError
from ansible.module_utils._text import to_bytes
from ansible.plugins import AnsiblePlugin


class BecomeBase(AnsiblePlugin):
    _plugin_type = 'become'
    name = None
    fail = tuple()
    missing = tuple()
    require_tty = False
    prompt = ''

    def __init__(self):
        super().__init__()
        self._id = ''
        self.success = ''

    def get_option(self, option, hostvars=None, playcontext=None):
        found = super().get_option(option, hostvars)
        return getattr(playcontext, option, None) if found is None and playcontext is not None else found

    def expect_prompt(self):
        return bool(self.prompt and self.get_option('become_pass'))

    def _build_success_command(self, cmd, shell, noexe=False):
        """A command that says `BECOME-SUCCESS-…` once it runs."""
        if not all((cmd, shell, self.success)):
            return cmd
        line = shlex.quote('%s %s %s %s' % (shell.ECHO, self.success, getattr(shell, '_SHELL_SEP', ';'), cmd))
        if noexe:
            return line
        executable = getattr(shell, 'executable', None) or '/bin/sh'
        return '%s -c %s' % (executable, line)

    def build_become_command(self, cmd, shell):
        self._id = ''.join(random.choice(string.ascii_lowercase) for _ in range(32))
        self.success = 'BECOME-SUCCESS-%s' % self._id

    def check_success(self, b_output):
        wanted = to_bytes(self.success)
        return any(wanted in line.rstrip() for line in b_output.splitlines(True))

    def check_password_prompt(self, b_output):
        if not self.prompt:
            return False
        wanted = to_bytes(self.prompt).strip()
        return any(line.strip().startswith(wanted) for line in b_output.splitlines())

    def _check_password_error(self, b_out, msg):
        if to_bytes(msg) in b_out:
            raise AnsibleError(msg)
        return False

    def check_incorrect_password(self, b_output):
        return any(to_bytes(one) in b_output for one in self.fail)

    def check_missing_password(self, b_output):
        return any(to_bytes(one) in b_output for one in self.missing)
