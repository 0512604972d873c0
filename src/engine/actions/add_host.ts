import { str } from '../../values/index.ts';
import type { Dict, Value } from '../../values/types.ts';
import { failure, result } from '../result-fields.ts';
import type { EngineAction } from '../task-context.ts';

const special = new Set(['name', 'hostname', 'host', 'groupname', 'groups', 'group']);

/** ansible.builtin.add_host: a host for the rest of the run; runs once for all hosts. */
export const addHost: EngineAction = {
  name: 'add_host',
  onceForAllHosts: true,
  run({ args, run }) {
    const first = (...names: string[]): Value | undefined =>
      names.map((name) => args.get(name)).find((one) => one !== undefined && one !== null);
    const given = first('name', 'hostname', 'host');
    if (given === undefined) return failure('name, host or hostname needs to be provided');
    const [name, port] = splitPort(str(given));
    const groups = first('groupname', 'groups', 'group');
    const groupNames = (
      Array.isArray(groups) ? groups.map(str) : groups === undefined ? [] : str(groups).split(',')
    )
      .map((one) => one.trim())
      .filter((one) => one !== '');
    const vars: Dict = new Map();
    if (port !== undefined) vars.set('ansible_ssh_port', port);
    for (const [key, value] of args) if (!special.has(str(key))) vars.set(key, value);
    const changed = run.inventory.addDynamicHost(name, groupNames, vars as Map<string, Value>);
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

function splitPort(text: string): [string, number | undefined] {
  const found = /^(.*?):(\d+)$/.exec(text);
  if (found === null || (found[1] as string).includes(':'))
    return [text.replace(/^\[(.*)\]$/, '$1'), undefined];
  return [(found[1] as string).replace(/^\[(.*)\]$/, '$1'), Number(found[2])];
}
