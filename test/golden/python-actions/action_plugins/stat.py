from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    def run(self, tmp=None, task_vars=None):
        result = super(ActionModule, self).run(tmp, task_vars)
        facts = dict((name, 'my own %s' % value) for name, value in self._task.args.items())
        return dict(result, ansible_facts=facts, changed=False)
