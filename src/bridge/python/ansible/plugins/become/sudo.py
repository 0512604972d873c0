"""Commands by sudo."""
import re
import shlex

from ansible.plugins.become import BecomeBase


PROMPT = '[sudo via ansible, key=%s] password:'


class BecomeModule(BecomeBase):
    name = 'sudo'
    fail = ('Sorry, try again.',)
    missing = ('Sorry, a password is required to run sudo', 'sudo: a password is required')

    def build_become_command(self, cmd, shell):
        super().build_become_command(cmd, shell)
        if not cmd:
            return cmd
        asked = dict((name, self.get_option('become_' + name)) for name in ('exe', 'flags', 'pass', 'user'))
        words = [asked['exe'] or self.name]
        flags = shlex.split(asked['flags'] or '')
        if asked['pass']:
            self.prompt = PROMPT % self._id
            # Who has a password to give is to be asked for it.
            flags = [one for one in (re.sub('^(-[A-Za-z]*)n', r'\1', flag) for flag in flags) if one != '-']
            words += flags + ['-p "%s"' % self.prompt]
        elif flags:
            words.append(asked['flags'])
        if asked['user']:
            words.append('-u ' + asked['user'])
        return ' '.join(words + [self._build_success_command(cmd, shell)])
