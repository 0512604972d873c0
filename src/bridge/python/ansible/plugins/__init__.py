"""What all plugins have: their options."""
from ansible import constants as C
from ansible.errors import AnsibleError
from ansible.utils.display import Display

display = Display()
PLUGIN_PATH_CACHE = {}


def get_plugin_class(obj):
    name = obj if isinstance(obj, str) else obj.__class__.__name__
    return name.lower().replace('module', '')


class AnsiblePlugin(object):
    allow_extras = False
    _load_name = None

    def __init__(self):
        self._options = {}
        self._defs = None

    @property
    def option_definitions(self):
        if getattr(self, '_defs', None) is None:
            self._defs = C.config.get_configuration_definitions(self.plugin_type, self._load_name)
        return self._defs

    @property
    def plugin_type(self):
        return getattr(self, '_plugin_type', None) or self.__class__.__module__.split('.')[-2]

    def matches_name(self, possible_names):
        known = set(getattr(self, 'ansible_aliases', None) or [self._load_name])
        return bool(known & set(possible_names))

    def _kept(self):
        if '_options' not in self.__dict__:
            self._options = {}
        return self._options

    def get_option(self, option, hostvars=None):
        kept = self._kept()
        if option not in kept:
            about = {'plugin_name': self._load_name, 'plugin_type': self.plugin_type, 'variables': hostvars}
            try:
                kept[option] = C.config.get_config_value(option, **about)
            except AnsibleError as fault:
                raise KeyError(str(fault))
        return kept[option]

    def get_options(self, hostvars=None):
        return dict((option, self.get_option(option, hostvars)) for option in self.option_definitions)

    def set_option(self, option, value):
        self._kept()[option] = value

    def set_options(self, task_keys=None, var_options=None, direct=None):
        given = {'keys': task_keys, 'variables': var_options, 'direct': direct}
        self._options = C.config.get_plugin_options(self.plugin_type, self._load_name, **given)
        extras = (var_options or {}).get('_extras') if self.allow_extras else None
        if extras is not None:
            self._options['_extras'] = extras

    def has_option(self, option):
        return option in self._kept() or option in self.option_definitions

    def _check_required(self):
        """Options are checked when they are looked at."""


class AnsibleJinja2Plugin(AnsiblePlugin):
    """A filter or a test: a function of a file."""

    def __init__(self, function):
        super().__init__()
        self._function = function

    @property
    def j2_function(self):
        return self._function
