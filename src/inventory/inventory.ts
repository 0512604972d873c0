import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InventoryError, UsageError } from '../diagnostics/errors.ts';
import type { Dict, Value } from '../values/types.ts';
import { mergeVariables } from './combine.ts';
import { Group } from './group.ts';
import { groupName, type InvalidGroupNames } from './group-name.ts';
import { Host } from './host.ts';
import { LOCALHOST } from './localhost.ts';
import { HostPatterns, type MismatchPolicy } from './patterns.ts';

export interface InventoryOptions {
  readonly warn?: ((message: string) => void) | undefined;
  /** TRANSFORM_INVALID_GROUP_CHARS */
  readonly invalidGroupNames?: InvalidGroupNames | undefined;
  /** HOST_PATTERN_MISMATCH */
  readonly patternMismatch?: MismatchPolicy | undefined;
  /** DEFAULT_HASH_BEHAVIOUR is merge. */
  readonly mergeHashes?: boolean | undefined;
  /** What `ansible_python_interpreter` of an implicit localhost says. */
  readonly localPython?: string | undefined;
}

/** Hosts and groups of a run, from all sources. */
export class Inventory {
  readonly hosts = new Map<string, Host>();
  readonly groups = new Map<string, Group>();
  /** Source being read: new hosts get it as inventory_file. */
  currentSource: string | undefined;
  /** Sources that some plugin could read. */
  readonly processedSources: string[] = [];
  readonly mergeHashes: boolean;
  readonly #options: InventoryOptions;
  readonly #patterns: HostPatterns;
  #localhost: Host | undefined;
  #groupsDict: Dict | undefined;

  constructor(options: InventoryOptions = {}) {
    this.#options = options;
    this.mergeHashes = options.mergeHashes ?? false;
    this.#patterns = new HostPatterns(this, {
      warn: (message) => this.warn(message),
      mismatch: options.patternMismatch ?? 'warning',
    });
    this.addGroup('all');
    this.addGroup('ungrouped');
    this.addChild('all', 'ungrouped');
  }

  warn(message: string): void {
    this.#options.warn?.(message);
  }

  #changed(): void {
    this.#groupsDict = undefined;
    this.#patterns.clear();
  }

  /** A host by name; `localhost` and its like are made up when they are missing. */
  host(name: string): Host | undefined {
    return (
      this.hosts.get(name) ?? (LOCALHOST.includes(name) ? this.#implicitHost(name) : undefined)
    );
  }

  /** The host that stands for the controller, made up if need be. */
  implicitLocalhost(): Host {
    return this.#implicitHost('localhost');
  }

  #implicitHost(name: string): Host {
    if (this.#localhost === undefined) {
      this.#localhost = new Host(name, { implicit: true });
      const python = this.#options.localPython ?? '/usr/bin/python3';
      this.#localhost.setVariable('ansible_python_interpreter', python);
      this.#localhost.setVariable('ansible_connection', 'local');
    }
    return this.#localhost;
  }

  hostNames(): Iterable<string> {
    return this.hosts.keys();
  }

  /** Adds a group if it isn't there; gives its name, which may differ where characters were replaced. */
  addGroup(name: Value): string {
    if (name === null || name === '') {
      throw new InventoryError(
        `Invalid empty/false group name provided: ${name === null ? 'None' : name}`,
      );
    }
    if (typeof name !== 'string') {
      throw new InventoryError(
        `Invalid group name supplied, expected a string but got ${pythonClass(name)} for ${String(name)}`,
      );
    }
    if (this.groups.has(name)) return name;
    const safe = groupName(name, this.#options.invalidGroupNames ?? 'never', (message) =>
      this.warn(message),
    );
    if (!this.groups.has(safe)) {
      this.groups.set(safe, new Group(safe));
      this.#changed();
    }
    return safe;
  }

  /** Adds a host if it isn't there, and puts it into a group that exists. */
  addHost(name: Value, group?: string, port?: number): Host {
    if (name === null || name === '') {
      throw new InventoryError(
        `Invalid empty host name provided: ${name === null ? 'None' : name}`,
      );
    }
    if (typeof name !== 'string') {
      throw new InventoryError(
        `Invalid host name supplied, expected a string but got ${pythonClass(name)} for ${String(name)}`,
      );
    }
    const target = group === undefined ? undefined : this.groups.get(group);
    if (group !== undefined && target === undefined) {
      throw new InventoryError(`Could not find group ${group} in inventory`);
    }
    let host = this.hosts.get(name);
    if (host === undefined) {
      host = new Host(name, { port });
      this.hosts.set(name, host);
      host.setVariable('inventory_file', this.currentSource ?? null);
      host.setVariable('inventory_dir', sourceFolder(this.currentSource));
      if (LOCALHOST.includes(name)) this.#adoptLocalhost(host);
      this.#changed();
    }
    if (target?.addHost(host)) this.#changed();
    return host;
  }

  #adoptLocalhost(host: Host): void {
    if (this.#localhost === undefined) this.#localhost = host;
    else {
      this.warn(
        `A duplicate localhost-like entry was found (${host.name}). ` +
          `First found localhost was ${this.#localhost.name}`,
      );
    }
  }

  /** Puts a group or a host into a group. @throws InventoryError for unknown names and cycles */
  addChild(group: string, child: string): boolean {
    const parent = this.groups.get(group);
    if (parent === undefined) throw new InventoryError(`${group} is not a known group`);
    const childGroup = this.groups.get(child);
    const madeUp = this.#localhost?.name === child ? this.#localhost : undefined;
    const host = this.hosts.get(child) ?? madeUp;
    if (childGroup === undefined && host === undefined) {
      throw new InventoryError(`${child} is not a known host nor group`);
    }
    const added =
      childGroup !== undefined ? parent.addChild(childGroup) : parent.addHost(host as Host);
    if (added) this.#changed();
    return added;
  }

  /** Sets a variable of a group or, where no group has that name, of a host. */
  setVariable(entity: string, name: string, value: Value): void {
    const target = this.groups.get(entity) ?? this.hosts.get(entity);
    if (target === undefined) {
      throw new InventoryError(`Could not identify group or host named ${entity}`);
    }
    target.setVariable(name, value, this.mergeHashes);
  }

  removeHost(host: Host): void {
    this.hosts.delete(host.name);
    for (const group of this.groups.values()) group.removeHost(host);
    this.#changed();
  }

  /** Sets things right after changes: groups without parents go below `all`, hosts without groups into `ungrouped`. */
  reconcile(): void {
    this.currentSource = undefined;
    const all = this.groups.get('all') as Group;
    const ungrouped = this.groups.get('ungrouped') as Group;
    for (const group of this.groups.values()) {
      if (group !== all && group.parents.length === 0) all.addChild(group);
    }
    for (const host of this.hosts.values()) {
      const others = host.groups.filter((group) => group !== all && group !== ungrouped);
      if (host.groups.includes(ungrouped)) {
        if (others.length > 0) ungrouped.removeHost(host);
      } else if (!host.implicit && others.length === 0) ungrouped.addHost(host);
      if (host.implicit) {
        const own = host.vars;
        host.vars = new Map(all.vars);
        mergeVariables(host.vars, own, this.mergeHashes);
      }
    }
    for (const name of this.groups.keys()) {
      if (this.hosts.has(name)) this.warn(`Found both group and host with same name: ${name}`);
    }
    this.#changed();
  }

  /** `groups`: names of all hosts by group. */
  groupsDict(): Dict {
    this.#groupsDict ??= new Map(
      [...this.groups.values()].map((group) => [
        group.name,
        group.allHosts().map(({ name }) => name),
      ]),
    );
    return this.#groupsDict;
  }

  /**
   * Hosts of a pattern (`web:&prod:!db[0]`, `~regex`, a list of patterns …), in inventory order, each once.
   * `limit` is a second pattern that all must also fit; `order` as a play's keyword.
   * @throws InventoryError for a pattern that can't be read
   */
  select(
    pattern: Value | readonly string[],
    options: { limit?: readonly string[] | undefined; order?: HostOrder | undefined } = {},
  ): Host[] {
    return ordered(this.#patterns.select(pattern, options.limit), options.order);
  }
}

export type HostOrder = 'inventory' | 'reverse_inventory' | 'sorted' | 'reverse_sorted' | 'shuffle';

function ordered(hosts: Host[], order: HostOrder | undefined): Host[] {
  switch (order) {
    case undefined:
    case 'inventory':
      return hosts;
    case 'reverse_inventory':
      return hosts.reverse();
    case 'sorted':
      return hosts.sort(byName);
    case 'reverse_sorted':
      return hosts.sort((a, b) => byName(b, a));
    case 'shuffle':
      for (let i = hosts.length - 1; i > 0; i--) {
        const j = Math.floor(Math.random() * (i + 1));
        [hosts[i], hosts[j]] = [hosts[j] as Host, hosts[i] as Host];
      }
      return hosts;
    default:
      throw new UsageError(`Invalid 'order' specified for inventory hosts: ${String(order)}`);
  }
}

function byName(a: Host, b: Host): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** The folder of a source; null for a host list. */
function sourceFolder(source: string | undefined): string | null {
  if (source === undefined) return null;
  const stat = statSync(source, { throwIfNoEntry: false });
  // A list of hosts is in no folder: Ansible makes text of Python's None.
  if (stat === undefined) return 'None';
  return resolve(stat.isDirectory() ? source : dirname(source));
}

/** `<class '…'>` of a loaded value, as Python prints it. */
export function pythonClass(value: Value): string {
  const name = Array.isArray(value)
    ? 'ansible.parsing.yaml.objects.AnsibleSequence'
    : value instanceof Map
      ? 'ansible.parsing.yaml.objects.AnsibleMapping'
      : typeof value === 'string' || value instanceof Object
        ? 'ansible.parsing.yaml.objects.AnsibleUnicode'
        : value === null
          ? 'NoneType'
          : typeof value === 'boolean'
            ? 'bool'
            : 'int';
  return `<class '${name}'>`;
}
