import type { Group, Host, Inventory } from '../../inventory/index.ts';
import { isTemplateText } from '../../loader/yaml/construct.ts';
import { PyDate } from '../../values/date.ts';
import { dumpJson } from '../../values/json.ts';
import { str } from '../../values/repr.ts';
import { type Dict, Template, Tuple, type Value, VaultText } from '../../values/types.ts';

/** What a dump of the inventory asks for. */
export interface DumpView {
  readonly inventory: Inventory;
  /** Groups' variables apart, hosts with their own only. */
  readonly exported: boolean;
  hostVars(host: Host): Dict;
  groupVars(group: Group): Dict;
}

/** The form that inventory scripts print: groups, and all host variables under `_meta`. */
export function jsonInventory(view: DumpView): Dict {
  const seen = new Set<Group>();
  const result: Dict = new Map();
  const addGroup = (group: Group): void => {
    const entry: Dict = new Map();
    result.set(group.name, entry);
    if (group.name !== 'all') setUnlessEmpty(entry, 'hosts', group.hosts.map(nameOf));
    setUnlessEmpty(entry, 'children', group.children.map(nameOf));
    for (const child of group.children) {
      if (seen.has(child)) continue;
      addGroup(child);
      seen.add(child);
    }
    if (view.exported) setUnlessEmpty(entry, 'vars', view.groupVars(group));
    if (entry.size === 0) result.delete(group.name);
  };
  addGroup(view.inventory.groups.get('all') as Group);
  const hostvars: Dict = new Map();
  for (const host of view.inventory.select('all')) {
    setUnlessEmpty(hostvars, host.name, view.hostVars(host));
  }
  result.set('_meta', new Map<Value, Value>([['hostvars', hostvars]]));
  return result;
}

/** The form of a YAML inventory: groups within groups; a host's variables where it first occurs. */
export function yamlInventory(view: DumpView): Dict {
  const seen = new Set<Host>();
  const dumpGroup = (group: Group): Dict => {
    const entry: Dict = new Map();
    const children: Dict = new Map();
    for (const child of group.children) {
      if (child.name !== 'all') children.set(child.name, dumpGroup(child));
    }
    setUnlessEmpty(entry, 'children', children);
    addMembers(entry, group, view, seen);
    return entry;
  };
  const all = view.inventory.groups.get('all') as Group;
  return new Map<Value, Value>([['all', dumpGroup(all)]]);
}

/** Adds a group's hosts, with variables where they are seen first, and its own variables. */
function addMembers(entry: Dict, group: Group, view: DumpView, seen: Set<Host>): void {
  const hosts: Dict = new Map();
  if (group.name !== 'all') {
    for (const host of group.hosts) {
      hosts.set(host.name, seen.has(host) ? new Map() : view.hostVars(host));
      seen.add(host);
    }
  }
  setUnlessEmpty(entry, 'hosts', hosts);
  if (view.exported) setUnlessEmpty(entry, 'vars', view.groupVars(group));
}

/** The form of a TOML inventory: a table for each group. */
export function tomlInventory(view: DumpView): Dict {
  const seen = new Set<Host>();
  const hasUngrouped = (view.inventory.groups.get('ungrouped')?.hosts.length ?? 0) > 0;
  const dumpGroup = (group: Group): Dict => {
    const result: Dict = new Map();
    const entry: Dict = new Map();
    result.set(group.name, entry);
    const children: Value[] = [];
    for (const child of group.children) {
      if (child.name === 'ungrouped' && !hasUngrouped) continue;
      if (group.name !== 'all') children.push(child.name);
      for (const [name, value] of dumpGroup(child)) result.set(name, value);
    }
    setUnlessEmpty(entry, 'children', children);
    addMembers(entry, group, view, seen);
    if (entry.size === 0) result.delete(group.name);
    return result;
  };
  return dumpGroup(view.inventory.groups.get('all') as Group);
}

function nameOf(member: { readonly name: string }): string {
  return member.name;
}

function setUnlessEmpty(dict: Dict, key: string, value: Value[] | Dict): void {
  if ((Array.isArray(value) ? value.length : value.size) > 0) dict.set(key, value);
}

/** JSON as `ansible-inventory` prints it: sorted keys where they can be sorted, vault text and unsafe text marked. */
export function inventoryJson(value: Value, warn: (message: string) => void): string {
  const marked = markSecrets(value);
  const options = { indent: 4, ensureAscii: false };
  try {
    return dumpJson(marked, { ...options, sortKeys: true });
  } catch (error) {
    const text = dumpJson(marked, { ...options, sortKeys: false });
    warn(
      `Could not sort JSON output due to issues while sorting keys: ${(error as Error).message}`,
    );
    return text;
  }
}

function markSecrets(value: Value): Value {
  if (value instanceof Template) return value.source;
  if (typeof value === 'string') {
    // Plain text with delimiters can only have come from `!unsafe`.
    return isTemplateText(value) ? new Map<Value, Value>([['__ansible_unsafe', value]]) : value;
  }
  if (value instanceof VaultText) {
    return new Map<Value, Value>([['__ansible_vault', value.ciphertext]]);
  }
  if (Array.isArray(value)) return value.map(markSecrets);
  if (value instanceof Tuple) return value.items.map(markSecrets);
  if (value instanceof Map) {
    return new Map([...value].map(([key, item]) => [key, markSecrets(item)]));
  }
  if (value instanceof PyDate) return str(value).replace(' ', 'T');
  return value;
}
