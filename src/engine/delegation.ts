import type { HostLike } from '../vars/inventory-view.ts';
import type { RunContext } from './run-context.ts';

/** The host that `delegate_to` names: of the inventory by name or address, or one made up for the occasion. */
export function delegateHost(run: RunContext, name: string): HostLike {
  return run.inventory.delegate(name);
}
