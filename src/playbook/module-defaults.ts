import { ParseError } from '../diagnostics/errors.ts';
import { repr } from '../values/repr.ts';
import { type Dict, Template, type Value } from '../values/types.ts';
import type { PlaybookContext } from './context.ts';
import type { Keywords } from './nodes.ts';

const isFullName = (name: string): boolean => /^\w+(?:\.\w+){2,}$/.test(name);

/** Action groups by full name, with the actions that each holds: `group/NAME` in module_defaults. */
export class ActionGroups {
  readonly #context: PlaybookContext;
  readonly #members = new Map<string, string[]>();

  constructor(context: PlaybookContext) {
    this.#context = context;
  }

  /** Whether an action of this full name is in a group that some module_defaults named. */
  holds(group: string, action: string): boolean {
    return this.#members.get(group)?.includes(action) === true;
  }

  /** The full name of a group. @throws ParseError where there is no such group */
  resolve(name: string): string {
    const full = isFullName(name) ? name : `ansible.builtin.${name}`;
    if (this.#load(full) !== undefined) return full;
    throw new ParseError(
      `Error loading module_defaults: could not resolve the module_defaults group ${full}`,
    );
  }

  #load(group: string): string[] | undefined {
    const known = this.#members.get(group);
    if (known !== undefined) return known;
    const collection = group.split('.').slice(0, 2).join('.');
    const entries = this.#context.actionGroup(collection, group.slice(collection.length + 1));
    if (!Array.isArray(entries)) return undefined;
    const within = (name: string): string => (isFullName(name) ? name : `${collection}.${name}`);
    const members: string[] = [];
    // Known before its extensions are looked at: groups may name each other.
    this.#members.set(group, members);
    let extended: Value[] = [];
    let hasMetadata = false;
    for (const entry of entries) {
      if (typeof entry === 'string') {
        const action = this.#context.resolveAction(within(entry), []);
        if (action !== undefined) members.push(action);
        continue;
      }
      const faults = metadataFaults(entry, hasMetadata);
      if (faults.length > 0) this.#warn(group, faults);
      const metadata = entry instanceof Map ? entry.get('metadata') : undefined;
      if (!(metadata instanceof Map)) continue;
      hasMetadata = true;
      extended = groupsOf(metadata.get('extend_group') ?? null);
    }
    for (const name of extended) members.push(...(this.#load(within(String(name))) ?? []));
    return members;
  }

  #warn(group: string, faults: readonly string[]): void {
    if (!this.#context.validatesActionGroups) return;
    this.#context.warn(
      `Invalid metadata was found for action_group ${group} while loading module_defaults. ${faults.join(' ')}`,
    );
  }
}

const groupsOf = (value: Value): Value[] =>
  typeof value === 'string' ? [value] : Array.isArray(value) ? value : [];

/** What is wrong with an entry that is no action's name, in Ansible's words. */
function metadataFaults(entry: Value, hasMetadata: boolean): string[] {
  if (!(entry instanceof Map) || entry.size !== 1 || !entry.has('metadata')) {
    const keys =
      entry instanceof Map ? [...entry.keys()].map(String).sort().join(', ') : repr(entry);
    return [`The only expected key is metadata, but got keys: ${keys}`];
  }
  const faults = hasMetadata ? ['The group contains multiple metadata entries.'] : [];
  const metadata = entry.get('metadata') ?? null;
  if (!(metadata instanceof Map))
    return [...faults, `The metadata is not a dictionary. Got ${repr(metadata)}`];
  const unknown = [...metadata.keys()].map(String).filter((key) => key !== 'extend_group');
  if (unknown.length > 0)
    faults.push(`The metadata contains unexpected keys: ${unknown.join(', ')}`);
  const extended = metadata.get('extend_group');
  if (extended !== undefined && typeof extended !== 'string' && !Array.isArray(extended)) {
    faults.push(
      `The metadata contains unexpected key types: extend_group is ${repr(extended)} (expected type list)`,
    );
  }
  return faults;
}

/**
 * Puts `module_defaults` among a node's keywords into the shape that the engine reads: dictionaries whose keys are full
 * names of actions and `group/FULL.NAME`.
 * @throws ParseError
 */
export function settleModuleDefaults(keywords: Keywords, context: PlaybookContext): void {
  const written = keywords.get('module_defaults') ?? null;
  if (written === null) return;
  keywords.set(
    'module_defaults',
    (Array.isArray(written) ? written : [written]).map((one) => settled(one, context)),
  );
}

function settled(defaults: Value, context: PlaybookContext): Dict {
  if (!(defaults instanceof Map)) {
    throw new ParseError(
      "The field 'module_defaults' is supposed to be a dictionary or list of dictionaries, the keys of which must be static action, module, or group names. Only the values may contain templates. For example: {'ping': \"{{ ping_defaults }}\"}",
    );
  }
  const settledOnes: Dict = new Map();
  for (const [key, values] of defaults) {
    const name = key instanceof Template ? key.source : String(key);
    if (name.startsWith('group/')) {
      const group = name.split('group/').at(-1) ?? '';
      settledOnes.set(`group/${context.actionGroups.resolve(group)}`, values);
      continue;
    }
    const full = name.split('.').length < 3 ? `ansible.legacy.${name}` : name;
    const action = context.resolveAction(full, []);
    if (action === undefined)
      throw new ParseError(`Could not resolve action ${full} in module_defaults`);
    settledOnes.set(action, values);
    // What a library has replaced keeps the defaults under Ansible's own name, too.
    const builtin = full.replace(/^ansible\.legacy\./, 'ansible.builtin.');
    const own = builtin === full ? undefined : context.resolveAction(builtin, []);
    if (own !== undefined) settledOnes.set(own, values);
  }
  return settledOnes;
}
