import { InventoryError } from '../diagnostics/errors.ts';
import type { Value } from '../values/types.ts';
import { mergeVariable } from './combine.ts';
import type { Host } from './host.ts';

/** A group of hosts; groups form a graph without cycles below `all`. */
export class Group {
  readonly name: string;
  vars = new Map<string, Value>();
  /** Variables that a YAML source gave: Python's class of their text is another than `str`. */
  readonly yamlNames = new Set<string>();
  /** Longest way from `all`. */
  depth = 0;
  /** `ansible_group_priority`: decides between groups of the same depth. */
  priority = 1;
  readonly parents: Group[] = [];
  readonly children: Group[] = [];
  /** Direct members, in the order they came. */
  readonly hosts: Host[] = [];
  readonly #names = new Set<string>();
  #allHosts: Host[] | undefined;

  constructor(name: string) {
    this.name = name;
  }

  /** All groups above this one. */
  ancestors(): Set<Group> {
    return closure(this, 'parents');
  }

  /** Members of this group and of all below it: own ones first, then level by level. */
  allHosts(): readonly Host[] {
    if (this.#allHosts === undefined) {
      const hosts = new Set<Host>();
      for (const group of [this, ...closure(this, 'children')]) {
        for (const host of group.hosts) {
          if (this.name !== 'all' || !host.implicit) hosts.add(host);
        }
      }
      this.#allHosts = [...hosts];
    }
    return this.#allHosts;
  }

  /** Adds a group below this one. @throws InventoryError where that makes a cycle */
  addChild(group: Group): boolean {
    if (group === this) throw new InventoryError("can't add group to itself");
    if (this.children.includes(group)) return false;
    const above = this.ancestors();
    if (above.has(group)) {
      throw new InventoryError(
        `Adding group '${group.name}' as child to '${this.name}' creates a recursive dependency loop.`,
      );
    }
    const known = group.ancestors();
    this.children.push(group);
    group.#deepen(this.depth + 1);
    if (!group.parents.includes(this)) {
      group.parents.push(this);
      above.add(this);
      const added = [...above].filter((ancestor) => !known.has(ancestor));
      for (const host of group.allHosts()) host.joinAll(added);
    }
    this.#membersChanged();
    return true;
  }

  #deepen(depth: number): void {
    if (this.depth >= depth) return;
    this.depth = depth;
    for (const child of this.children) child.#deepen(depth + 1);
  }

  hasHost(name: string): boolean {
    return this.#names.has(name);
  }

  addHost(host: Host): boolean {
    if (this.#names.has(host.name)) return false;
    this.hosts.push(host);
    this.#names.add(host.name);
    host.join(this);
    this.#membersChanged();
    return true;
  }

  removeHost(host: Host): boolean {
    if (!this.#names.delete(host.name)) return false;
    this.hosts.splice(this.hosts.indexOf(host), 1);
    host.leave(this);
    this.#membersChanged();
    return true;
  }

  #membersChanged(): void {
    this.#allHosts = undefined;
    for (const group of this.ancestors()) group.#allHosts = undefined;
  }

  /** Sets a variable; `ansible_group_priority` sets the priority instead. */
  setVariable(name: string, value: Value, mergeHashes = false): void {
    if (name === 'ansible_group_priority') this.priority = priorityOf(value);
    else mergeVariable(this.vars, name, value, mergeHashes);
  }
}

function priorityOf(value: Value): number {
  const priority = typeof value === 'string' ? Number(value) : Number(value as number);
  if (!Number.isInteger(priority)) {
    throw new InventoryError(`invalid literal for int() with base 10: '${String(value)}'`);
  }
  return priority;
}

/** All groups that can be reached, nearest first. */
function closure(start: Group, relation: 'parents' | 'children'): Set<Group> {
  const seen = new Set<Group>();
  let level: readonly Group[] = start[relation];
  while (level.length > 0) {
    const next: Group[] = [];
    for (const group of level) {
      if (seen.has(group)) continue;
      seen.add(group);
      next.push(...group[relation]);
    }
    level = next;
  }
  return seen;
}

/** The order in which groups' variables count, weakest first: depth, priority, name. */
export function sortGroups(groups: Iterable<Group>): Group[] {
  return [...groups].sort(
    (a, b) =>
      a.depth - b.depth ||
      a.priority - b.priority ||
      (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
}
