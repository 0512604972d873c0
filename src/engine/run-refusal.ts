import { TroupeError } from '../diagnostics/errors.ts';

/** What ends the whole run rather than fail a task: Ansible does it outside of tasks. */
export class RunRefusal extends TroupeError {}

/** Does something to the run's inventory, where Ansible's own process would. @throws RunRefusal for what can't be done */
export function inInventory<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TroupeError)) throw error;
    throw new RunRefusal(error.message, { cause: error });
  }
}
