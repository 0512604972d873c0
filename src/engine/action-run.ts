import { shortName } from '../playbook/actions.ts';
import { str } from '../values/repr.ts';
import type { Dict } from '../values/types.ts';
import { ActionFailure } from './action-failure.ts';
import { engineActions } from './actions/registry.ts';
import { runModule } from './module-run.ts';
import type { TaskContext } from './task-context.ts';

/** Performs a task's action: one of the engine's own, or a module on the target. */
export async function runAction(context: TaskContext): Promise<Dict> {
  const own = engineActions.get(shortName(context.action));
  if (own === undefined) return runModule(context);
  const { options } = own;
  const unknown =
    options && [...context.args.keys()].map(str).filter((one) => !options.includes(one));
  if (unknown?.length)
    throw new ActionFailure(`Invalid options for ${context.calledAs}: ${unknown.join(',')}`);
  return own.run(context);
}
