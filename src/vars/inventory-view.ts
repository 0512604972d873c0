import type { Value } from '../values/types.ts';

/** What variables need to know of a group. */
interface GroupLike {
  readonly name: string;
  readonly vars: ReadonlyMap<string, Value>;
  /** Variables whose text YAML holds. */
  readonly yamlNames?: ReadonlySet<string>;
}

/** What variables need to know of a host. */
export interface HostLike {
  readonly name: string;
  readonly vars: ReadonlyMap<string, Value>;
  readonly yamlNames?: ReadonlySet<string>;
  /** All groups the host is in, by depth, priority and name (the last is the strongest). */
  sortedGroups(): readonly GroupLike[];
  /** inventory_hostname, inventory_hostname_short, group_names, inventory_file, inventory_dir. */
  magicVars(): ReadonlyMap<string, Value>;
}

/** What variables need to know of the inventory. */
export interface InventoryLike {
  readonly groups: ReadonlyMap<string, GroupLike>;
  host(name: string): HostLike | undefined;
  hostNames(): Iterable<string>;
  /** `groups`: names of all hosts by group. */
  groupsDict(): Value;
  /** Hosts of a pattern in the inventory's order, the run's --limit applied. */
  select(pattern: Value): readonly string[];
}

/** Files with variables. */
export interface VarsSources {
  /** Folder of the (first) playbook or the current one. */
  readonly basedir: string;
  /** Folders of the inventory's sources. */
  readonly inventoryFolders: readonly string[];
  /** Contents of group_vars/NAME or host_vars/NAME below a folder. @throws LoadError */
  files(
    folder: string,
    kind: 'group_vars' | 'host_vars',
    name: string,
  ): ReadonlyMap<Value, Value> | undefined;
  /** Loads a vars file. @throws LoadError */
  load(path: string): Value;
  exists(path: string): boolean;
  warn(message: string): void;
}
