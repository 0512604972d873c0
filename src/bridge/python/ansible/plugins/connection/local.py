"""Commands on the controller itself."""
import os
import shutil
import subprocess

from ansible.errors import AnsibleError, AnsibleFileNotFound
from ansible.module_utils._text import to_bytes, to_native, to_text
from ansible.plugins.connection import ConnectionBase
from ansible.utils.display import Display
from ansible.utils.path import unfrackpath

display = Display()


class Connection(ConnectionBase):
    transport = 'local'
    has_pipelining = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.cwd = None
        import getpass
        self.default_user = getpass.getuser()

    def _say(self, text, *values):
        display.vvv(text % values, host=self._play_context.remote_addr)

    def _connect(self):
        is_new, self._connected = not self._connected, True
        if is_new:
            self._say('ESTABLISH LOCAL CONNECTION FOR USER: %s', self.default_user)
        return self

    def exec_command(self, cmd, in_data=None, sudoable=True):
        super().exec_command(cmd, in_data=in_data, sudoable=sudoable)
        self._say('EXEC %s', to_text(cmd))
        is_line = isinstance(cmd, (str, bytes))
        child = subprocess.Popen(
            to_bytes(cmd) if is_line else [to_bytes(one) for one in cmd], shell=is_line,
            executable=getattr(self._play_context, 'executable', None) if is_line else None, cwd=self.cwd,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = child.communicate(in_data)
        return child.returncode, out, err

    def _place(self, path):
        return unfrackpath(path, basedir=self.cwd)

    def put_file(self, in_path, out_path):
        super().put_file(in_path, out_path)
        source, dest = self._place(in_path), self._place(out_path)
        if not os.path.exists(to_bytes(source)):
            raise AnsibleFileNotFound('file or module does not exist: {0}'.format(to_native(source)))
        try:
            shutil.copyfile(to_bytes(source), to_bytes(dest))
        except shutil.Error:
            raise AnsibleError('failed to copy: {0} and {1} are the same'.format(to_native(source), to_native(dest)))
        except IOError as error:
            raise AnsibleError('failed to transfer file to {0}: {1}'.format(to_native(dest), to_native(error)))

    def fetch_file(self, in_path, out_path):
        super().fetch_file(in_path, out_path)
        self.put_file(in_path, out_path)

    def reset(self):
        pass

    def close(self):
        self._connected = False
