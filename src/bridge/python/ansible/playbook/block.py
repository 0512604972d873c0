"""A block of tasks."""
from ansible.playbook.base import Base


class Block(Base):
    def __init__(self, play=None, parent_block=None, role=None, task_include=None, use_handlers=False, implicit=False):
        super().__init__()
        self._play, self._parent, self._role = play, parent_block, role
        self.block, self.rescue, self.always = [], [], []
