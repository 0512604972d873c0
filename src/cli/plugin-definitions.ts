import type { PluginFinder } from '../bridge/plugin-finder.ts';
import { isPluginKind } from '../bridge/plugin-kind.ts';
import { TroupeError } from '../diagnostics/errors.ts';
import type { Dict } from '../values/types.ts';
import { readDocumentation } from './commands/doc/documentation.ts';
import { Fragments } from './commands/doc/fragments.ts';
import type { PluginFiles } from './commands/doc/plugin-files.ts';
import { coreFragment, corePluginOptions } from './core-plugin-options.ts';

/** Options that the documentation of a plugin declares, by name; none for one without documentation. */
export function pluginDefinitions(
  finder: PluginFinder,
  files: PluginFiles,
  { type, name }: { readonly type: string; readonly name: string },
): Dict {
  const found = isPluginKind(type) ? finder.find(type, name) : undefined;
  if (found === undefined) return corePluginOptions(type, name) ?? new Map();
  const collection = found.name.includes('.') ? found.name.split('.').slice(0, 2).join('.') : '';
  const plugin = { ...found, collection, hasAction: false };
  try {
    const fragments = new Fragments(files, () => undefined, coreFragment);
    const doc = readDocumentation(plugin, type, fragments).get('doc') as Dict;
    const options = doc.get('options');
    return options instanceof Map ? options : new Map();
  } catch (error) {
    if (error instanceof TroupeError) return new Map();
    throw error;
  }
}
