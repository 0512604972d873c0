"""A task."""
from ansible.playbook.base import Base


class Task(Base):
    fattributes = dict(
        Base.FIELDS, args={}, action=None, async_val=0, changed_when=[], delay=5, failed_when=[], loop=None,
        loop_control=None, loop_with=None, notify=None, poll=15, register=None, retries=3, until=[], when=[],
        delegate_to=None, delegate_facts=None)

    def __init__(self, block=None, role=None, task_include=None):
        super().__init__()
        self._role, self._parent = role, task_include or block
        self.implicit = False
        self.resolved_action = None
        self.statically_loaded = False

    def get_name(self, include_role_fqcn=True):
        name = self.name or self.action or ''
        return '%s : %s' % (self._role.get_name(), name) if self._role else name

    def get_first_parent_include(self):
        return None

    def all_parents_static(self):
        return True

    def get_include_params(self):
        return {}

    def __repr__(self):
        return 'TASK: %s' % self.get_name()
