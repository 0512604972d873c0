import type { Value } from '../values/types.ts';
import { isIpAddress } from './address.ts';
import { mergeVariable } from './combine.ts';
import { type Group, sortGroups } from './group.ts';

/** A host of the inventory. */
export class Host {
  readonly name: string;
  vars = new Map<string, Value>();
  /** Variables that a YAML source gave: Python's class of their text is another than `str`. */
  readonly yamlNames = new Set<string>();
  /** All groups it is in, those above its own ones included. */
  readonly groups: Group[] = [];
  /** Made up for `localhost` where no inventory names it: it is not in `all`. */
  readonly implicit: boolean;

  constructor(name: string, options: { port?: number | undefined; implicit?: boolean } = {}) {
    this.name = name;
    this.implicit = options.implicit ?? false;
    if (options.port !== undefined) this.vars.set('ansible_port', options.port);
  }

  /** Called by Group.addHost. */
  join(group: Group): void {
    this.joinAll([...group.ancestors(), group]);
  }

  joinAll(groups: Iterable<Group>): void {
    for (const group of groups) if (!this.groups.includes(group)) this.groups.push(group);
  }

  /** Called by Group.removeHost: also leaves groups above that no other group of the host is in. */
  leave(group: Group): void {
    const index = this.groups.indexOf(group);
    if (index < 0) return;
    this.groups.splice(index, 1);
    for (const ancestor of group.ancestors()) {
      if (ancestor.name === 'all') continue;
      if (!this.groups.some((other) => other.ancestors().has(ancestor))) this.leave(ancestor);
    }
  }

  /** Its groups, weakest first. */
  sortedGroups(): Group[] {
    return sortGroups(this.groups);
  }

  setVariable(name: string, value: Value, mergeHashes = false): void {
    mergeVariable(this.vars, name, value, mergeHashes);
  }

  /** inventory_hostname, inventory_hostname_short and group_names. */
  magicVars(): Map<string, Value> {
    const names = this.groups.map(({ name }) => name).filter((name) => name !== 'all');
    const short = isIpAddress(this.name) ? this.name : (this.name.split('.')[0] as string);
    return new Map<string, Value>([
      ['inventory_hostname', this.name],
      ['inventory_hostname_short', short],
      ['group_names', names.sort()],
    ]);
  }
}
