from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    def run(self, tmp=None, task_vars=None):
        result = super(ActionModule, self).run(tmp, task_vars)
        told = self._execute_module(task_vars=task_vars)
        return dict(result, told=told['args'], by='the action', environment=self._task.environment, tags=self._task.tags)
