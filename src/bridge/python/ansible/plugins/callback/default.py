"""A run told on the screen, for callbacks that build on it."""
from ansible import constants as C
from ansible import context
from ansible.plugins.callback import CallbackBase
from ansible.plugins.callback.recap import ending
from ansible.utils.fqcn import add_internal_fqcns


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'stdout'
    CALLBACK_NAME = 'default'

    def __init__(self):
        self._play = None
        self._last_task_banner = self._last_task_name = None
        self._task_type_cache = {}
        super().__init__()

    def v2_runner_on_failed(self, result, ignore_errors=False):
        label = self.host_label(result)
        self._clean_results(result._result, result._task.action)
        self._banner_before(result._task)
        stderr = self.get_option('display_failed_stderr')
        self._handle_exception(result._result, use_stderr=stderr)
        self._handle_warnings(result._result)
        if result._task.loop and 'results' in result._result:
            self._process_items(result)
        else:
            if self.get_option('show_task_path_on_failure'):
                self._print_task_path(result._task)
            self._display.display('fatal: [%s]: FAILED! => %s' % (label, self._dump_results(result._result)),
                                  color=C.COLOR_ERROR, stderr=stderr)
        if ignore_errors:
            self._display.display('...ignoring', color=C.COLOR_SKIP)

    def v2_runner_on_ok(self, result):
        label = self.host_label(result)
        included = result._task.action in add_internal_fqcns(('include', 'include_tasks', 'include_role'))
        if included and '_ansible_no_log' not in result._result and result._task.__class__.__name__ == 'TaskInclude':
            self._banner_before(result._task)
            return
        if result._result.get('changed', False):
            text, color = 'changed: [%s]' % label, C.COLOR_CHANGED
        else:
            if not self.get_option('display_ok_hosts'):
                return
            text, color = 'ok: [%s]' % label, C.COLOR_OK
        self._banner_before(result._task)
        self._handle_warnings(result._result)
        if result._task.loop and 'results' in result._result:
            self._process_items(result)
            return
        self._clean_results(result._result, result._task.action)
        if self._run_is_verbose(result):
            text += ' => %s' % self._dump_results(result._result)
        self._display.display(text, color=color)

    def v2_runner_on_skipped(self, result):
        if not self.get_option('display_skipped_hosts'):
            return
        self._clean_results(result._result, result._task.action)
        self._banner_before(result._task)
        if result._task.loop is not None and 'results' in result._result:
            self._process_items(result)
        text = 'skipping: [%s]' % result._host.get_name()
        if self._run_is_verbose(result):
            text += ' => %s' % self._dump_results(result._result)
        self._display.display(text, color=C.COLOR_SKIP)

    def v2_runner_on_unreachable(self, result):
        self._banner_before(result._task)
        self._display.display(
            'fatal: [%s]: UNREACHABLE! => %s' % (self.host_label(result), self._dump_results(result._result)),
            color=C.COLOR_UNREACHABLE, stderr=self.get_option('display_failed_stderr'))
        if result._task.ignore_unreachable:
            self._display.display('...ignoring', color=C.COLOR_SKIP)

    def v2_playbook_on_no_hosts_matched(self):
        self._display.display('skipping: no hosts matched', color=C.COLOR_SKIP)

    def v2_playbook_on_no_hosts_remaining(self):
        self._display.banner('NO MORE HOSTS LEFT')

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._task_start(task, prefix='TASK')

    def v2_playbook_on_cleanup_task_start(self, task):
        self._task_start(task, prefix='CLEANUP TASK')

    def v2_playbook_on_handler_task_start(self, task):
        self._task_start(task, prefix='RUNNING HANDLER')

    def _task_start(self, task, prefix=None):
        if prefix is not None:
            self._task_type_cache[task._uuid] = prefix
        if self._play.strategy in add_internal_fqcns(('free', 'host_pinned')):
            self._last_task_name = None
        else:
            self._last_task_name = task.get_name().strip()
            if self.get_option('display_skipped_hosts') and self.get_option('display_ok_hosts'):
                self._print_task_banner(task)

    def _banner_before(self, task):
        if self._last_task_banner != task._uuid:
            self._print_task_banner(task)

    def _print_task_banner(self, task):
        args = ''
        if not task.no_log and C.DISPLAY_ARGS_TO_STDOUT:
            args = ' ' + ', '.join('%s=%s' % one for one in task.args.items())
        name = self._last_task_name
        if name is None:
            name = task.get_name().strip()
        checking = ' [CHECK MODE]' if task.check_mode and self.get_option('check_mode_markers') else ''
        self._display.banner('%s [%s%s]%s' % (self._task_type_cache.get(task._uuid, 'TASK'), name, args, checking))
        if self._display.verbosity >= 2:
            self._print_task_path(task)
        self._last_task_banner = task._uuid

    def v2_playbook_on_play_start(self, play):
        name = play.get_name().strip()
        checking = ' [CHECK MODE]' if play.check_mode and self.get_option('check_mode_markers') else ''
        self._play = play
        self._display.banner('PLAY [%s]%s' % (name, checking) if name else 'PLAY%s' % checking)

    def v2_on_file_diff(self, result):
        if result._task.loop and 'results' in result._result:
            for one in result._result['results']:
                if one.get('diff') and one.get('changed', False):
                    self._show_diff(result._task, one['diff'])
        elif result._result.get('diff') and result._result.get('changed', False):
            self._show_diff(result._task, result._result['diff'])

    def _show_diff(self, task, diff):
        text = self._get_diff(diff)
        if text:
            self._banner_before(task)
            self._display.display(text)

    def v2_runner_item_on_ok(self, result):
        label = self.host_label(result)
        if result._result.get('changed', False):
            text, color = 'changed', C.COLOR_CHANGED
        else:
            if not self.get_option('display_ok_hosts'):
                return
            text, color = 'ok', C.COLOR_OK
        self._banner_before(result._task)
        text = '%s: [%s] => (item=%s)' % (text, label, self._get_item_label(result._result))
        self._clean_results(result._result, result._task.action)
        if self._run_is_verbose(result):
            text += ' => %s' % self._dump_results(result._result)
        self._display.display(text, color=color)

    def v2_runner_item_on_failed(self, result):
        self._banner_before(result._task)
        self._clean_results(result._result, result._task.action)
        stderr = self.get_option('display_failed_stderr')
        self._handle_exception(result._result, use_stderr=stderr)
        text = 'failed: [%s] (item=%s) => %s' % (
            self.host_label(result), self._get_item_label(result._result), self._dump_results(result._result))
        self._handle_warnings(result._result)
        self._display.display(text, color=C.COLOR_ERROR, stderr=stderr)

    def v2_runner_item_on_skipped(self, result):
        if not self.get_option('display_skipped_hosts'):
            return
        self._banner_before(result._task)
        self._clean_results(result._result, result._task.action)
        text = 'skipping: [%s] => (item=%s) ' % (result._host.get_name(), self._get_item_label(result._result))
        if self._run_is_verbose(result):
            text += ' => %s' % self._dump_results(result._result)
        self._display.display(text, color=C.COLOR_SKIP)

    def v2_playbook_on_include(self, included_file):
        hosts = ', '.join(host.name for host in included_file._hosts)
        text = 'included: %s for %s' % (included_file._filename, hosts)
        label = self._get_item_label(included_file._vars)
        if label:
            text += ' => (item=%s)' % label
        self._display.display(text, color=C.COLOR_INCLUDED if hasattr(C, 'COLOR_INCLUDED') else C.COLOR_SKIP)

    def v2_playbook_on_stats(self, stats):
        ending(self, stats)

    def v2_playbook_on_start(self, playbook):
        if self._display.verbosity > 1:
            import os
            self._display.banner('PLAYBOOK: %s' % os.path.basename(playbook._file_name))
        if self._display.verbosity > 3 and context.CLIARGS.get('args'):
            self._display.display('Positional arguments: %s' % ' '.join(context.CLIARGS['args']),
                                  color=C.COLOR_VERBOSE, screen_only=True)
        if context.CLIARGS.get('check') and self.get_option('check_mode_markers'):
            self._display.banner('DRY RUN')

    def v2_runner_retry(self, result):
        left = result._result['retries'] - result._result['attempts']
        text = 'FAILED - RETRYING: [%s]: %s (%d retries left).' % (
            self.host_label(result), result.task_name or result._task, left)
        if self._run_is_verbose(result, verbosity=2):
            text += 'Result was: %s' % self._dump_results(result._result)
        self._display.display(text, color=C.COLOR_DEBUG)

    def v2_runner_on_async_poll(self, result):
        told = result._result
        self._display.display('ASYNC POLL on %s: jid=%s started=%s finished=%s' % (
            result._host.get_name(), told.get('ansible_job_id'), told.get('started'), told.get('finished')),
            color=C.COLOR_DEBUG)

    def v2_runner_on_async_ok(self, result):
        self._display.display('ASYNC OK on %s: jid=%s' % (
            result._host.get_name(), result._result.get('ansible_job_id')), color=C.COLOR_DEBUG)

    def v2_runner_on_async_failed(self, result):
        told = result._result
        job = told.get('ansible_job_id') or told.get('async_result', {}).get('ansible_job_id')
        self._display.display('ASYNC FAILED on %s: jid=%s' % (result._host.get_name(), job), color=C.COLOR_DEBUG)

    def v2_playbook_on_notify(self, handler, host):
        if self._display.verbosity > 1:
            self._display.display('NOTIFIED HANDLER %s for %s' % (handler.get_name(), host), color=C.COLOR_VERBOSE,
                                  screen_only=True)
