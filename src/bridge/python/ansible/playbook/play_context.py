"""How a task reaches its host."""
from ansible import context
from ansible.playbook.base import Base


class PlayContext(Base):
    fattributes = dict(
        Base.FIELDS, remote_addr='', password='', timeout=10, private_key_file=None, connection_user=None,
        executable='/bin/sh', verbosity=0, only_tags=set(), skip_tags=set(), start_at_task=None, step=False,
        force_handlers=None, pipelining=False, network_os=None, docker_extra_args=None, become_pass='', prompt='',
        success_key='', connection_lockfd=None, delegate_to=None, become_plugin=None)

    def __init__(self, play=None, passwords=None, connection_lockfd=None):
        super().__init__()
        self.verbosity = context.CLIARGS.get('verbosity', 0)
        self.check_mode = bool(context.CLIARGS.get('check', False))
        self.diff = bool(context.CLIARGS.get('diff', False))
        if play is not None:
            for name in ('connection', 'remote_user', 'port', 'become', 'become_method', 'become_user'):
                setattr(self, name, getattr(play, name))

    def set_become_plugin(self, plugin):
        self._become_plugin = plugin

    def update_vars(self, variables):
        """The engine gives connections' variables."""

    def make_become_cmd(self, cmd, executable=None):
        return cmd
