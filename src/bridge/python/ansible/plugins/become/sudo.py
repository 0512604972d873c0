"""Commands by sudo."""
import re
import shlex

from ansible.plugins.become import BecomeBase


class BecomeModule(BecomeBase):
    name = 'sudo'
    fail = ('Sorry, try again.',)
    missing = ('Sorry, a password is required to run sudo', 'sudo: a password is required')

    def build_become_command(self, cmd, shell):
        super().build_become_command(cmd, shell)
        if not cmd:
            return cmd
        flags = self.get_option('become_flags') or ''
        prompt = ''
        if self.get_option('become_pass'):
            self.prompt = '[sudo via ansible, key=%s] password:' % self._id
            if flags:
                flags = ' '.join(one for one in (re.sub('^(-[A-Za-z]*)n', r'\1', word) for word in shlex.split(flags))
                                 if one != '-')
            prompt = '-p "%s"' % self.prompt
        user = self.get_option('become_user') or ''
        words = [self.get_option('become_exe') or self.name, flags, prompt, '-u %s' % user if user else '',
                 self._build_success_command(cmd, shell)]
        return ' '.join(word for word in words if word)
