"""Commands of this machine, by a connection with options of its own."""
DOCUMENTATION = """
    name: own
    short_description: the controller
    description: commands on the controller
    author: somebody
    options:
      remote_user:
        description: who
        vars: [{name: ansible_user}]
      word:
        description: what to be let in with
        default: none
        vars: [{name: way_word}]
"""
from ansible.errors import AnsibleConnectionFailure
from ansible.plugins.connection.local import Connection as LocalConnection


class Connection(LocalConnection):
    transport = 'own'

    def _connect(self):
        if self.get_option('word') == 'wrong':
            raise AnsibleConnectionFailure('%s is not let in with %s' % (
                self.get_option('remote_user'), self.get_option('word')))
        return super(Connection, self)._connect()
