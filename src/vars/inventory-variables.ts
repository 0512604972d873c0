import type { Value } from '../values/types.ts';
import type { HostLike } from './inventory-view.ts';
import { type Layer, mergedDeep } from './layered-scope.ts';
import type { VariableManagerOptions } from './manager.ts';

export type Variables = ReadonlyMap<Value, Value>;
type InventoryLayer = Pick<Layer, 'yamlNames'> & { readonly values: Variables };

/** Variables of inventory, group_vars and host_vars, merged in VARIABLE_PRECEDENCE's order, once a host. */
export class InventoryVariables {
  readonly #options: Pick<VariableManagerOptions, 'sources' | 'settings' | 'inventory'>;
  readonly #known = new Map<string, InventoryLayer>();

  constructor(options: Pick<VariableManagerOptions, 'sources' | 'settings' | 'inventory'>) {
    this.#options = options;
  }

  /** Forgets all: the inventory has changed. */
  clear(): void {
    this.#known.clear();
  }

  /** A host's variables; `playFolders` have the play's group_vars and host_vars. */
  layer(host: HostLike, playFolders: readonly string[]): InventoryLayer {
    const key = [host.name, ...playFolders].join('\u0000');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { sources, settings, inventory } = this.#options;
    let merged = new Map<Value, Value>();
    const yamlNames = new Set<Value>();
    const merge = (values: Variables | undefined, fromYaml?: ReadonlySet<Value>): void => {
      if (values === undefined) return;
      for (const name of values.keys())
        if (fromYaml?.has(name) ?? true) yamlNames.add(name);
        else yamlNames.delete(name);
      if (settings.mergeDicts) merged = mergedDeep(merged, values);
      else for (const [name, value] of values) merged.set(name, value);
    };
    const all = inventory.groups.get('all');
    // A refresh of the inventory makes new hosts, while plays go on with those that they began with.
    const current = inventory.host(host.name) ?? host;
    const groups = current.sortedGroups().filter((group) => group.name !== 'all');
    const files = (
      folders: readonly string[],
      kind: 'group_vars' | 'host_vars',
      names: readonly string[],
    ): void => {
      for (const folder of folders)
        for (const name of names) merge(sources.files(folder, kind, name));
    };
    const groupNames = groups.map((group) => group.name);
    const steps: Record<string, () => void> = {
      all_inventory: () => merge(all?.vars, all?.yamlNames),
      groups_inventory: () => {
        for (const group of groups) merge(group.vars, group.yamlNames);
      },
      all_plugins_inventory: () => files(sources.inventoryFolders, 'group_vars', ['all']),
      all_plugins_play: () => files(playFolders, 'group_vars', ['all']),
      groups_plugins_inventory: () => files(sources.inventoryFolders, 'group_vars', groupNames),
      groups_plugins_play: () => files(playFolders, 'group_vars', groupNames),
    };
    for (const entry of settings.precedence) {
      const step = steps[entry];
      if (step === undefined) sources.warn(`Ignoring unknown variable precedence entry: ${entry}`);
      else step();
    }
    merge(current.vars, current.yamlNames);
    for (const [name, value] of current.magicVars()) merged.set(name, value);
    files(sources.inventoryFolders, 'host_vars', [host.name]);
    files(playFolders, 'host_vars', [host.name]);
    const layer = { values: merged, yamlNames };
    this.#known.set(key, layer);
    return layer;
  }
}
