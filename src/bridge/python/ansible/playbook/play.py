"""A play."""
from ansible.playbook.base import Base


class Play(Base):
    fattributes = dict(
        Base.FIELDS, hosts=[], gather_facts=None, gather_subset=None, gather_timeout=None, fact_path=None,
        vars_files=[], vars_prompt=[], roles=[], handlers=[], pre_tasks=[], post_tasks=[], tasks=[], force_handlers=None,
        max_fail_percentage=None, serial=[], strategy='linear', order=None)

    def __init__(self):
        super().__init__()
        self.only_tags, self.skip_tags = frozenset(('all',)), frozenset()

    def get_name(self):
        if self.name:
            return self.name
        return ','.join(self.hosts) if isinstance(self.hosts, list) else self.hosts or ''

    def get_handlers(self):
        return list(self.handlers)

    def get_roles(self):
        return list(self.roles)

    def get_tasks(self):
        return list(self.tasks)

    def get_vars_files(self):
        return list(self.vars_files or [])

    def compile(self):
        return []

    def compile_roles_handlers(self):
        return []

    def __repr__(self):
        return self.get_name()
