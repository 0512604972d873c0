"""A run told on the screen, for callbacks that build on it."""
import os

from ansible import constants as C
from ansible import context
from ansible.playbook.task_include import TaskInclude
from ansible.plugins.callback import CallbackBase
from ansible.plugins.callback.recap import ending

# Hosts of these strategies are at several tasks at once: each result may need a banner.
UNEVEN = C.add_internal_fqcns(('free', 'host_pinned'))


def _items(result):
    return result._task.loop is not None and 'results' in result._result


class CallbackModule(CallbackBase):
    CALLBACK_NAME, CALLBACK_TYPE, CALLBACK_VERSION = 'default', 'stdout', 2.0

    def __init__(self):
        self._task_type_cache = {}
        self._play = self._last_task_name = self._last_task_banner = None
        super().__init__()

    def _head(self, verb, result, of_item=False, mark=' =>'):
        """What became of a task, where, and of which item."""
        where = result._host.get_name() if verb == 'skipping' else self.host_label(result)
        item = '%s (item=%s)' % (mark, self._get_item_label(result._result)) if of_item else ''
        return '%s: [%s]%s' % (verb, where, item)

    def _show(self, head, result, color, always=False, **where):
        """A head and, where that is asked for or the task says so, all of the result."""
        if always or self._run_is_verbose(result):
            head = '%s => %s' % (head, self._dump_results(result._result))
        self._display.display(head, color=color, **where)

    def _show_well(self, result, of_item, before):
        is_changed = bool(result._result.get('changed'))
        if not (is_changed or self.get_option('display_ok_hosts')):
            return
        self._need_banner(result._task)
        if before(result):
            return
        head = self._head('changed' if is_changed else 'ok', result, of_item)
        self._clean_results(result._result, result._task.action)
        self._show(head, result, C.COLOR_CHANGED if is_changed else C.COLOR_OK)

    def _told_by_items(self, result):
        self._handle_warnings(result._result)
        if _items(result):
            self._process_items(result)
            return True
        return False

    # Tasks

    def v2_runner_on_ok(self, result):
        if isinstance(result._task, TaskInclude):
            self._need_banner(result._task)
        else:
            self._show_well(result, False, self._told_by_items)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        where = {'stderr': self.get_option('display_failed_stderr')}
        self._clean_results(result._result, result._task.action)
        self._need_banner(result._task)
        self._handle_exception(result._result, use_stderr=where['stderr'])
        if not self._told_by_items(result):
            # With more words the banner has told the path already.
            if self._display.verbosity < 2 and self.get_option('show_task_path_on_failure'):
                self._print_task_path(result._task)
            self._show(self._head('fatal', result) + ': FAILED!', result, C.COLOR_ERROR, True, **where)
        self._forgive(ignore_errors)

    def v2_runner_on_unreachable(self, result):
        self._need_banner(result._task)
        self._show(self._head('fatal', result) + ': UNREACHABLE!', result, C.COLOR_UNREACHABLE, True,
                   stderr=self.get_option('display_failed_stderr'))
        self._forgive(result._task.ignore_unreachable)

    def _forgive(self, is_forgiven):
        if is_forgiven:
            self._display.display('...ignoring', color=C.COLOR_SKIP)

    def v2_runner_on_skipped(self, result):
        self._show_skipped(result, False)

    def _show_skipped(self, result, of_item):
        if not self.get_option('display_skipped_hosts'):
            return
        self._clean_results(result._result, result._task.action)
        self._need_banner(result._task)
        if not of_item and _items(result):
            self._process_items(result)
        self._show(self._head('skipping', result, of_item) + (' ' if of_item else ''), result, C.COLOR_SKIP)

    def v2_runner_retry(self, result):
        tried, limit = result._result['attempts'], result._result['retries']
        text = 'FAILED - RETRYING: [%s]: %s (%d retries left).' % (
            self.host_label(result), result.task_name or result._task, limit - tried)
        if self._run_is_verbose(result, verbosity=2):
            text = '%sResult was: %s' % (text, self._dump_results(result._result))
        self._display.display(text, color=C.COLOR_DEBUG)

    # Items of loops

    def v2_runner_item_on_ok(self, result):
        if not isinstance(result._task, TaskInclude):
            self._show_well(result, True, lambda _: False)

    def v2_runner_item_on_failed(self, result):
        where = {'stderr': self.get_option('display_failed_stderr')}
        self._need_banner(result._task)
        self._clean_results(result._result, result._task.action)
        self._handle_exception(result._result, use_stderr=where['stderr'])
        head = self._head('failed', result, True, mark='')
        self._handle_warnings(result._result)
        self._show(head, result, C.COLOR_ERROR, True, **where)

    def v2_runner_item_on_skipped(self, result):
        self._show_skipped(result, True)

    # Jobs

    def _job(self, what, result, *details):
        told = result._result
        number = told.get('ansible_job_id') or told.get('async_result', {}).get('ansible_job_id')
        shown = ''.join(' %s=%s' % (name, told.get(name)) for name in details)
        self._display.display('ASYNC %s on %s: jid=%s%s' % (what, result._host.get_name(), number, shown),
                              color=C.COLOR_DEBUG)

    def v2_runner_on_async_poll(self, result):
        self._job('POLL', result, 'started', 'finished')

    def v2_runner_on_async_ok(self, result):
        self._job('OK', result)

    def v2_runner_on_async_failed(self, result):
        self._job('FAILED', result)

    # Banners

    def _task_start(self, task, prefix=None):
        if prefix is not None:
            self._task_type_cache[task._uuid] = prefix
        is_even = self._play.strategy not in UNEVEN
        self._last_task_name = task.get_name().strip() if is_even else None
        # A task whose results may all be left out gets its banner with the first that isn't.
        if is_even and all(self.get_option('display_%s_hosts' % one) for one in ('ok', 'skipped')):
            self._print_task_banner(task)

    def _need_banner(self, task):
        if task._uuid != self._last_task_banner:
            self._print_task_banner(task)

    def _checking(self, what):
        return ' [CHECK MODE]' if what.check_mode and self.get_option('check_mode_markers') else ''

    def _print_task_banner(self, task):
        name = task.get_name().strip() if self._last_task_name is None else self._last_task_name
        if C.DISPLAY_ARGS_TO_STDOUT and not task.no_log:
            name += ' ' + ', '.join('%s=%s' % pair for pair in task.args.items())
        self._display.banner('%s [%s]%s' % (self._task_type_cache.get(task._uuid, 'TASK'), name, self._checking(task)))
        if self._display.verbosity > 1:
            self._print_task_path(task)
        self._last_task_banner = task._uuid

    def v2_playbook_on_play_start(self, play):
        self._play = play
        name = play.get_name().strip()
        self._display.banner(('PLAY [%s]' % name if name else 'PLAY') + self._checking(play))

    def v2_playbook_on_no_hosts_matched(self):
        self._display.display('skipping: no hosts matched', color=C.COLOR_SKIP)

    def v2_playbook_on_no_hosts_remaining(self):
        self._display.banner('NO MORE HOSTS LEFT')

    def v2_playbook_on_start(self, playbook):
        asked, level = context.CLIARGS, self._display.verbosity
        if level > 1:
            self._display.banner('PLAYBOOK: %s' % os.path.basename(playbook._file_name))
        if level > 3 and asked.get('args'):
            self._screen('Positional arguments: %s' % ' '.join(asked['args']))
        if asked.get('check') and self.get_option('check_mode_markers'):
            self._display.banner('DRY RUN')

    def v2_playbook_on_stats(self, stats):
        ending(self, stats)

    # Between tasks

    def _screen(self, text):
        self._display.display(text, color=C.COLOR_VERBOSE, screen_only=True)

    def v2_playbook_on_notify(self, handler, host):
        if self._display.verbosity > 1:
            self._screen('NOTIFIED HANDLER %s for %s' % (handler.get_name(), host))

    def v2_playbook_on_include(self, included_file):
        label = self._get_item_label(included_file._vars)
        self._display.display('included: %s for %s%s' % (
            included_file._filename, ', '.join(host.name for host in included_file._hosts),
            ' => (item=%s)' % label if label else ''), color=C.COLOR_SKIP)

    def v2_on_file_diff(self, result):
        told = result._result
        for one in told['results'] if _items(result) else [told]:
            text = one.get('changed', False) and one.get('diff') and self._get_diff(one['diff'])
            if text:
                self._need_banner(result._task)
                self._display.display(text)


for prefix, event in (('TASK', 'task'), ('CLEANUP TASK', 'cleanup_task'), ('RUNNING HANDLER', 'handler_task')):
    setattr(CallbackModule, 'v2_playbook_on_%s_start' % event,
            lambda self, task, is_conditional=None, prefix=prefix: self._task_start(task, prefix=prefix))
