"""Has inventory and vars plugins of the installed ansible-core's kind read sources and give
variables, and cache plugins keep facts. Of what is made of an inventory, what is new or other is answered.
"""
from ansible import constants as C
from ansible.inventory.data import InventoryData
from ansible.inventory.group import Group
from ansible.inventory.host import Host
from ansible.plugins.loader import cache_loader, inventory_loader, vars_loader
from ansible.vars.plugins import get_vars_from_path

sources = {'plugins': {}, 'cache': None}


def begin_inventory(request):
    loaders()
    sources['loader'] = data_loader(request['basedir'])
    for folder in request['inventory_folders']:
        inventory_loader.add_directory(folder)
    for folder in request['cache_folders']:
        cache_loader.add_directory(folder)
    for folder in request['vars_folders']:
        vars_loader.add_directory(folder)
    C.VARIABLE_PLUGINS_ENABLED = request['vars_enabled']


def inventory_plugin(name):
    if name not in sources['plugins']:
        sources['plugins'][name] = inventory_loader.get(name)
    plugin = sources['plugins'][name]
    if plugin is None:
        raise ImportError('%s is no inventory plugin' % name)
    return plugin


def verify_source(request):
    return bool(inventory_plugin(request['name']).verify_file(request['source']))


def parse_source(request):
    plugin = inventory_plugin(request['name'])
    known = decode(request['known'])
    inventory = InventoryData()
    for name, told in known['groups'].items():
        inventory.add_group(name)
        inventory.groups[name].vars = dict(told['vars'])
    for name, told in known['hosts'].items():
        inventory.add_host(name)
        inventory.hosts[name].vars = dict(told['vars'])
    for name, told in known['groups'].items():
        for child in told['children'] + told['hosts']:
            inventory.add_child(name, child)
    inventory.current_source = request['source']
    plugin.parse(inventory, sources['loader'], request['source'], cache=request['cache'])
    if hasattr(plugin, 'update_cache_if_changed'):
        plugin.update_cache_if_changed()
    return {
        'groups': dict((name, {
            'vars': others(group.vars, known['groups'].get(name)),
            'priority': group.priority,
            'children': [child.name for child in group.child_groups],
            'hosts': [host.name for host in group.hosts],
        }) for name, group in inventory.groups.items()),
        'hosts': dict((name, others(host.vars, known['hosts'].get(name))) for name, host in inventory.hosts.items()),
    }


def others(variables, told):
    before = {} if told is None else told['vars']
    return dict((str(name), trusting(value)) for name, value in variables.items()
                if name not in ('inventory_file', 'inventory_dir') and (name not in before or before[name] != value))


def plugin_vars(request):
    make = Group if request['kind'] == 'group_vars' else Host
    entity = make(request['name'])
    found = get_vars_from_path(sources['loader'], request['path'], [entity], request['stage'])
    return trusting(dict(found))


def open_cache(request):
    sources['cache'] = cache_loader.get(request['name'])
    return sources['cache'] is not None


def cached_facts(request):
    cache = sources['cache']
    return encode(cache.get(request['host'])) if cache.contains(request['host']) else None


def cache_facts(request):
    sources['cache'].set(request['host'], decode(request['facts']))


def forget_facts(request):
    if sources['cache'].contains(request['host']):
        sources['cache'].delete(request['host'])


answering.update({
    'open_cache': open_cache, 'cached_facts': cached_facts, 'cache_facts': cache_facts, 'forget_facts': forget_facts,
    'begin_inventory': begin_inventory, 'verify_source': verify_source, 'parse_source': parse_source,
    'plugin_vars': plugin_vars})
