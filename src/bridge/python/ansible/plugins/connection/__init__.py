"""The class of connections."""
from abc import abstractmethod
from functools import wraps

from ansible.plugins import AnsiblePlugin
from ansible.plugins.loader import get_shell_plugin
from ansible.utils.display import Display

display = Display()
__all__ = ['ConnectionBase', 'ensure_connect']
BUFSIZE = 65536


def ensure_connect(func):
    """A method that connects first."""
    @wraps(func)
    def method(connection, *given, **named):
        if not connection.connected:
            connection._connect()
        return func(connection, *given, **named)
    return method


class ConnectionBase(AnsiblePlugin):
    _plugin_type = 'connection'
    default_user = None
    module_implementation_preferences = ('',)
    has_tty = allow_executable = True
    has_pipelining = has_native_async = always_pipeline_modules = supports_persistence = force_persistence = False

    def __init__(self, play_context, new_stdin, shell=None, *args, **kwargs):
        super().__init__()
        self._play_context, self._new_stdin = play_context, new_stdin
        self._display = display
        self.become = self.prompt = self.success_key = self._socket_path = None
        self._connected = False
        self._shell = shell
        if self._shell is None:
            kind = getattr(play_context, 'shell', None) or getattr(self, '_shell_type', None)
            self._shell = get_shell_plugin(kind, getattr(play_context, 'executable', None))
        if not getattr(self._shell, '_options', None):
            self._shell.set_options()

    @property
    def connected(self):
        return self._connected

    @property
    def socket_path(self):
        return self._socket_path

    def set_become_plugin(self, plugin):
        self.become = plugin

    @property
    @abstractmethod
    def transport(self):
        """The name of the connection."""

    @abstractmethod
    def _connect(self):
        pass

    @ensure_connect
    def exec_command(self, cmd, in_data=None, sudoable=True):
        """Gives the status, what was written, and what was written as errors."""

    @ensure_connect
    def put_file(self, in_path, out_path):
        pass

    @ensure_connect
    def fetch_file(self, in_path, out_path):
        pass

    def close(self):
        pass

    def reset(self):
        display.warning('Reset is not implemented for this connection')

    def update_vars(self, variables):
        """Variables of the connection are options."""

    def connection_lock(self):
        pass

    def connection_unlock(self):
        pass

    @staticmethod
    def _split_ssh_args(argstring):
        import shlex
        return [one.strip() for one in shlex.split(argstring) if one.strip()]


class NetworkConnectionBase(ConnectionBase):
    """Connections to appliances; they go on between tasks in Ansible itself."""

    force_persistence = True
    _remote_is_local = True
