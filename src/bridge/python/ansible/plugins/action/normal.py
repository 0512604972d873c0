"""The action of modules that have none of their own: it has the module do its work, and gives its result."""
from ansible import constants as C
from ansible.plugins.action import ActionBase
from ansible.utils.vars import merge_hash


class ActionModule(ActionBase):
    def run(self, tmp=None, task_vars=None):
        self._supports_async = True
        told = super().run(tmp, task_vars)
        if not told.get('skipped'):
            is_job = bool(self._task.async_val) and not self._connection.has_native_async
            told = merge_hash(told, self._execute_module(task_vars=task_vars, wrap_async=is_job))
            if self._task.action in C._ACTION_SETUP:
                told.update(_ansible_verbose_override=True)
        self.cleanup()
        return told
