import type { Span } from '../diagnostics/span.ts';
import type { TemplarContract } from '../template/contract.ts';
import type { Value } from '../values/types.ts';
import type { ActionGroups } from './module-defaults.ts';
import type { Play, Task } from './nodes.ts';

/** What loading a playbook needs from the rest of the run. */
export interface PlaybookContext {
  /** @throws LoadError when the file can't be read or parsed. */
  loadFile(path: string): Value;
  exists(path: string): boolean;
  isDirectory(path: string): boolean;
  /** Place of a mapping or list that came from a file. */
  spanOf(container: Value): Span | undefined;
  spanOfItem(list: Value, index: number): Span | undefined;
  spanOfValue(map: Value, key: Value): Span | undefined;
  spanOfKey(map: Value, key: Value): Span | undefined;
  /** Templar over what is known before a host is: play vars, extra vars, magic variables. */
  templar(play: Play | undefined, task?: Task): TemplarContract;
  /** Whether `with_<name>` names a lookup. */
  isLookup(name: string): boolean;
  /** Told of each role's folder when the role is loaded. */
  roleFound?(folder: string): void;
  /** Told of each collection (`namespace.name`) that is looked into. */
  collectionUsed?(collection: string): void;
  /** Whether a module or action of this name exists (native, or a file in a `library` folder). */
  knowsAction(name: string, folders: readonly string[], collections: readonly string[]): boolean;
  /** Full name of an action after redirects (`ansible.builtin.copy`); a library's own keep their bare name. */
  resolveAction(name: string, collections: readonly string[]): string | undefined;
  /** Members of a collection's action group, as `meta/runtime.yml` has them. */
  actionGroup(collection: string, name: string): Value | undefined;
  /** VALIDATE_ACTION_GROUP_METADATA */
  readonly validatesActionGroups: boolean;
  readonly actionGroups: ActionGroups;
  /** What can be done about an action of a name that isn't known. */
  unknownActionHint?(name: string): string | undefined;
  /** Where roles are looked for besides the playbook's folder (DEFAULT_ROLES_PATH). */
  readonly rolesPath: readonly string[];
  /** Folders that hold `ansible_collections` (COLLECTIONS_PATHS). */
  readonly collectionsPath: readonly string[];
  /** INVALID_TASK_ATTRIBUTE_FAILED: false makes unknown task keywords a warning. */
  readonly invalidTaskAttributeFailed: boolean;
  warn(message: string): void;
  deprecate(message: string, version: string): void;
  notice(message: string, verbosity: number): void;
}

/** A Python-like type name for messages about wrong YAML shapes. */
export function pythonType(value: Value | undefined): string {
  if (value === null || value === undefined) return "<class 'NoneType'>";
  if (typeof value === 'boolean') return "<class 'bool'>";
  if (typeof value === 'number' || typeof value === 'bigint') return "<class 'int'>";
  if (Array.isArray(value)) return "<class 'ansible.parsing.yaml.objects.AnsibleSequence'>";
  if (value instanceof Map) return "<class 'ansible.parsing.yaml.objects.AnsibleMapping'>";
  return "<class 'ansible.parsing.yaml.objects.AnsibleUnicode'>";
}
