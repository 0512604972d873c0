"""Asks ansible-core's own settings for an option that a plugin's documentation declares."""
from ansible import constants as C


def option_plugin(request):
    loader = getattr(loaders(), request['type'] + '_loader')
    for folder in request['folders']:
        loader.add_directory(folder)
    return loader.get(request['name'], class_only=True)


def option_variables(request):
    plugin = option_plugin(request)
    if plugin is None:
        return None
    declared = C.config.get_configuration_definitions(request['type'], plugin._load_name).get(request['option'])
    return None if declared is None else [entry['name'] for entry in declared.get('vars') or []]


def option_value(request):
    return encode(C.config.get_config_value(
        request['option'], plugin_type=request['type'], plugin_name=option_plugin(request)._load_name,
        variables=decode(request['variables'])))


answering.update({'option_variables': option_variables, 'option_value': option_value})
