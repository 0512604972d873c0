import type { Loader } from '../loader/loader.ts';
import type { Value } from '../values/types.ts';
import { mergeVariables } from './combine.ts';
import type { Inventory } from './inventory.ts';
import { type VarsFileOptions, varsFromFiles } from './vars-plugin.ts';

/** Who wants variables of files: the inventory while it loads, a task, or a command that lists everything. */
export type VarsStage = 'inventory' | 'task' | 'all';

/** Settings of the vars plugin host_group_vars. */
export interface VarsStaging {
  /** VARIABLE_PLUGINS_ENABLED */
  readonly enabled: readonly string[];
  /** RUN_VARS_PLUGINS: `demand` or `start`. */
  readonly run: string;
  /** The plugin's own `stage`, which counts for more than RUN_VARS_PLUGINS. */
  readonly stage: string | null;
}

/** Whether group_vars and host_vars are read at a stage. */
export function readsVarsFiles({ enabled, run, stage }: VarsStaging, asked: VarsStage): boolean {
  if (!enabled.some((name) => /^(?:ansible\.builtin\.)?host_group_vars$/.test(name))) return false;
  if (stage !== null) return stage === 'all' || stage === asked;
  return asked === 'all' || asked === (run === 'start' ? 'inventory' : 'task');
}

/** Lays the variables of files beside inventory sources over those of the sources. @throws LoadError */
export function addVarsFiles(
  inventory: Inventory,
  loader: Loader,
  folders: readonly string[],
  options: VarsFileOptions,
): void {
  for (const folder of folders) {
    for (const group of inventory.groups.values())
      mergeFiles(group.vars, varsFromFiles(loader, folder, 'group_vars', group.name, options));
    for (const host of inventory.hosts.values())
      mergeFiles(host.vars, varsFromFiles(loader, folder, 'host_vars', host.name, options));
  }
  function mergeFiles(vars: Map<string, Value>, added: ReturnType<typeof varsFromFiles>): void {
    if (added !== undefined) mergeVariables(vars, added, options.mergeHashes ?? false);
  }
}
