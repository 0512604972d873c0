import { TemplateError } from '../diagnostics/errors.ts';
import type { Task } from '../playbook/nodes.ts';
import type { TemplarContract } from '../template/contract.ts';
import type { Value } from '../values/types.ts';
import { taskFault } from './keyword-values.ts';

/**
 * Whether all conditions hold; the first false one ends the matter.
 * @throws ParseError with Ansible's text and the task's place when a condition can't be evaluated.
 */
export function conditionHolds(
  task: Task,
  conditions: readonly Value[],
  templar: TemplarContract,
): boolean {
  for (const condition of conditions) {
    try {
      // Ansible takes a list within the list as it is: true unless empty.
      if (!templar.evaluateConditional([condition])) return false;
    } catch (error) {
      if (error instanceof TemplateError) throw taskFault(task, error.message, error);
      throw error;
    }
  }
  return true;
}
