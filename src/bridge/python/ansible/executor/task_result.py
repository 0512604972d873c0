"""What became of a task on a host."""
from ansible import constants as C
from ansible.vars.clean import module_response_deepcopy, strip_internal_keys

KEPT = ('attempts', 'changed', 'retries')
INTERNAL = ('_ansible_no_log', '_ansible_delegated_vars', '_ansible_item_label', '_ansible_verbose_always',
            '_ansible_verbose_override')
DELEGATED = ('ansible_host', 'ansible_port', 'ansible_user', 'ansible_connection')
IGNORED = ('failed', 'skipped')
CENSORED = "the output has been hidden due to the fact that 'no_log: true' was specified for this result"


class TaskResult(object):
    def __init__(self, host, task, return_data, task_fields=None):
        self._host, self._task = host, task
        self._result = return_data.copy() if isinstance(return_data, dict) else return_data
        self._task_fields = {} if task_fields is None else task_fields

    @property
    def task_name(self):
        return self._task_fields.get('name', None) or self._task.get_name()

    def _any(self, key):
        if self._result.get(key):
            return True
        return any(isinstance(one, dict) and one.get(key) for one in self._result.get('results') or [])

    def is_changed(self):
        return self._any('changed')

    def is_skipped(self):
        results = self._result.get('results')
        if results and isinstance(results, list) and all(isinstance(one, dict) for one in results):
            return all(one.get('skipped', False) for one in results)
        return self._result.get('skipped', False)

    def is_failed(self):
        return self._any('failed_when_result' if self._any('failed_when_result') else 'failed')

    def is_unreachable(self):
        return self._any('unreachable')

    def needs_debugger(self, globally_enabled=False):
        return False

    def clean_copy(self):
        """A result without what callbacks are not told."""
        told = self._result
        if isinstance(self._task.no_log, bool) and self._task.no_log or told.get('_ansible_no_log', False):
            shown = dict((key, told[key]) for key in KEPT if key in told)
            shown['censored'] = CENSORED
        else:
            shown = module_response_deepcopy(told)
            for key in IGNORED + (('invocation',) if self._task.action in C._ACTION_DEBUG else ()):
                shown.pop(key, None)
            strip_internal_keys(shown, exceptions=INTERNAL)
        if '_ansible_delegated_vars' in told:
            shown['_ansible_delegated_vars'] = dict(
                (key, value) for key, value in told['_ansible_delegated_vars'].items() if key in DELEGATED)
        return TaskResult(self._host, self._task, shown, self._task_fields)
