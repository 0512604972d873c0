import type { Display } from '../callbacks/display.ts';
import type { InvalidGroupNames } from '../inventory/group-name.ts';
import { type Inventory, type InventoryContext, loadInventory } from '../inventory/index.ts';
import type { MismatchPolicy } from '../inventory/patterns.ts';
import type { Loader } from '../loader/loader.ts';
import type { Scope, TemplarContract } from '../template/contract.ts';
import type { Value } from '../values/types.ts';
import type { Settings } from './settings.ts';

/** What an inventory needs of settings and display. */
export function inventoryContext(
  loader: Loader,
  settings: Settings,
  display: Display,
  extraVars: ReadonlyMap<string, Value>,
  makeTemplar?: (scope: Scope) => TemplarContract,
): InventoryContext {
  return {
    loader,
    extraVars,
    ...(makeTemplar === undefined ? {} : { makeTemplar }),
    warn: (message) => display.warning(message),
    verbose: (message, level) => display.verbose(message, level - 1),
    // The settings' choices are these types' members.
    invalidGroupNames: settings.TRANSFORM_INVALID_GROUP_CHARS as InvalidGroupNames,
    patternMismatch: settings.HOST_PATTERN_MISMATCH as MismatchPolicy,
    mergeHashes: settings.DEFAULT_HASH_BEHAVIOUR === 'merge',
    enabled: settings.INVENTORY_ENABLED,
    ignoredExtensions: settings.INVENTORY_IGNORE_EXTS,
    ignoredPatterns: settings.INVENTORY_IGNORE_PATTERNS,
    unparsedIsFailed: settings.INVENTORY_UNPARSED_IS_FAILED,
    unparsedWarning: settings.INVENTORY_UNPARSED_WARNING,
    anyUnparsedIsFailed: settings.INVENTORY_ANY_UNPARSED_IS_FAILED,
  };
}

/** Loads the inventory that command line and settings name. @throws InventoryError */
export function inventoryFromSettings(
  sources: readonly string[],
  ...context: Parameters<typeof inventoryContext>
): Promise<Inventory> {
  return loadInventory(sources, inventoryContext(...context));
}
