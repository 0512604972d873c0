import { shortName } from '../playbook/actions.ts';
import type { Dict } from '../values/types.ts';
import { engineActions } from './actions/registry.ts';
import { runModule } from './module-run.ts';
import type { TaskContext } from './task-context.ts';

/** Performs a task's action: one of the engine's own, or a module on the target. */
export async function runAction(context: TaskContext): Promise<Dict> {
  const own = engineActions.get(shortName(context.action));
  return own === undefined ? runModule(context) : own.run(context);
}
