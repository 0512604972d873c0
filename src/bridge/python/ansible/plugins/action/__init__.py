"""The class of actions. What they ask of a host goes over the connection that the engine holds."""
import json
import os
import stat
from abc import abstractmethod
from operator import attrgetter

from ansible import constants as C
from ansible.errors import AnsibleActionFail, AnsibleActionSkip, AnsibleError
from ansible.module_utils._text import to_native, to_text
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action.files import HostFiles
from ansible.utils.display import Display
from ansible.utils.unsafe_proxy import wrap_var
from ansible.vars.clean import remove_internal_keys

display = Display()


class ActionBase(HostFiles):
    _VALID_ARGS = frozenset([])
    BYPASS_HOST_LOOP = False
    TRANSFERS_FILES = False
    _requires_connection = True

    def __init__(self, task, connection, play_context, loader, templar, shared_loader_obj):
        self._task, self._connection, self._play_context = task, connection, play_context
        self._loader, self._templar, self._shared_loader_obj = loader, templar, shared_loader_obj
        self._cleanup_remote_tmp = False
        self._supports_check_mode = True
        self._supports_async = False
        self._used_interpreter = None
        self._ansible_playbook_python = None
        self._discovered_interpreter_key = None
        self._display = display

    @abstractmethod
    def run(self, tmp=None, task_vars=None):
        """Checks what all actions check; gives the result to go on with."""
        if self._task.async_val and not self._supports_async:
            raise AnsibleActionFail('async is not supported for this task.')
        if self._task.check_mode and not self._supports_check_mode:
            raise AnsibleActionSkip('check mode is not supported for this task.')
        if self._task.async_val and self._task.check_mode:
            raise AnsibleActionFail('check mode and async cannot be used on same task.')
        if self._VALID_ARGS:
            unknown = [name for name in self._task.args if name not in self._VALID_ARGS]
            if unknown:
                raise AnsibleActionFail('Invalid options for %s: %s' % (self._task.action, ','.join(unknown)))
        if self._early_needs_tmp_path():
            self._make_tmp_path()
        return {}

    def validate_argument_spec(self, argument_spec=None, mutually_exclusive=None, required_together=None,
                               required_one_of=None, required_if=None, required_by=None):
        """The result of the check, and the arguments with their types."""
        args = self._task.args.copy()
        kwargs = dict(mutually_exclusive=mutually_exclusive, required_together=required_together,
                      required_one_of=required_one_of, required_if=required_if, required_by=required_by)
        result = ArgumentSpecValidator(argument_spec or {}, **kwargs).validate(args)
        if result.error_messages:
            raise AnsibleActionFail('Validation of arguments for action %s failed: %s' % (
                self._task.action, ', '.join(result.error_messages)))
        return result, result.validated_parameters

    def cleanup(self, force=False):
        # A job goes on in its folder.
        is_job = bool(self._task.async_val)
        if force or not is_job:
            self._remove_tmp_path(self._connection._shell.tmpdir)

    def get_plugin_option(self, plugin, option, default=None):
        asked = getattr(plugin, 'get_option', None)
        if asked is None:
            return default
        try:
            return asked(option)
        except (KeyError, AttributeError):
            return default

    def _get_remote_user(self):
        return self.get_connection_option('remote_user') or self._play_context.remote_user

    def _get_remote_addr(self, tvars):
        for known, name in ((tvars.get('delegated_vars', {}), 'ansible_host'), (tvars, 'ansible_host'),
                            (tvars, 'inventory_hostname')):
            if name in known:
                return known[name] or self._play_context.remote_addr
        return self._play_context.remote_addr

    def _is_pipelining_enabled(self, module_style='new', wrap_async=False):
        return module_style == 'new' and not wrap_async

    def _early_needs_tmp_path(self):
        return getattr(self, 'TRANSFERS_FILES', False)

    def _get_admin_users(self):
        return self.get_shell_option('admin_users', ['root'])

    def _is_become_unprivileged(self):
        """Whether another user than the connection's is to be had, who is no administrator."""
        if not self._play_context.become:
            return False
        user, admins = self._play_context.become_user or 'root', self._get_admin_users()
        return user not in admins and user != self._get_remote_user()

    def _compute_environment_string(self, raw_environment_out=None):
        found = {}
        told = self._task.environment or []
        for one in told if isinstance(told, list) else [told]:
            given = self._templar.template(one)
            if not isinstance(given, dict) and given:
                raise AnsibleError('environment must be a dictionary, received %s (%s)' % (given, type(given)))
            found.update(given or {})
        if isinstance(raw_environment_out, dict):
            raw_environment_out.clear()
            raw_environment_out.update(found)
        return self._connection._shell.env_prefix(**found)

    def _low_level_execute_command(self, cmd, sudoable=True, in_data=None, executable=None,
                                   encoding_errors='surrogate_then_replace', chdir=None):
        """Runs a command on the host: rc, stdout, stdout_lines, stderr, stderr_lines."""
        if not cmd:
            return dict(stdout='', stderr='')
        shell = self._connection._shell
        if chdir:
            cmd = shell.append_command('cd %s' % shell.quote(chdir), cmd)
        if executable is not None and self._connection.allow_executable:
            cmd = '%s -c %s' % (executable, shell.quote(cmd))
        rc, out, err = self._connection.exec_command(cmd, in_data=in_data, sudoable=sudoable)
        out, err = to_text(out, errors=encoding_errors), to_text(err, errors=encoding_errors)
        return dict(rc=0 if rc is None else rc, stdout=out, stdout_lines=out.splitlines(), stderr=err,
                    stderr_lines=err.splitlines())

    def _execute_module(self, module_name=None, module_args=None, tmp=None, task_vars=None, persist_files=False,
                        delete_remote_tmp=None, wrap_async=False, ignore_unknown_opts=False):
        """The engine runs modules: what serves actions puts its own in this place."""
        raise AnsibleError('no engine is there to run modules')

    def _parse_returned_data(self, res):
        """What a module wrote, as a result."""
        try:
            text = res.get('stdout', '')
            data = json.loads(text[text.index('{'):text.rindex('}') + 1])
            data['_ansible_parsed'] = True
        except ValueError:
            data = dict(failed=True, _ansible_parsed=False, module_stdout=res.get('stdout', ''), msg='MODULE FAILURE')
            if 'stderr' in res:
                data['module_stderr'] = res['stderr']
            if 'rc' in res:
                data['rc'] = res['rc']
        remove_internal_keys(data)
        return wrap_var(data)

    def _get_diff_data(self, destination, source, task_vars, source_file=True):
        """What a file of the host is and what it would be."""
        diff = {}
        peek = self._execute_module(module_name='ansible.legacy.file', task_vars=task_vars, persist_files=True,
                                    module_args=dict(path=destination, _diff_peek=True))
        if peek.get('failed', False):
            self._display.warning('Failed to get diff between \'%s\' and \'%s\': %s' % (
                os.path.basename(source), destination, peek['msg']))
            return diff
        limit = C.MAX_FILE_SIZE_FOR_DIFF
        if peek.get('state') in (None, 'absent'):
            diff['before'] = ''
        elif peek.get('appears_binary'):
            diff['dst_binary'] = 1
        elif peek.get('size') and 0 < limit < peek['size']:
            diff['dst_larger'] = limit
        else:
            import base64
            told = self._execute_module(module_name='ansible.legacy.slurp', module_args=dict(path=destination),
                                        task_vars=task_vars, persist_files=True)
            diff['before_header'] = destination
            diff['before'] = to_text(base64.b64decode(told.get('content', '')))
        self._told_source(diff, destination, source, source_file, limit)
        if self._task.no_log:
            for key in ('before', 'after'):
                if key in diff:
                    diff[key] = '[[ Diff output has been hidden because \'no_log: true\' was specified for this result ]]'
        return diff

    def _told_source(self, diff, destination, source, source_file, limit):
        if not source_file:
            diff['after_header'], diff['after'] = 'dynamically generated', source
            return
        if 0 < limit < os.stat(source)[stat.ST_SIZE]:
            diff['src_larger'] = limit
            return
        with open(source, 'rb') as file:
            content = file.read()
        if b'\x00' in content:
            diff['src_binary'] = 1
            return
        diff['after_header'], diff['after'] = source if source else destination, to_text(content)

    def _find_needle(self, dirname, needle):
        """A file on the controller, looked for as a task's files are."""
        found = self._loader.path_dwim_relative_stack(self._task.get_search_path(), dirname, needle)
        if found is None:
            raise AnsibleError('Unable to find \'%s\' in expected paths.' % to_native(needle))
        return found


def _asking(holder):
    """A method that asks what an action works with for an option."""
    def ask(self, option, default=None):
        return self.get_plugin_option(holder(self), option, default)
    return ask


for kind, holder in (('become', '_connection.become'), ('connection', '_connection'), ('shell', '_connection._shell')):
    setattr(ActionBase, 'get_%s_option' % kind, _asking(attrgetter(holder)))
