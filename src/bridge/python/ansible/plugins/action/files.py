"""What actions do with files of a host."""
import os
import tempfile

from ansible.errors import AnsibleError
from ansible.module_utils._text import to_bytes, to_native


def _by_shell(name):
    """A method that runs the command which the shell's method of that name makes."""
    def run(self, paths, *details, sudoable=False, **named):
        command = getattr(self._connection._shell, name)(paths, *details, **named)
        return self._low_level_execute_command(command, sudoable=sudoable)
    return run


class HostFiles(object):
    """Methods of actions; the connection and the shell are the task's."""

    def _make_tmp_path(self, remote_user=None):
        raise AnsibleError('no engine is there to make folders')

    def _should_remove_tmp_path(self, tmp_path):
        from ansible import constants as C
        return bool(tmp_path and self._cleanup_remote_tmp and not C.DEFAULT_KEEP_REMOTE_FILES
                    and '-tmp-' in tmp_path)

    def _remove_tmp_path(self, tmp_path, force=False):
        shell = self._connection._shell
        folder = shell.tmpdir if tmp_path is None else tmp_path
        if not (force or self._should_remove_tmp_path(folder)):
            return
        self._low_level_execute_command(shell.remove(folder, recurse=True), sudoable=False)
        shell.tmpdir = None

    def _transfer_file(self, local_path, remote_path):
        """Puts a file of the controller on the host."""
        sent = local_path, remote_path
        self._connection.put_file(*sent)
        return sent[1]

    def _transfer_data(self, remote_path, data):
        import json
        text = json.dumps(data) if isinstance(data, dict) else data
        descriptor, path = tempfile.mkstemp()
        try:
            with os.fdopen(descriptor, 'wb') as file:
                file.write(to_bytes(text, errors='surrogate_or_strict'))
            self._transfer_file(path, remote_path)
        finally:
            os.unlink(path)
        return remote_path

    def _fixup_perms2(self, remote_paths, remote_user=None, execute=True):
        """Has the task's user read what was put."""
        if execute:
            told = self._remote_chmod(remote_paths, 'u+x')
            if told['rc'] != 0:
                raise AnsibleError('Failed to set execute bit on remote files (rc: {0}, err: {1})'.format(
                    told['rc'], to_native(told['stderr'])))
        return remote_paths

    _remote_chmod, _remote_chown, _remote_chgrp, _remote_set_user_facl = (
        _by_shell(name) for name in ('chmod', 'chown', 'chgrp', 'set_user_facl'))

    def _execute_remote_stat(self, path, all_vars, follow, tmp=None, checksum=True):
        told = self._execute_module(
            module_name='ansible.legacy.stat', task_vars=all_vars,
            module_args=dict(path=path, follow=follow, get_checksum=checksum, checksum_algorithm='sha1'))
        if told.get('failed') and 'stat' not in told:
            raise AnsibleError('Failed to get information on remote file (%s): %s' % (
                path, told.get('msg') or told.get('module_stderr')))
        found = told['stat']
        if not found['exists']:
            found['checksum'] = '1'
        found.setdefault('checksum', '')
        return found

    def _remote_checksum(self, path, all_vars, follow=False):
        found = self._execute_remote_stat(path, all_vars, follow)
        if not found['exists']:
            return '1'
        return '3' if found.get('isdir') else found['checksum'] or '2'

    def _remote_file_exists(self, path):
        return self._low_level_execute_command(self._connection._shell.exists(path), sudoable=True)['rc'] == 0

    def _remote_expand_user(self, path, sudoable=True, pathsep=None):
        """A path without `~`."""
        if not path.startswith('~'):
            return path
        home, _, rest = path.partition('/')
        user = self._play_context.become_user if home == '~' and sudoable and self._play_context.become else ''
        shell = self._connection._shell
        told = self._low_level_execute_command(shell.expand_user(home, user or ''), sudoable=False)
        lines = told.get('stdout', '').strip().splitlines()
        if lines:
            found = lines[-1].strip()
        elif '~' in home:
            found = self._low_level_execute_command(shell.pwd(), sudoable=False).get('stdout', '').strip()
        else:
            found = home
        whole = shell.join_path(found, rest) if rest else found
        steps = os.path.dirname(whole).split('/')
        if '..' not in steps:
            return whole
        fault = "'%s' returned an invalid relative home directory path containing '..'"
        raise AnsibleError(fault % self._get_remote_addr({}))
