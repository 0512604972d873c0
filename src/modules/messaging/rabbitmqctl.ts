import type { ReadTarget } from '../../targets/types.ts';
import { ask, requireProgram, succeeded } from '../commands/program.ts';
import type { Step } from '../commands/steps.ts';
import { stepsPlan } from '../commands/steps-plan.ts';
import type { Plan, Result } from '../contract.ts';
import { crash } from '../definition/crash.ts';

/** The host's rabbitmqctl, with the words that each call starts with. */
export interface RabbitControl {
  readonly target: ReadTarget;
  readonly argv: readonly string[];
}

/**
 * Finds rabbitmqctl.
 * @param words of each call, the node for example
 * @throws ModuleFailure when there is none
 */
export async function rabbitControl(
  target: ReadTarget,
  words: readonly string[],
): Promise<RabbitControl> {
  return { target, argv: [await requireProgram(target, 'rabbitmqctl'), '-q', ...words] };
}

/** Lines of a list, each its columns. @throws ModuleFailure where rabbitmqctl refuses */
export async function listed(control: RabbitControl, ...words: string[]): Promise<string[][]> {
  const argv = [...control.argv, ...words];
  const { stdout } = succeeded(argv, await ask(control.target, argv));
  return stdout
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.split('\t'));
}

/** A plan of calls one after another, none in check mode. */
export function controlPlan(
  control: RabbitControl,
  calls: readonly (readonly string[])[],
  result: Result,
  check: boolean,
): Plan {
  const steps: Step[] = check ? [] : calls.map((words) => [...control.argv, ...words]);
  return stepsPlan(steps, result);
}

/** A value that is given as JSON text. @throws ModuleFailure as Python's exception ends a module */
export function jsonValue(text: string | null, target: ReadTarget): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return crash('json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)', target);
  }
}
