from ansible.plugins.action.normal import ActionModule as Normal


class ActionModule(Normal):
    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        result['performer'] = 'front'
        return result
