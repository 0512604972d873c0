import { InventoryError } from '../diagnostics/errors.ts';
import { repr, str } from '../values/repr.ts';
import { truthy } from '../values/truth.ts';
import type { Dict, Value } from '../values/types.ts';
import { pythonClass } from './inventory.ts';
import { errorText, type SourceContext } from './source.ts';

/** @throws InventoryError for an option that is no list or dictionary where it should be */
export function checkOption(
  config: Dict,
  plugin: string,
  name: string,
  type: 'list' | 'dict',
): void {
  const value = config.get(name) ?? null;
  if (value === null || (type === 'list' ? isListOption(value) : value instanceof Map)) return;
  throw new InventoryError(
    `Invalid type for configuration option plugin_type: inventory plugin: ${plugin} setting: ${name} (from Direct): Invalid type provided for "${type}": ${repr(value)}`,
  );
}

/** Text is a list as well: of what stands between its commas. */
const isListOption = (value: Value): boolean => Array.isArray(value) || typeof value === 'string';

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
