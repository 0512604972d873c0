"""A task that others notify."""
from ansible.playbook.task import Task


class Handler(Task):
    fattributes = dict(Task.fattributes, listen=[])

    def __init__(self, block=None, role=None, task_include=None):
        self.notified_hosts = []
        super().__init__(block, role, task_include)

    def notify_host(self, host):
        """The engine notifies."""

    def is_host_notified(self, host):
        return host in self.notified_hosts

    def __repr__(self):
        return 'HANDLER: %s' % self.get_name()
