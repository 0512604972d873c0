"""Options of plugins: from what their documentation declares, the environment, ansible.cfg, variables and tasks."""
import configparser
import os
from collections import namedtuple

from ansible._engine import ask, facts
from ansible.config.types import ensure_type
from ansible.errors import AnsibleError, AnsibleOptionsError
from ansible.module_utils._text import to_native

Setting = namedtuple('Setting', 'name value origin type')
Plugin = namedtuple('Plugin', 'name type')


def _module_name(kind, name):
    """A plugin as the Python module that it is."""
    parts = str(name).split('.')
    if len(parts) < 3 or parts[0] in ('ansible', 'ansible_collections') and parts[1] == 'builtin':
        return name
    return '.'.join(['ansible_collections'] + parts[:2] + ['plugins', kind] + parts[2:])


class ConfigManager(object):
    def __init__(self, conf_file=None, defs_file=None):
        self._definitions = {}
        self._files = {}
        self._config_file = facts['config_file'] if conf_file is None else conf_file

    def initialize_plugin_configuration_definitions(self, plugin_type, name, defs):
        self._definitions[(plugin_type, name)] = defs

    def has_configuration_definition(self, plugin_type, name):
        return bool(self.get_configuration_definitions(plugin_type, name))

    def get_configuration_definitions(self, plugin_type=None, name=None, ignore_private=False):
        """Options as the documentation of a plugin declares them, fragments included."""
        if plugin_type is None or name is None:
            return {}
        if (plugin_type, name) not in self._definitions:
            self._definitions[(plugin_type, name)] = ask('definitions', type=plugin_type, name=name) or {}
        known = self._definitions[(plugin_type, name)]
        return dict(one for one in known.items() if not (ignore_private and one[0].startswith('_')))

    def get_configuration_definition(self, name, plugin_type=None, plugin_name=None):
        return self.get_configuration_definitions(plugin_type, plugin_name).get(name)

    def get_plugin_options(self, plugin_type, name, keys=None, variables=None, direct=None):
        return dict((option, self.get_config_value(option, None, plugin_type, name, keys, variables, direct))
                    for option in self.get_configuration_definitions(plugin_type, name))

    def get_plugin_vars(self, plugin_type, name):
        return [entry['name'] for about in self.get_configuration_definitions(plugin_type, name).values()
                for entry in about.get('vars') or []]

    def get_plugin_options_from_var(self, plugin_type, name, variable):
        return [option for option, about in self.get_configuration_definitions(plugin_type, name).items()
                if any(entry['name'] == variable for entry in about.get('vars') or [])]

    def get_config_value(self, config, cfile=None, plugin_type=None, plugin_name=None, keys=None, variables=None,
                         direct=None):
        return self.get_config_value_and_origin(config, cfile, plugin_type, plugin_name, keys, variables, direct)[0]

    def get_config_value_and_origin(self, config, cfile=None, plugin_type=None, plugin_name=None, keys=None,
                                    variables=None, direct=None):
        """What comes first counts: the task, variables, keywords, the command line, the environment, ansible.cfg."""
        if plugin_type is None:
            if config not in facts['settings']:
                raise AnsibleError('Requested entry (%s) was not defined in configuration.' % config)
            return facts['settings'][config], 'default'
        about = self.get_configuration_definition(config, plugin_type, plugin_name)
        if about is None:
            raise AnsibleError('Requested entry (plugin_type: %s plugin: %s setting: %s ) was not defined in '
                               'configuration.' % (plugin_type, plugin_name, config))
        value, origin = self._given(config, about, cfile or self._config_file, keys, variables, direct)
        entry = 'plugin_type: %s plugin: %s setting: %s ' % (plugin_type, _module_name(plugin_type, plugin_name), config)
        # Terms are no option, though lookups document them as one.
        if origin is None and about.get('required', False) and (plugin_type, config) != ('lookup', '_terms'):
            raise AnsibleError('No setting was provided for required configuration %s' % entry)
        if origin is None:
            value, origin = about.get('default'), 'default'
        return self._fitting(value, origin, about, entry, cfile), origin

    def _given(self, config, about, cfile, keys, variables, direct):
        names = [config] + list(about.get('aliases') or [])
        for name in names:
            if direct and name in direct:
                return direct[name], 'Direct'
        for kind, given in (('vars', variables), ('env', os.environ)):
            if kind == 'env':
                for name in names:
                    if keys and keys.get(name) is not None:
                        return keys[name], 'keyword: %s' % name
            last = None
            for entry in (about.get(kind) or []) if given is not None else []:
                if entry['name'] in given:
                    last = given[entry['name']], '%s: %s' % ('var' if kind == 'vars' else 'env', entry['name'])
                    self._deprecate(entry, config)
            if last is not None:
                return last
        return self._from_file(about, cfile)

    def _from_file(self, about, cfile):
        last = None, None
        for entry in (about.get('ini') or []) if cfile else []:
            parser = self._parsed(cfile)
            if parser.has_option(entry['section'], entry['key']):
                last = parser.get(entry['section'], entry['key'], raw=True), cfile
        return last

    def _parsed(self, path):
        if path not in self._files:
            parser = configparser.ConfigParser(inline_comment_prefixes=(';',), interpolation=None)
            parser.read(path, encoding='utf-8')
            self._files[path] = parser
        return self._files[path]

    def _fitting(self, value, origin, about, entry, cfile):
        base = cfile or self._config_file
        try:
            value = ensure_type(value, about.get('type'), origin, base)
        except ValueError as error:
            if str(origin).startswith('env:') and value == '':
                return ensure_type(about.get('default'), about.get('type'), 'default', base)
            raise AnsibleOptionsError('Invalid type for configuration option %s (from %s): %s' % (
                entry.strip(), origin, to_native(error)))
        choices = about.get('choices')
        if value is None or not choices:
            return value
        allowed = list(choices)
        wanted = value if about.get('type') == 'list' and isinstance(value, list) else [value]
        if any(one not in allowed for one in wanted):
            shown = choices if isinstance(choices, dict) else ', '.join(to_native(one) for one in allowed)
            raise AnsibleOptionsError('Invalid value "%s" for configuration option "%s", valid values are: %s' % (
                value, entry, shown))
        return value

    def _deprecate(self, entry, config):
        about = entry.get('deprecated')
        if about:
            from ansible.utils.display import Display
            Display().deprecated('[%s] %s, use %s instead' % (config, about.get('why'), about.get('alternatives')),
                                 version=about.get('version'), collection_name=about.get('collection_name'))
