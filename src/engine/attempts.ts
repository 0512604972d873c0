import { TroupeError } from '../diagnostics/errors.ts';
import { shortName } from '../playbook/actions.ts';
import { isIdentifier, str } from '../values/index.ts';
import { type Dict, Template, type Value } from '../values/types.ts';
import { runAction } from './action-run.ts';
import { runAsync } from './async-run.ts';
import { isSet } from './result-fields.ts';
import type { TaskContext } from './task-context.ts';
import { taskInfo } from './task-info.ts';
import type { TaskTurn } from './task-run.ts';

/** Runs the action, judges its result by changed_when and failed_when, and tries again as `until` says. */
export async function runAttempts(context: TaskContext, turn: TaskTurn): Promise<Dict> {
  const { task, keywords } = context;
  const until = conditionList(task.keywords.get('until'));
  const attempts = until.length === 0 ? 1 : attemptCount(keywords.int('retries'));
  const wanted = keywords.int('delay') ?? 5;
  const delay = wanted < 0 ? 1 : wanted;
  for (let attempt = 1; ; attempt++) {
    const fields = await runOnce(context, turn);
    settle(fields);
    if (until.length > 0) fields.set('attempts', attempt);
    const templar = context.templar.with(resultVars(context, fields));
    judge(fields, context, templar);
    if (attempts === 1 || (context.run.foresight !== undefined && isSet(fields, 'skipped')))
      return fields;
    if (until.every((condition) => templar.evaluateConditional(condition))) return fields;
    if (attempt === attempts) {
      fields.set('attempts', attempts - 1);
      fields.set('failed', true);
      return fields;
    }
    fields.set('_ansible_retry', true);
    fields.set('retries', attempts);
    turn.emit({
      type: 'retry',
      attempt,
      retries: attempts,
      outcome: {
        status: 'failed',
        host: turn.host.name,
        delegatedTo: context.delegatedTo,
        task: taskInfo(task, turn),
        result: fields,
        changed: isSet(fields, 'changed'),
        ignoreErrors: false,
        ignoreUnreachable: false,
        start: 0,
        end: 0,
      },
    });
    await new Promise((resolve) => setTimeout(resolve, delay * 1000));
  }
}

/** `retries` counts the attempts after the first. */
function attemptCount(retries: number | undefined): number {
  if (retries === undefined) return 4;
  return retries <= 0 ? 1 : retries + 1;
}

const looksAhead = ({ check, run }: TaskContext): boolean => check && run.foresight !== undefined;

async function runOnce(context: TaskContext, turn: TaskTurn): Promise<Dict> {
  const seconds = context.keywords.int('async') ?? 0;
  // A dry run that looks ahead needs no job in the background.
  return seconds > 0 && !looksAhead(context)
    ? runAsync(context, turn, seconds)
    : runAction(context);
}

function conditionList(value: Value | undefined): Value[] {
  // A keyword without a value is one condition, which holds.
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** Fills in `failed` and `changed` where the action left them out. */
function settle(fields: Dict): void {
  if (!fields.has('failed')) {
    const rc = fields.get('rc');
    fields.set('failed', rc !== undefined && rc !== null && rc !== 0 && rc !== '0');
  }
  if (!fields.has('changed')) fields.set('changed', false);
}

/** What conditions on the result see besides the task's variables: the registered result and new facts. */
function resultVars(context: TaskContext, fields: Dict): Map<string, Value> {
  const vars = new Map<string, Value>();
  const register = context.task.keywords.get('register');
  if (register !== undefined && register !== null) {
    const name = register instanceof Template ? register.source : str(register);
    if (!isIdentifier(name))
      throw new TroupeError(`Invalid variable name in 'register' specified: '${name}'`);
    vars.set(name, fields);
  }
  const facts = fields.get('ansible_facts');
  if (facts instanceof Map && shortName(context.action) !== 'debug') {
    for (const [name, value] of facts) if (name !== 'ansible_facts') vars.set(String(name), value);
  }
  return vars;
}

function judge(fields: Dict, context: TaskContext, templar: TaskContext['templar']): void {
  if (fields.has('skipped')) return;
  const { task } = context;
  let judged = 'changed';
  try {
    const changed = conditionList(task.keywords.get('changed_when'));
    if (changed.length > 0) {
      fields.set(
        'changed',
        changed.every((condition) => templar.evaluateConditional(condition)),
      );
    }
    judged = 'failed';
    const failed = conditionList(task.keywords.get('failed_when'));
    if (failed.length > 0) {
      const holds = failed.every((condition) => templar.evaluateConditional(condition));
      fields.set('failed', holds);
      fields.set('failed_when_result', holds);
    }
  } catch (error) {
    if (!(error instanceof TroupeError)) throw error;
    fields.set('failed', true);
    fields.set(`${judged}_when_result`, error.message);
  }
}
