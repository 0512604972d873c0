import { InventoryError } from '../../diagnostics/errors.ts';
import { str } from '../../values/repr.ts';
import { type Dict, Template, type Value } from '../../values/types.ts';
import type { Inventory } from '../inventory.ts';
import { mapScope } from '../scope.ts';
import { type InventorySource, isConfigFile, type SourceContext } from '../source.ts';
import { readConfig } from '../source-config.ts';

/** Hosts and parent groups from every combination of some layers' values. */
export const generator: InventorySource = {
  name: 'generator',
  verify: isConfigFile,
  parse(inventory, source, context) {
    const config = readConfig(source, 'generator', context);
    const layers = config.get('layers');
    const hosts = config.get('hosts');
    if (!(layers instanceof Map)) throw new InventoryError("'layers'");
    if (!(hosts instanceof Map)) throw new InventoryError("'hosts'");
    if (!hosts.has('name')) throw new InventoryError("'name'");
    for (const vars of combinations([...layers])) {
      const render = (value: Value) => renderText(value, vars, context);
      const host = inventory.addHost(str(render(hosts.get('name') ?? null)));
      addParents(inventory, host.name, hosts.get('parents') ?? [], render);
    }
  },
};

/** One set of variables for each way to take a value of each layer; the last layer turns fastest. */
function combinations(layers: readonly (readonly [Value, Value])[]): Map<string, Value>[] {
  let made: Map<string, Value>[] = [new Map()];
  for (const [name, values] of layers) {
    const list = Array.isArray(values) ? values : [];
    made = made.flatMap((vars) => list.map((value) => new Map(vars).set(str(name), value)));
  }
  return made;
}

function renderText(value: Value, vars: ReadonlyMap<string, Value>, context: SourceContext): Value {
  if (!(value instanceof Template)) return value;
  if (context.makeTemplar === undefined) {
    throw new InventoryError('This inventory source needs templating.');
  }
  return context
    .makeTemplar(mapScope(vars))
    .renderText(value.source, { convertData: false }, value.span);
}

function addParents(
  inventory: Inventory,
  child: string,
  parents: Value,
  render: (value: Value) => Value,
): void {
  for (const parent of Array.isArray(parents) ? parents : []) {
    const name = parent instanceof Map ? parent.get('name') : undefined;
    if (name === undefined) {
      throw new InventoryError(`Element ${child} has a parent with no name element`);
    }
    const group = inventory.addGroup(str(render(name)));
    const { vars, grandparents } = parentParts(parent as Dict);
    for (const [key, value] of vars) inventory.setVariable(group, str(key), render(value));
    inventory.addChild(group, child);
    addParents(inventory, group, grandparents, render);
  }
}

function parentParts(parent: Dict): { vars: Dict; grandparents: Value } {
  const vars = parent.get('vars');
  return {
    vars: vars instanceof Map ? vars : new Map(),
    grandparents: parent.get('parents') ?? [],
  };
}
