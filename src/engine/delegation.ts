import { LazyDict, type Value } from '../values/types.ts';
import type { HostLike } from '../vars/inventory-view.ts';
import type { RunContext } from './run-context.ts';

/** The host that `delegate_to` names: of the inventory by name or address, or one made up for the occasion. */
export function delegateHost(run: RunContext, name: string): HostLike {
  return run.inventory.delegate(name);
}

/** A delegate's variables as its task sees them: all are the delegate's but the name, which is the task's own host's. */
export class DelegateVariables extends LazyDict {
  readonly #delegate: LazyDict | undefined;
  readonly #host: string;
  readonly #address: string;

  /** @param address where the delegate is, should its variables not say. */
  constructor(delegate: LazyDict | undefined, host: string, address: string) {
    super();
    this.#delegate = delegate;
    this.#host = host;
    this.#address = address;
  }

  override get(key: string): Value | undefined {
    if (key === 'inventory_hostname') return this.#host;
    const own = this.#delegate?.get(key);
    return own === undefined && key === 'ansible_host' ? this.#address : own;
  }

  override keys(): Iterable<string> {
    return new Set(['inventory_hostname', ...(this.#delegate?.keys() ?? [])]);
  }
}
