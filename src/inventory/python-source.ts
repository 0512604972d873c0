import { TemplateError } from '../diagnostics/errors.ts';
import { str } from '../values/repr.ts';
import type { Dict, Value } from '../values/types.ts';
import type { Inventory } from './inventory.ts';
import type { InventorySource } from './source.ts';

/** Inventory plugins in Python, as sources of an inventory need them. */
export interface PythonSources {
  has(name: string): boolean;
  verify(name: string, source: string): boolean;
  /** What a plugin adds or changes: `groups` (variables, priority, children, hosts) and `hosts` (variables). */
  parse(name: string, source: string, known: Known, cache: boolean): Dict;
}

interface Known {
  readonly groups: Dict;
  readonly hosts: Dict;
}

/** A source that a plugin in Python reads. */
export function pythonSource(python: PythonSources, name: string): InventorySource {
  return {
    name,
    verify(source) {
      try {
        return python.verify(name, source);
      } catch (error) {
        // As in Ansible: a plugin that fails at this does not want the source.
        if (error instanceof TemplateError) return false;
        throw error;
      }
    },
    parse(inventory, source) {
      const found = python.parse(name, source, describeInventory(inventory), true);
      for (const [group] of dictAt(found, 'groups')) inventory.addGroup(group);
      for (const [host, vars] of dictAt(found, 'hosts')) {
        const added = inventory.addHost(host);
        for (const [variable, value] of vars as Dict) added.setVariable(str(variable), value);
      }
      for (const [group, told] of dictAt(found, 'groups')) add(inventory, str(group), told as Dict);
    },
  };
}

const dictAt = (data: Dict, key: string): Dict => data.get(key) as Dict;

function add(inventory: Inventory, name: string, told: Dict): void {
  const group = inventory.groups.get(name);
  if (group === undefined) return;
  for (const [variable, value] of dictAt(told, 'vars')) group.setVariable(str(variable), value);
  const priority = told.get('priority');
  if (priority !== group.priority) group.setVariable('ansible_group_priority', priority as Value);
  for (const list of ['children', 'hosts'])
    for (const child of told.get(list) as Value[]) inventory.addChild(name, str(child));
}

/** An inventory as plugins in Python get to see it. */
export function describeInventory({ groups, hosts }: Inventory): Known {
  const vars = (of: ReadonlyMap<string, Value>): Dict => new Map<Value, Value>(of);
  return {
    groups: new Map(
      [...groups].map(([name, group]) => [
        name,
        new Map<Value, Value>([
          ['vars', vars(group.vars)],
          ['children', group.children.map((child) => child.name)],
          ['hosts', group.hosts.map((host) => host.name)],
        ]),
      ]),
    ),
    hosts: new Map(
      [...hosts].map(([name, host]) => [name, new Map<Value, Value>([['vars', vars(host.vars)]])]),
    ),
  };
}
