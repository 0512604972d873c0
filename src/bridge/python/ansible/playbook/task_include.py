"""A task that brings others."""
from ansible.playbook.task import Task


class TaskInclude(Task):
    pass
