from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    def run(self, tmp=None, task_vars=None):
        result = super(ActionModule, self).run(tmp, task_vars)
        data = self._loader.load_from_file(self._task.args['path'])
        return dict(result, data=data, hidden=self._templar.template('{{ hidden }}'))
