"""Classes of inventory plugins."""
import os
from collections.abc import Mapping

from ansible.errors import AnsibleError, AnsibleParserError
from ansible.inventory.group import to_safe_group_name
from ansible.module_utils._text import to_native
from ansible.parsing.utils.addresses import parse_address
from ansible.plugins import AnsiblePlugin
from ansible.plugins.inventory.cacheable import Cacheable
from ansible.plugins.inventory.constructable import Constructable
from ansible.plugins.inventory.ranges import detect_range, expand_hostname_range
from ansible.template import Templar
from ansible.utils.display import Display
from ansible.utils.vars import load_extra_vars

__all__ = ['BaseInventoryPlugin', 'BaseFileInventoryPlugin', 'Cacheable', 'Constructable', 'detect_range',
           'expand_hostname_range', 'to_safe_group_name']
display = Display()


class BaseInventoryPlugin(AnsiblePlugin):
    TYPE = 'generator'
    _plugin_type = 'inventory'
    _sanitize_group_name = staticmethod(to_safe_group_name)

    def __init__(self):
        self._vars, self._options = {}, {}
        self.inventory, self.display = None, display
        super().__init__()

    def parse(self, inventory, loader, path, cache=True):
        self.loader, self.inventory = loader, inventory
        self.templar = Templar(loader=loader)
        self._vars = load_extra_vars(loader)

    def verify_file(self, path):
        return os.path.exists(path) and os.access(path, os.R_OK)

    def _populate_host_vars(self, hosts, variables, group=None, port=None):
        fault = None if isinstance(variables, Mapping) else \
            'Invalid data from file, expected dictionary and got:\n\n%s' % to_native(variables)
        if fault:
            raise AnsibleParserError(fault)
        known = self.inventory
        for one in hosts:
            known.add_host(one, group=group, port=port)
            for name in variables:
                known.set_variable(one, name, variables[name])

    def _read_config_data(self, path):
        """What a source says: its `plugin` must be this one. Options are set from it."""
        try:
            config = self.loader.load_from_file(path, cache=False)
        except Exception as error:
            raise AnsibleParserError(to_native(error))
        name = getattr(self, '_load_name', None) or self.NAME
        valid = getattr(self, '_redirected_names', None) or [self.NAME]
        if not config:
            raise AnsibleParserError('%s is empty' % to_native(path))
        if not isinstance(config, Mapping):
            raise AnsibleParserError('inventory source has invalid structure, it should be a dictionary, got: %s' % type(config))
        given = config.get('plugin')
        if not given or given not in list(valid) + [name, self.NAME]:
            raise AnsibleParserError('Incorrect plugin name in file: %s' % (given or 'none found'))
        self.set_options(direct=config, var_options=self._vars)
        if 'cache' in self._options and self.get_option('cache'):
            chosen = dict((own, self.get_option(option)) for own, option in (
                ('_timeout', 'cache_timeout'), ('_uri', 'cache_connection'), ('_prefix', 'cache_prefix'))
                if option in self._options and self.get_option(option) is not None)
            self._cache = cache_dict(self.get_option('cache_plugin'), **chosen)
        return config

    def _consume_options(self, data):
        """What a source says of options, without Ansible's settings."""
        for name in self._options:
            if name in data:
                self._options[name] = data.pop(name)

    def _expand_hostpattern(self, hostpattern):
        """Names of hosts, and the port after them."""
        try:
            pattern, port = parse_address(hostpattern, allow_ranges=True)
        except Exception:
            pattern, port = hostpattern, None
        return expand_hostname_range(pattern) if detect_range(pattern) else [pattern], port


def cache_dict(name, **options):
    from ansible.plugins.cache import CachePluginAdjudicator
    try:
        return CachePluginAdjudicator(name, **options)
    except KeyError as error:
        if 'fact_caching_connection' in str(error):
            raise AnsibleError('error, \'%s\' inventory cache plugin requires the one of the following to be set '
                               'to a writeable directory path' % name)
        raise


class BaseFileInventoryPlugin(BaseInventoryPlugin):
    """A source that is a file."""

    TYPE = 'storage'


