import { InventoryError } from '../diagnostics/errors.ts';
import { str } from '../values/repr.ts';
import type { Value } from '../values/types.ts';
import { expandHostPattern } from './host-range.ts';
import type { Inventory } from './inventory.ts';

/** Adds hosts with variables to a group. @throws InventoryError where the variables are no dict */
export function addHostsWithVars(
  inventory: Inventory,
  names: readonly string[],
  vars: Value,
  group?: string,
  port?: number,
): void {
  if (!(vars instanceof Map)) {
    throw new InventoryError(
      `Invalid data from file, expected dictionary and got:\n\n${str(vars)}`,
    );
  }
  for (const name of names) {
    const host = inventory.addHost(name, group, port);
    for (const [key, value] of vars) host.setVariable(str(key), value, inventory.mergeHashes);
  }
}

/** Hosts that a key of a YAML or TOML inventory stands for. @throws InventoryError */
export function hostsOfKey(key: Value): ReturnType<typeof expandHostPattern> {
  if (typeof key !== 'string') {
    throw new InventoryError(
      `Host pattern ${str(key)} must be a string. Enclose integers/floats in quotation marks.`,
    );
  }
  return expandHostPattern(key);
}
