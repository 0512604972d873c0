"""The action of modules that have none of their own: it has the module do its work, and gives its result."""
from ansible import constants as C
from ansible.plugins.action import ActionBase
from ansible.utils.vars import merge_hash


class ActionModule(ActionBase):

    def __init__(self, *args, **kwargs):
        super(ActionModule, self).__init__(*args, **kwargs)
        self._supports_async = True

    def run(self, tmp=None, task_vars=None):
        result = super(ActionModule, self).run(tmp, task_vars)
        if not result.get('skipped'):
            wrap_async = self._task.async_val and not self._connection.has_native_async
            result = merge_hash(result, self._execute_module(task_vars=task_vars, wrap_async=wrap_async))
            if self._task.action in getattr(C, '_ACTION_SETUP', ()):
                result['_ansible_verbose_override'] = True
        if not self._task.async_val:
            self._remove_tmp_path(self._connection._shell.tmpdir)
        return result
