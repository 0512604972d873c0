"""Marks in the environment who was to be become."""
DOCUMENTATION = """
    name: marked
    short_description: a mark
    description: says in the environment who was to be become
    author: somebody
    options:
      become_user:
        description: who
        default: root
        keyword: [{name: become_user}]
        vars: [{name: ansible_become_user}]
      become_exe: {description: the program, default: env}
      become_flags: {description: nothing, default: ''}
      become_pass: {description: nothing}
"""
from ansible.plugins.become import BecomeBase


class BecomeModule(BecomeBase):
    name = 'marked'

    def build_become_command(self, cmd, shell):
        super(BecomeModule, self).build_become_command(cmd, shell)
        if not cmd:
            return cmd
        return '%s BECAME=%s %s' % (
            self.get_option('become_exe'), self.get_option('become_user'), self._build_success_command(cmd, shell))
