import { TemplateError } from '../diagnostics/errors.ts';
import { str } from '../values/index.ts';
import type { Dict, Value } from '../values/types.ts';
import type { ControllerPython } from './controller-python.ts';
import type { PluginFinder } from './plugin-finder.ts';
import type { PluginKind } from './plugin-kind.ts';

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
      return python.askProgram(['plugin_options'], what, fields);
    } catch (error) {
      // There is no such kind of plugin.
      if (error instanceof TemplateError && error.pythonClass === 'AttributeError')
        return undefined;
      throw error;
    }
  }
}
