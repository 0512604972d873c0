"""The class of callbacks."""

from ansible import constants as C
from ansible.plugins import AnsiblePlugin
from ansible.plugins.callback.diffs import diff_text
from ansible.plugins.callback.results import copied, dumped, item_label
from ansible.utils.display import Display

global_display = Display()
__all__ = ['CallbackBase']
SHOWN_OF_DEBUG = ('msg', 'exception', 'warnings', 'deprecations')


class CallbackBase(AnsiblePlugin):
    """Methods are called when something comes to pass; `v2_` ones hear of it in full."""

    _plugin_type = 'callback'
    wants_implicit_tasks = False

    def __init__(self, display=None, options=None):
        super().__init__()
        self._display = display or global_display
        self.disabled = False
        self._hide_in_debug = ('changed', 'failed', 'skipped', 'invocation', 'skip_reason')
        if options is not None:
            self.set_options(options)
        if self._display.verbosity >= 4:
            name = getattr(self, 'CALLBACK_NAME', 'unnamed')
            kind, version = getattr(self, 'CALLBACK_TYPE', 'old'), getattr(self, 'CALLBACK_VERSION', '1.0')
            self._display.vvvv('Loading callback plugin %s of type %s, v%s from %s' % (name, kind, version, __file__))

    def set_option(self, k, v):
        self._kept()[k] = v

    def set_options(self, task_keys=None, var_options=None, direct=None):
        self._options = C.config.get_plugin_options(
            self.plugin_type, self._load_name, keys=task_keys, variables=var_options, direct=direct)

    @staticmethod
    def host_label(result):
        """A host's name, and where its task was done instead."""
        name, delegate = result._host.get_name(), result._task.delegate_to
        if not delegate or delegate == name:
            return name
        address = result._result.get('_ansible_delegated_vars', {}).get('ansible_host', delegate)
        return '%s -> %s%s' % (name, delegate, '' if address == delegate else '(%s)' % address)

    def _run_is_verbose(self, result, verbosity=0):
        told = result._result
        return (self._display.verbosity > verbosity or told.get('_ansible_verbose_always', False) is True) and (
            told.get('_ansible_verbose_override', False) is False)

    def _copy_result(self, result):
        return copied(result)

    def _dump_results(self, result, indent=None, sort_keys=True, keep_invocation=False, serialize=True):
        return dumped(self, result, indent, sort_keys, keep_invocation, serialize)

    def _get_item_label(self, result):
        return item_label(result)

    _get_item = _get_item_label

    def _handle_warnings(self, res):
        if C.ACTION_WARNINGS:
            for warning in res.pop('warnings', None) or []:
                self._display.warning(warning)
            for about in res.pop('deprecations', None) or []:
                self._display.deprecated(**about)

    def _handle_exception(self, result, use_stderr=False):
        if 'exception' not in result:
            return
        trace = result.pop('exception')
        if self._display.verbosity < 3:
            last = trace.strip().split('\n')[-1]
            shown = 'An exception occurred during task execution. To see the full traceback, use -vvv. ' \
                    'The error was: %s' % last
        else:
            shown = 'The full traceback is:\n' + trace
        self._display.display(shown, color=C.COLOR_ERROR, stderr=use_stderr)

    def _serialize_diff(self, diff):
        return dumped(self, {'diff': diff}, 4, True, False, True)

    def _get_diff(self, difflist):
        return diff_text(difflist)

    def _clean_results(self, result, task_name):
        if task_name not in C._ACTION_DEBUG:
            return
        if 'msg' in result:
            for key in [one for one in result if one not in SHOWN_OF_DEBUG and not one.startswith('_')]:
                result.pop(key)
        else:
            for key in self._hide_in_debug:
                result.pop(key, None)

    def _print_task_path(self, task, color=C.COLOR_DEBUG):
        path = task.get_path()
        if path:
            self._display.display(u'task path: %s' % path, color=color)

    def set_play_context(self, play_context):
        pass

    def _process_items(self, result):
        pass


def _quiet(self, *args, **kwargs):
    pass


def _relayed(old, arguments):
    """A method that calls the older form of it with what that takes."""
    def hear(self, *args, **kwargs):
        getattr(self, old)(*arguments(*args, **kwargs))
    return hear


def _result(result, *args, **kwargs):
    return result._host.get_name(), result._result


def _nothing(*args, **kwargs):
    return ()


RELAYED = {
    'playbook_on_start': _nothing,
    'playbook_on_notify': lambda handler, host: (host, handler),
    'playbook_on_no_hosts_matched': _nothing,
    'playbook_on_no_hosts_remaining': _nothing,
    'playbook_on_task_start': lambda task, is_conditional: (task.name, is_conditional),
    'playbook_on_import_for_host': lambda result, imported_file: (result._host.get_name(), imported_file),
    'playbook_on_not_import_for_host': lambda result, missing_file: (result._host.get_name(), missing_file),
    'playbook_on_stats': lambda stats: (stats,),
    'playbook_on_play_start': lambda play: (play.name,),
    'playbook_on_vars_prompt': lambda *args, **kwargs: args,
    'runner_on_ok': _result,
    'runner_on_unreachable': _result,
    'runner_on_skipped': lambda result: (
        result._host.get_name(), item_label(getattr(result._result, 'results', {}) or {})),
    'runner_on_async_poll': lambda result: (
        result._host.get_name(), result._result.get('ansible_job_id'), None),
    'runner_on_async_ok': lambda result: (
        result._host.get_name(), result._result, result._result.get('ansible_job_id')),
    'runner_on_async_failed': lambda result: (
        result._host.get_name(), result._result, result._result.get('ansible_job_id')),
    'on_file_diff': lambda result: (result._host.get_name(), result._result.get('diff')),
}
for name, arguments in RELAYED.items():
    setattr(CallbackBase, name, _quiet)
    setattr(CallbackBase, 'v2_' + name, _relayed(name, arguments))
for name in ('on_any', 'runner_on_failed', 'runner_on_no_hosts', 'playbook_on_setup', 'v2_playbook_on_cleanup_task_start',
             'v2_playbook_on_handler_task_start', 'v2_playbook_on_include', 'v2_runner_item_on_ok',
             'v2_runner_item_on_failed', 'v2_runner_item_on_skipped', 'v2_runner_retry', 'v2_runner_on_start'):
    setattr(CallbackBase, name, _quiet)


def v2_runner_on_failed(self, result, ignore_errors=False):
    self.runner_on_failed(result._host.get_name(), result._result, ignore_errors)


def v2_on_any(self, *args, **kwargs):
    self.on_any(args, kwargs)


CallbackBase.v2_runner_on_failed = v2_runner_on_failed
CallbackBase.v2_on_any = v2_on_any
