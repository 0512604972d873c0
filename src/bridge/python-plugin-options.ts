import { TemplateError } from '../diagnostics/errors.ts';
import { str } from '../values/index.ts';
import type { Dict, Value } from '../values/types.ts';
import type { ControllerPython } from './controller-python.ts';
import type { PluginFinder } from './plugin-finder.ts';
import type { PluginKind } from './plugin-kind.ts';

/** Asks ansible-core's own settings for an option that a plugin's documentation declares. */
const PROGRAM = {
  name: 'plugin options',
  text: `
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
`,
};

/** Kinds that may lie beside a playbook. */
const OWN: ReadonlySet<string> = new Set<PluginKind>([
  'action',
  'cache',
  'callback',
  'inventory',
  'lookup',
  'vars',
]);

/**
 * An option of a plugin in Python, from variables, environment and ansible.cfg; undefined for one that is not known.
 * @throws TemplateError for a value that the option can't have
 */
export function pythonPluginOption(
  python: ControllerPython,
  plugins: PluginFinder,
  plugin: {
    readonly type: string;
    readonly name: string;
    readonly variable: (name: string) => Value | undefined;
  },
  option: string,
): Value | undefined {
  const { type, name, variable } = plugin;
  if (!/^[a-z]+$/.test(type)) return undefined;
  const folders = OWN.has(type) ? plugins.folders(type as PluginKind) : [];
  const about = { type, name, option, folders };
  const names = ask('option_variables', about);
  if (!Array.isArray(names)) return undefined;
  const variables: Dict = new Map();
  for (const one of names.map(str)) {
    const value = variable(one);
    if (value !== undefined) variables.set(one, value);
  }
  return ask('option_value', { ...about, variables });

  function ask(what: string, fields: Readonly<Record<string, Value>>): Value | undefined {
    try {
      return python.askProgram(PROGRAM, what, fields);
    } catch (error) {
      // There is no such kind of plugin.
      if (error instanceof TemplateError && error.pythonClass === 'AttributeError')
        return undefined;
      throw error;
    }
  }
}
