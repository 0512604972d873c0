import { isText, str, truthy, typeName } from '../../values/index.ts';
import type { Dict, Value } from '../../values/types.ts';
import { ActionFailure } from '../action-failure.ts';
import { result } from '../result-fields.ts';
import { inInventory } from '../run-refusal.ts';
import type { EngineAction } from '../task-context.ts';

const special = new Set(['name', 'hostname', 'groupname', 'groups']);

/** ansible.builtin.add_host: a host for the rest of the run; runs once for all hosts. */
export const addHost: EngineAction = {
  name: 'add_host',
  onceForAllHosts: true,
  run({ args: given, run }) {
    const args = withWholeArguments(given);
    const first = (...names: string[]): Value =>
      names.map((name) => args.get(name)).find((one) => one !== undefined) ?? null;
    const called = first('name', 'hostname', 'host');
    if (called === null) throw new ActionFailure('name, host or hostname needs to be provided');
    const [name, port] = splitPort(str(called));
    const groups = first('groupname', 'groups', 'group');
    const groupNames = truthy(groups) ? namesOf(groups) : [];
    const vars: Dict = new Map();
    if (port !== undefined) vars.set('ansible_ssh_port', port);
    for (const [key, value] of args) if (!special.has(str(key))) vars.set(key, value);
    const changed = inInventory(() =>
      run.inventory.addDynamicHost(name, groupNames, vars as Map<string, Value>),
    );
    run.vars.inventoryChanged();
    return result({
      changed,
      add_host: new Map<Value, Value>([
        ['host_name', name],
        ['groups', groupNames],
        ['host_vars', vars],
      ]),
    });
  },
};

/** Arguments that came as one mapping (`add_host: "{{ about }}"`) under those that are named. */
function withWholeArguments(args: Dict): Dict {
  const whole = args.get('_raw_params');
  if (whole === undefined) return args;
  if (!(whole instanceof Map)) {
    throw new ActionFailure(
      `Invalid raw parameters passed, requires a dictonary/mapping got a  <class '${typeName(whole)}'>`,
    );
  }
  const merged = new Map([...whole, ...args]);
  merged.delete('_raw_params');
  return merged;
}

function namesOf(groups: Value): string[] {
  if (!Array.isArray(groups) && !isText(groups))
    throw new ActionFailure('Groups must be specified as a list.');
  const list = Array.isArray(groups) ? groups.map(str) : str(groups).split(',');
  return [...new Set(list)].map((one) => one.trim());
}

function splitPort(text: string): [string, number | undefined] {
  const found = /^(.*?):(\d+)$/.exec(text);
  if (found === null || (found[1] as string).includes(':'))
    return [text.replace(/^\[(.*)\]$/, '$1'), undefined];
  return [(found[1] as string).replace(/^\[(.*)\]$/, '$1'), Number(found[2])];
}
