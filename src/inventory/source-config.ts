import { InventoryError } from '../diagnostics/errors.ts';
import { str } from '../values/repr.ts';
import { truthy } from '../values/truth.ts';
import type { Dict } from '../values/types.ts';
import { pythonClass } from './inventory.ts';
import { errorText, type SourceContext } from './source.ts';

/** Reads the YAML configuration of a source and checks that it is meant for it. @throws InventoryError */
export function readConfig(path: string, name: string, context: SourceContext): Dict {
  let config: unknown;
  try {
    config = context.loader.loadFile(path, { cache: false });
  } catch (error) {
    throw new InventoryError(errorText(error));
  }
  if (!truthy(config as Dict)) throw new InventoryError(`${path} is empty`);
  if (!(config instanceof Map)) {
    throw new InventoryError(
      `inventory source has invalid structure, it should be a dictionary, got: ${pythonClass(config as Dict)}`,
    );
  }
  const plugin: unknown = config.get('plugin');
  if (plugin !== name && plugin !== `ansible.builtin.${name}`) {
    throw new InventoryError(
      `Incorrect plugin name in file: ${plugin === undefined ? 'none found' : str(plugin as Dict)}`,
    );
  }
  return config;
}
