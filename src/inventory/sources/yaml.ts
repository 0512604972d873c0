import { extname } from 'node:path';
import { InventoryError } from '../../diagnostics/errors.ts';
import { str } from '../../values/repr.ts';
import { truthy } from '../../values/truth.ts';
import { Template, type Value } from '../../values/types.ts';
import { addHostsWithVars, hostsOfKey } from '../host-vars.ts';
import { type Inventory, pythonClass } from '../inventory.ts';
import { errorText, type InventorySource, isReadable, type SourceContext } from '../source.ts';

/** A YAML inventory: groups with `hosts`, `vars` and `children`. */
export const yaml: InventorySource = {
  name: 'yaml',
  verify(source, context) {
    const extensions = context.yamlExtensions ?? context.loader.yamlExtensions;
    const extension = extname(source);
    return isReadable(source) && (extension === '' || extensions.includes(extension));
  },
  parse(inventory, source, context) {
    const data = context.loader.loadFile(source, { cache: false });
    if (!truthy(data)) throw new InventoryError('Parsed empty YAML file');
    if (!(data instanceof Map)) {
      throw new InventoryError(
        `YAML inventory has invalid structure, it should be a dictionary, got: ${pythonClass(data)}`,
      );
    }
    if (truthy(data.get('plugin') ?? null)) {
      throw new InventoryError('Plugin configuration YAML file, not YAML inventory');
    }
    for (const [name, group] of data) addGroup(inventory, name, group, context);
  },
};

const SECTIONS = ['vars', 'children', 'hosts'];

function addGroup(
  inventory: Inventory,
  name: Value,
  data: Value,
  context: SourceContext,
): string | undefined {
  if (data !== null && !(data instanceof Map)) {
    context.warn(`Skipping '${str(name)}' as this is not a valid group definition`);
    return undefined;
  }
  let group: string;
  try {
    group = inventory.addGroup(name);
  } catch (error) {
    throw new InventoryError(`Unable to add group ${str(name)}: ${errorText(error)}`);
  }
  if (data === null) return group;
  for (const section of SECTIONS) {
    const entry = data.get(section) ?? null;
    if (entry !== null && !isText(entry) && !(entry instanceof Map)) {
      throw new InventoryError(
        `Invalid "${section}" entry for "${group}" group, requires a dictionary, found "${pythonClass(entry)}" instead.`,
      );
    }
  }
  for (const [key, value] of data) {
    const known = typeof key === 'string' && SECTIONS.includes(key);
    const entries = known && isText(value) ? new Map<Value, Value>([[value, null]]) : value;
    if (entries === null) continue;
    if (!(entries instanceof Map)) {
      context.warn(
        `Skipping key (${str(key)}) in group (${group}) as it is not a mapping, it is a ${pythonClass(value)}`,
      );
    } else if (known) addSection(inventory, group, key, entries, context);
    else {
      context.warn(
        `Skipping unexpected key (${str(key)}) in group (${group}), only "vars", "children" and "hosts" are valid`,
      );
    }
  }
  return group;
}

function addSection(
  inventory: Inventory,
  group: string,
  section: string,
  entries: ReadonlyMap<Value, Value>,
  context: SourceContext,
): void {
  for (const [key, value] of entries) {
    if (section === 'vars') {
      inventory.setVariable(group, str(key), value);
      inventory.groups.get(group)?.yamlNames.add(str(key));
    } else if (section === 'children') {
      const child = addGroup(inventory, key, value, context) ?? str(key);
      inventory.addChild(group, child);
    } else {
      const { names, port } = hostsOfKey(key instanceof Template ? key.source : key);
      addHostsWithVars(inventory, names, truthy(value) ? value : new Map(), group, port);
      if (!(value instanceof Map)) continue;
      for (const name of names)
        for (const one of value.keys()) inventory.hosts.get(name)?.yamlNames.add(str(one));
    }
  }
}

function isText(value: Value): boolean {
  return typeof value === 'string' || value instanceof Template;
}
