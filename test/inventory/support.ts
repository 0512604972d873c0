import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Inventory, type InventoryContext, loadInventory } from '../../src/inventory/index.ts';
import { Loader } from '../../src/loader/loader.ts';
import { Template, type Value } from '../../src/values/types.ts';

export interface Loaded {
  readonly inventory: Inventory;
  readonly warnings: string[];
  readonly folder: string;
}

/** Writes files into a fresh folder and loads some of them as an inventory; scripts are executable. */
export async function load(
  files: Readonly<Record<string, string>>,
  sources: readonly string[] = Object.keys(files),
  options: Partial<InventoryContext> = {},
): Promise<Loaded> {
  const folder = mkdtempSync(join(tmpdir(), 'inventory-'));
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    if (text.startsWith('#!')) chmodSync(path, 0o700);
  }
  const warnings: string[] = [];
  const inventory = await loadInventory(
    sources.map((source) => (source.includes(',') ? source : join(folder, source))),
    {
      loader: new Loader({ basedir: folder }),
      warn: (message) => warnings.push(message.replaceAll(folder, '@')),
      ...options,
    },
  );
  return { inventory, warnings, folder };
}

/** Hosts of each group, the groups of none left out. */
export function members({ inventory }: Loaded): Record<string, string[]> {
  const groups: Record<string, string[]> = {};
  for (const group of inventory.groups.values()) {
    if (group.hosts.length > 0) groups[group.name] = group.hosts.map(({ name }) => name);
  }
  return groups;
}

/** A host's own variables without inventory_file and inventory_dir; templates as their text. */
export function varsOf({ inventory }: Loaded, host: string): Record<string, Value> {
  const vars: Record<string, Value> = {};
  for (const [name, value] of inventory.host(host)?.vars ?? []) {
    if (name === 'inventory_file' || name === 'inventory_dir') continue;
    vars[name] = value instanceof Template ? `template ${value.source}` : value;
  }
  return vars;
}
