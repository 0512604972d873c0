import { UndefinedVariableError } from '../diagnostics/errors.ts';
import { shortName } from '../playbook/actions.ts';
import { collectedKeyword, type Task } from '../playbook/nodes.ts';
import { OMIT } from '../template/ansible/omit.ts';
import type { TemplarContract } from '../template/contract.ts';
import { repr, str, truthy } from '../values/index.ts';
import type { Value } from '../values/types.ts';
import { taskFault } from './keyword-values.ts';
import type { RunContext } from './run-context.ts';
import { withoutTemplates } from './source-form.ts';

/** `environment:` of the task and all that encloses it, inner entries over outer ones; `warn` hears of what is none. */
function environmentOf(
  task: Task,
  templar: TemplarContract,
  warn: (message: string) => void,
): Map<string, string> {
  const environment = new Map<string, string>();
  const entries = collectedKeyword(task, 'environment');
  for (const entry of entries) {
    const written = entry instanceof Map ? entry : environmentValue(task, templar, entry);
    if (!(written instanceof Map)) {
      if (truthy(written ?? null))
        warn(`could not parse environment value, skipping: ${repr(withoutTemplates(entries))}`);
      continue;
    }
    for (const [name, one] of written) {
      const value = entry === written ? environmentValue(task, templar, one) : one;
      if (value !== OMIT && value !== undefined) environment.set(String(name), str(value));
    }
  }
  return environment;
}

/** The environment that an action gets: a raw command has nobody to set one. */
export function environmentFor(
  action: string,
  run: RunContext,
  task: Task,
  templar: TemplarContract,
): ReadonlyMap<string, string> {
  const environment = environmentOf(task, templar, (text) => run.services.warn(text));
  if (environment.size === 0 || shortName(action) !== 'raw') return environment;
  const message = 'raw module does not support the environment keyword';
  run.emit({ type: 'warning', message, everyTime: true });
  return new Map();
}

/** Undefined for what needs `ansible_env` while facts are gathered. */
function environmentValue(task: Task, templar: TemplarContract, raw: Value): Value | undefined {
  try {
    return templar.template(raw);
  } catch (error) {
    if (!(error instanceof UndefinedVariableError)) throw error;
    const gathers = ['gather_facts', 'setup'].includes(shortName(task.action));
    const needsFacts = /ansible_facts\.env|ansible_env/.test(error.message);
    if (gathers && needsFacts) return undefined;
    throw taskFault(
      task,
      `The field 'environment' has an invalid value, which includes an undefined variable. The error was: ${error.message}`,
      error,
    );
  }
}
