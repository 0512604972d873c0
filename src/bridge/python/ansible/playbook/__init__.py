"""A playbook, as far as callbacks ask for it."""


class Playbook(object):
    def __init__(self, loader):
        self._entries = []
        self._basedir = '.'
        self._loader = loader
        self._file_name = None

    def get_loader(self):
        return self._loader

    def get_plays(self):
        return list(self._entries)

    def _load_playbook_data(self, file_name, variable_manager, vars=None):
        """The engine reads playbooks; what is told of a task says the rest."""
