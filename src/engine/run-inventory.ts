import { Host, type HostOrder, type Inventory } from '../inventory/index.ts';
import { equals } from '../values/index.ts';
import type { Value } from '../values/types.ts';
import type { InventoryLike } from '../vars/inventory-view.ts';

/** The inventory as a run sees it: --limit applied, hosts and groups that tasks add, hosts that delegation makes up. */
export class RunInventory implements InventoryLike {
  #inventory: Inventory;
  readonly #limit: readonly string[] | undefined;
  readonly #reload: () => Promise<Inventory>;
  readonly #madeUp = new Map<string, Host>();
  /** What tasks have added; a refresh brings it back. */
  readonly #added: (() => void)[] = [];

  constructor(
    inventory: Inventory,
    limit: readonly string[] | undefined,
    reload: () => Promise<Inventory>,
  ) {
    this.#inventory = inventory;
    this.#limit = limit;
    this.#reload = reload;
  }

  get inventory(): Inventory {
    return this.#inventory;
  }

  get groups(): Inventory['groups'] {
    return this.inventory.groups;
  }

  host(name: string): Host | undefined {
    return this.inventory.host(name);
  }

  hostNames(): Iterable<string> {
    return this.inventory.hostNames();
  }

  groupsDict(): Value {
    return this.inventory.groupsDict();
  }

  select(pattern: Value): readonly string[] {
    return this.hostsOf(pattern).map((host) => host.name);
  }

  /** Hosts that a play's pattern and the limit leave. */
  hostsOf(pattern: Value, order?: string): Host[] {
    return this.inventory.select(pattern, {
      limit: this.#limit,
      order: order as HostOrder | undefined,
    });
  }

  /** The host that `delegate_to` names: by name, by address, or made up with nothing but its name. */
  delegate(name: string): Host {
    const known = this.inventory.host(name) ?? this.#madeUp.get(name);
    if (known !== undefined) return known;
    for (const host of this.inventory.hosts.values()) {
      if (host.vars.get('ansible_host') === name) return host;
    }
    const host = new Host(name);
    this.#madeUp.set(name, host);
    return host;
  }

  /** add_host: whether anything changed. */
  addDynamicHost(
    name: string,
    groups: readonly string[],
    vars: ReadonlyMap<string, Value>,
  ): boolean {
    this.#added.push(() => this.#addHost(name, groups, vars));
    return this.#addHost(name, groups, vars);
  }

  #addHost(name: string, groups: readonly string[], vars: ReadonlyMap<string, Value>): boolean {
    const { inventory } = this;
    let changed = !inventory.hosts.has(name);
    const host = inventory.addHost(name, 'all');
    for (const [key, value] of vars) {
      const before = host.vars.get(key);
      if (before !== undefined && equals(before, value)) continue;
      host.setVariable(key, value, inventory.mergeHashes);
      changed = true;
    }
    for (const group of groups)
      if (inventory.addChild(inventory.addGroup(group), name)) changed = true;
    inventory.reconcile();
    return changed;
  }

  /** group_by: whether anything changed. */
  addDynamicGroup(host: string, group: string, parents: readonly string[]): boolean {
    this.#added.push(() => this.#addGroup(host, group, parents));
    return this.#addGroup(host, group, parents);
  }

  #addGroup(host: string, group: string, parents: readonly string[]): boolean {
    const { inventory } = this;
    let changed = false;
    const ensure = (name: string): string => {
      if (!inventory.groups.has(name)) changed = true;
      return inventory.addGroup(name);
    };
    const own = ensure(group);
    for (const parent of parents.map(ensure)) if (inventory.addChild(parent, own)) changed = true;
    // The implicit localhost is in no list of hosts, but may be put into a group.
    if (inventory.host(host) !== undefined && inventory.addChild(own, host)) changed = true;
    inventory.reconcile();
    return changed;
  }

  /** Reads all sources anew (`meta: refresh_inventory`): hosts that they lack now are gone. */
  async refresh(): Promise<void> {
    this.#inventory = await this.#reload();
    for (const add of this.#added) add();
  }
}
