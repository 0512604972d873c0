"""Asks vars plugins."""
import os

from ansible import constants as C
from ansible.inventory.host import Host
from ansible.plugins.loader import vars_loader
from ansible.utils.display import Display
from ansible.utils.vars import combine_vars

display = Display()
known = {}


def vars_plugins():
    """Those in folders, and those that the settings name in full."""
    if 'all' not in known:
        named = [vars_loader.get(name) for name in C.VARIABLE_PLUGINS_ENABLED if name.count('.') > 1]
        plugins = [plugin for plugin in vars_loader.all() if is_enabled(plugin)]
        known['all'] = [plugin for plugin in named if plugin is not None] + plugins
    return known['all']


def is_enabled(plugin):
    needs = getattr(plugin, 'REQUIRES_ENABLED', None)
    if hasattr(plugin, 'REQUIRES_WHITELIST'):
        display.deprecated('The VarsModule class variable \'REQUIRES_WHITELIST\' is deprecated. '
                           'Use \'REQUIRES_ENABLED\' instead.', version=2.18)
        if needs is None:
            needs = plugin.REQUIRES_WHITELIST
    return not needs or plugin._load_name in C.VARIABLE_PLUGINS_ENABLED


def get_plugin_vars(loader, plugin, path, entities):
    if hasattr(plugin, 'get_vars'):
        return plugin.get_vars(loader, path, entities)
    found = {}
    for entity in entities:
        ask = 'get_host_vars' if isinstance(entity, Host) else 'get_group_vars'
        if not hasattr(plugin, ask):
            from ansible.errors import AnsibleError
            raise AnsibleError('Invalid vars plugin %s from %s' % (plugin._load_name, plugin._original_path))
        found = combine_vars(found, getattr(plugin, ask)(entity.name))
    return found


def wanted(plugin, stage):
    """Whether a plugin runs when inventories are read, or for tasks."""
    when = plugin.get_option('stage') if getattr(plugin, 'has_option', lambda name: False)('stage') else None
    if when is not None:
        return when == 'all' or when == stage
    return C.RUN_VARS_PLUGINS == {'inventory': 'start', 'task': 'demand'}[stage]


def get_vars_from_path(loader, path, entities, stage):
    found = {}
    for plugin in vars_plugins():
        if wanted(plugin, stage):
            found = combine_vars(found, get_plugin_vars(loader, plugin, os.path.realpath(path), entities))
    return found


def get_vars_from_inventory_sources(loader, sources, entities, stage):
    found = {}
    for path in sources:
        if path is not None and ',' not in path:
            folder = path if os.path.isdir(path) else os.path.dirname(path)
            found = combine_vars(found, get_vars_from_path(loader, folder, entities, stage))
    return found
