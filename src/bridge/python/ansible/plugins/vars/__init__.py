"""The class of vars plugins."""
from ansible.plugins import AnsiblePlugin
from ansible.utils.display import Display
from ansible.utils.path import basedir

display = Display()


class BaseVarsPlugin(AnsiblePlugin):
    _plugin_type = 'vars'

    def __init__(self):
        super().__init__()
        self._display = display

    def get_vars(self, loader, path, entities):
        """Variables of hosts and groups beside a path."""
        self._basedir = basedir(path)
        return {}
