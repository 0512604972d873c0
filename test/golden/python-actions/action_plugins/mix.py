import os
import tempfile

from ansible.errors import AnsibleActionFail, AnsibleActionSkip, AnsibleError
from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    TRANSFERS_FILES = True
    _VALID_ARGS = frozenset(('word', 'dest', 'end'))

    def run(self, tmp=None, task_vars=None):
        result = super(ActionModule, self).run(tmp, task_vars)
        args = self._task.args
        ends = {
            'fail': lambda: AnsibleActionFail('failed on purpose', result={'extra': 1}),
            'skip': lambda: AnsibleActionSkip('skipped on purpose'),
            'error': lambda: AnsibleError('no way on'),
        }
        if args.get('end') in ends:
            raise ends[args['end']]()
        if args.get('end') == 'crash':
            return result['nothing']
        result['command'] = self._execute_module('command', {'_raw_params': 'echo %s' % args['word']}, task_vars=task_vars)['stdout']
        result['shell'] = self._low_level_execute_command('id -un; cat; exit 3', in_data=b'fed')['stdout']
        result['templated'] = self._templar.template('{{ word_var }} {{ inventory_hostname }} {{ item | default("-") }}')
        result['raw'] = task_vars['word_var']
        result['neighbour'] = task_vars['hostvars']['b']['own']
        result['groups'] = sorted(task_vars['groups'])
        result['exists'] = self._remote_file_exists('/etc/passwd')
        remote = self._connection._shell.join_path(self._connection._shell.tmpdir, 'file')
        self._transfer_data(remote, 'content of it\n')
        self._fixup_perms2([self._connection._shell.tmpdir, remote])
        result['size'] = self._execute_remote_stat(remote, all_vars=task_vars, follow=False)['size']
        copy = dict(src=remote, dest=args['dest'], mode='0640', _original_basename='x')
        copied = self._execute_module('ansible.legacy.copy', copy, task_vars=task_vars)
        result['copied'] = dict((name, copied.get(name)) for name in ('changed', 'mode', 'size'))
        if not self._task.check_mode:
            local = tempfile.mktemp()
            self._connection.fetch_file(args['dest'], local)
            with open(local) as file:
                result['fetched'] = file.read()
            os.unlink(local)
        result['own'] = self._execute_module('answer', {'a': 1}, task_vars=task_vars)
        with open(self._find_needle('files', 'n.txt')) as file:
            result['needle'] = file.read()
        result['changed'] = copied['changed']
        return result
