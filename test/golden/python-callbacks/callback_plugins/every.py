from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    """Hears of tasks that nobody wrote, and asks what lies behind plays, tasks, results and hosts."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'aggregate'
    CALLBACK_NAME = 'every'
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *args, **kwargs):
        super(CallbackModule, self).__init__(*args, **kwargs)
        self.wants_implicit_tasks = True

    def note(self, *words):
        self._display.display('every: %s' % ' '.join(str(word) for word in words))

    def v2_playbook_on_play_start(self, play):
        tasks = [task.get_name() for entry in play.get_tasks() for task in getattr(entry, 'block', entry)]
        self.note('play', play.hosts, tasks, [role.get_name() for role in play.get_roles()], play.vars, play.become)
        variables = play.get_variable_manager().get_vars(play=play)
        self.note('variables', variables['hostvars']['a']['colour'], variables['groups']['all'], variables['v'])

    def v2_playbook_on_task_start(self, task, is_conditional):
        role = task._role and task._role._role_path.split('/')[-2:]
        self.note('task', task.get_name(), task.implicit, task.register, task.implicit or task.when, task.notify, role, type(task).__name__)

    def v2_runner_on_start(self, host, task):
        self.note('host', host.vars.get('colour'), [group.name for group in host.get_groups()])

    def v2_runner_on_ok(self, result):
        fields = result._task_fields
        told = ('register', 'retries', 'poll', 'when', 'become', 'notify')
        self.note('fields', [fields[name] for name in told], result._task.loop)

    def v2_playbook_on_notify(self, handler, host):
        self.note('notify', handler.get_name(), handler.action, handler.get_path().split('/')[-1])
