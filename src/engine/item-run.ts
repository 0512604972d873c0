import { resolve } from 'node:path';
import {
  TemplateError,
  TroupeError,
  UndefinedVariableError,
  UnreachableError,
} from '../diagnostics/errors.ts';
import { isOldInclude, shortName } from '../playbook/actions.ts';
import { collectedKeyword, keywordOf, type Task } from '../playbook/nodes.ts';
import type { ContextualTarget } from '../targets/context.ts';
import { inFolder } from '../targets/direct/in-folder.ts';
import { OperationError } from '../targets/errors.ts';
import { EscalationError } from '../targets/session/open.ts';
import type { TargetSpec } from '../targets/spec.ts';
import { OMIT } from '../template/ansible/omit.ts';
import type { TemplarContract } from '../template/contract.ts';
import { repr, str } from '../values/index.ts';
import { withTextTypes } from '../values/text-type.ts';
import { type Dict, Template, type Value } from '../values/types.ts';
import type { HostLike } from '../vars/inventory-view.ts';
import { ActionFailure } from './action-failure.ts';
import { engineActions } from './actions/registry.ts';
import { runAttempts } from './attempts.ts';
import { conditionHolds } from './conditions.ts';
import { connectionVars, targetSpec } from './connection.ts';
import { DelegateVariables, delegateHost } from './delegation.ts';
import { escalationFailure } from './escalation-failure.ts';
import type { Foresight } from './foresight.ts';
import { KeywordValues, taskFault } from './keyword-values.ts';
import { withModuleDefaults } from './module-defaults.ts';
import { failure, isSet, isUnreachable, result } from './result-fields.ts';
import type { RunContext } from './run-context.ts';
import { withoutTemplates } from './source-form.ts';
import type { TaskContext, TaskLane } from './task-context.ts';
import { environmentFor } from './task-environment.ts';
import { type Stance, TaskFault, writtenStance } from './task-fault.ts';
import type { ItemReport, TaskTurn } from './task-run.ts';
import { unreachableResult } from './unreachable-message.ts';

/**
 * Runs a task once on a host, for one item of its loop or as a whole: condition, delegation, arguments, attempts.
 * `loopError` is what went wrong when the loop was evaluated; it counts unless the condition skips the task.
 * @throws TaskFault for faults in the task's keywords and arguments.
 */
export async function runItem(
  turn: TaskTurn,
  templar: TemplarContract,
  loopError: TroupeError | undefined,
): Promise<ItemReport> {
  const keywords = new KeywordValues(turn.task, templar);
  const stance = writtenStance(turn.run, keywords);
  try {
    return await performItem(turn, templar, keywords, stance, loopError);
  } catch (error) {
    const excuse = turn.run.foresight?.excuse(turn, stance, error);
    if (excuse === undefined) throw new TaskFault(error, stance);
    return { ...untouched(turn.run), noLog: stance.noLog, result: excuse };
  }
}

/** The report of an item whose action was not looked at, but for the result. */
const untouched = ({ options }: RunContext) => ({
  ignoreErrors: false,
  ignoreUnreachable: false,
  delegatedTo: undefined,
  delegateFacts: false,
  notify: [],
  checkMode: options.check,
  diff: options.diff,
});

/** `stance` is brought up to date as keywords are rendered, for whoever has to tell of a fault. */
async function performItem(
  turn: TaskTurn,
  templar: TemplarContract,
  keywords: KeywordValues,
  stance: Stance,
  loopError: TroupeError | undefined,
): Promise<ItemReport> {
  const { run, task } = turn;
  const skeleton = {
    ...untouched(run),
    noLog: keywordOf(task, 'no_log') instanceof Template ? undefined : stance.noLog,
  };
  const { play, host, batch } = turn;
  const contextFault = keywords.contextFault(
    (name) => run.vars.scope({ play, host, task, batch }).get(name) !== undefined,
  );
  try {
    if (!conditionHolds(task, collectedKeyword(task, 'when'), templar)) {
      const skipped = {
        changed: false,
        skipped: true,
        skip_reason: 'Conditional result was False',
      };
      return { ...skeleton, result: result({ ...skipped, _ansible_no_log: stance.noLog }) };
    }
  } catch (error) {
    throw loopError ?? error;
  }
  if (loopError !== undefined) throw loopError;
  // A delegate's variables may be what is missing: they are at hand when the keywords are looked at again.
  const isDelegated = stance.delegatedTo !== undefined;
  const isUndefined = contextFault?.cause instanceof UndefinedVariableError;
  if (contextFault !== undefined && !(isDelegated && isUndefined)) throw contextFault;

  if (task.taskKind === 'include_tasks')
    return { ...skeleton, result: includeTasksResult(task, templar) };
  if (task.taskKind === 'include_role') {
    return { ...skeleton, result: result({ include_args: new Map(task.args) }) };
  }

  keywords.check((message) => run.emit({ type: 'warning', message }));
  stance.ignoreErrors = keywords.bool('ignore_errors') ?? false;
  stance.ignoreUnreachable = keywords.bool('ignore_unreachable') ?? false;
  const { ignoreErrors, ignoreUnreachable, noLog } = stance;
  const delegatedTo = keywords.text('delegate_to');
  const report = {
    ignoreErrors,
    ignoreUnreachable,
    noLog,
    delegatedTo,
    delegateFacts: keywords.bool('delegate_facts') ?? false,
    notify: keywords.list('notify') ?? [],
    checkMode: keywords.bool('check_mode') ?? run.options.check,
    diff: keywords.bool('diff') ?? run.options.diff,
  };
  const context = taskContext(turn, seenFrom(turn, templar, delegatedTo), keywords, report);
  stance.delegatedTo = delegatedTo;
  let fields: Dict;
  try {
    fields = await withTimeout(context, () => runAttempts(context, turn));
  } catch (error) {
    if (error instanceof UnreachableError) {
      fields = unreachableResult(context, error.message);
    } else if (error instanceof ActionFailure) {
      fields = failure(error.message, { changed: false, exception: error.exception });
    } else if (error instanceof EscalationError) {
      fields = await escalationFailure(context, error);
    } else if (error instanceof OperationError) {
      fields = failure(error.message, { changed: false });
    } else throw error;
  }
  if (!ignoreErrors) fields = run.foresight?.settle(context, fields) ?? fields;
  if (SETUP.has(context.calledAs)) fields.set('_ansible_verbose_override', true);
  fields.set('_ansible_no_log', noLog || isSet(fields, '_ansible_no_log'));
  if (report.notify.length > 0) fields.set('_ansible_notify', [...report.notify]);
  // Of a delegate that can't be reached nothing is told but its name.
  if (delegatedTo !== undefined && !isUnreachable(fields)) {
    fields.set('_ansible_delegated_vars', delegatedVars(turn, delegatedTo));
  }
  return { ...report, action: context.calledAs, args: context.args, result: fields };
}

/** Facts that are asked for are shown at higher verbosity only, as those that are gathered. */
const SETUP: ReadonlySet<string> = new Set([
  'setup',
  'ansible.builtin.setup',
  'ansible.legacy.setup',
]);

/**
 * With delegation, `ansible_delegated_vars` has the delegate's variables, and `ansible_host` is its address where the
 * task's own host has none.
 */
function seenFrom(
  { run, play, task, host, batch }: TaskTurn,
  templar: TemplarContract,
  delegatedTo: string | undefined,
): TemplarContract {
  if (delegatedTo === undefined) return templar;
  const worker = delegateHost(run, delegatedTo);
  const about = new DelegateVariables(run.vars.hostView(worker.name), host.name, worker.name);
  const seen = new Map<string, Value>([
    ['ansible_delegated_vars', new Map([[delegatedTo, about]])],
  ]);
  const own = run.vars.scope({ play, host, task, batch });
  if (own.get('ansible_host') !== undefined || own.get('ansible_ssh_host') !== undefined)
    return templar.with(seen);
  const theirs = run.vars.scope({ play, host: worker, task, batch });
  const address = theirs.get('ansible_host') ?? theirs.get('ansible_ssh_host') ?? worker.name;
  seen.set('ansible_host', address).set('ansible_ssh_host', address);
  return templar.with(seen);
}

function includeTasksResult(task: Task, templar: TemplarContract): Dict {
  const file = task.args.get('_raw_params') ?? null;
  if (!file) return failure('No include file was specified to the include');
  const args: Dict = new Map(task.args);
  args.delete('_raw_params');
  return result({
    include: templar.template(file),
    include_args: isOldInclude(task.action) ? templar.template(args) : new Map(),
  });
}

function delegatedVars(turn: TaskTurn, delegatedTo: string): Dict {
  const { run, play, task, batch } = turn;
  const host = delegateHost(run, delegatedTo);
  const scope = run.vars.scope({ play, host, task, batch });
  const vars: Dict = result({ ansible_delegated_host: delegatedTo });
  for (const name of ['ansible_host', 'ansible_port', 'ansible_user', 'ansible_connection']) {
    const value = scope.get(name);
    if (value !== undefined) vars.set(name, value);
  }
  return vars;
}

interface Circumstances {
  readonly checkMode: boolean;
  readonly diff: boolean;
  readonly noLog: boolean;
  readonly delegatedTo: string | undefined;
}

export function taskContext(
  turn: TaskTurn,
  templar: TemplarContract,
  keywords: KeywordValues,
  about: Circumstances,
): TaskContext {
  const { run, play, task, host } = turn;
  const calledAs = calledName(task, templar);
  const action = run.resolvedName(calledAs);
  const environment = environmentFor(action, run, task, templar);
  const args = finalArgs(turn, templar, calledAs);
  const make = (lane?: string): TaskLane => {
    const spec = () => specOf(turn, templar, keywords, about.delegatedTo, lane);
    let target: Promise<ContextualTarget> | undefined;
    return {
      run,
      play,
      task,
      host,
      templar,
      keywords,
      action,
      calledAs,
      args,
      environment,
      check: about.checkMode,
      diff: about.diff,
      noLog: about.noLog,
      delegatedTo: about.delegatedTo,
      ahead: turn.ahead,
      target() {
        const foresight = about.checkMode ? run.foresight : undefined;
        target ??= openTarget(run, spec(), keywords, environment, play.basedir, foresight);
        return target;
      },
      reconnect() {
        target = undefined;
      },
      beside: make,
      end: () => run.pool.end(spec()),
    };
  };
  return make();
}

/** The action's name as the task has it, rendered where it is a template (`action: "{{ module }} a=b"`). */
function calledName(task: Task, templar: TemplarContract): string {
  const { action, span } = task;
  return action.includes('{{') ? str(templar.template(new Template(action, span))) : action;
}

function specOf(
  turn: TaskTurn,
  templar: TemplarContract,
  keywords: KeywordValues,
  delegatedTo: string | undefined,
  lane: string | undefined,
): TargetSpec {
  const { run, play, task, batch } = turn;
  const worker: HostLike = delegatedTo === undefined ? turn.host : delegateHost(run, delegatedTo);
  const scope = run.vars.scope({ play, host: worker, task, batch });
  const own =
    delegatedTo === undefined
      ? templar
      : run.vars
          .templar({ play, host: worker, task, batch })
          .with(new Map([['inventory_hostname', turn.host.name]]));
  const spec = targetSpec(
    worker.name,
    connectionVars((name) => scope.get(name), own),
    keywords,
    run.options,
  );
  return lane === undefined ? spec : { ...spec, lane };
}

async function openTarget(
  run: RunContext,
  spec: TargetSpec,
  keywords: KeywordValues,
  environment: ReadonlyMap<string, string>,
  basedir: string,
  foresight: Foresight | undefined,
): Promise<ContextualTarget> {
  const opened = await run.pool.acquire(spec);
  const acquired = foresight?.view(spec, opened) ?? opened;
  const target = acquired.local ? inFolder(acquired, resolve(basedir)) : acquired;
  const timeout = timeoutOf(keywords, run);
  if (environment.size === 0 && timeout === 0) return target;
  return target.withContext({
    ...(environment.size === 0 ? {} : { env: Object.fromEntries(environment) }),
    ...(timeout === 0 ? {} : { timeout }),
  });
}

/** TypeError, or ValueError with what Python derives from it (`Error` is binascii's). */
const isValueError = ({ pythonClass }: TemplateError): boolean =>
  /^(?:Type|Value|JSONDecode|Unicode(?:Decode|Encode)?)?Error$/.test(pythonClass);

/** Arguments as the action gets them. @throws ParseError for undefined variables, with the task's place. */
function finalArgs(turn: TaskTurn, templar: TemplarContract, calledAs: string): Dict {
  const { task } = turn;
  let args: Dict;
  try {
    args = templar.template(task.args) as Dict;
  } catch (error) {
    if (error instanceof UndefinedVariableError) {
      throw taskFault(
        task,
        `The task includes an option with an undefined variable. The error was: ${error.message}`,
        error,
      );
    }
    if (error instanceof TemplateError && isValueError(error)) {
      throw taskFault(
        task,
        `the field 'args' has an invalid value (${repr(withoutTemplates(task.args))}), and could not be converted to an dict.The error was: ${error.message}`,
        error,
      );
    }
    throw error;
  }
  const splat = args.get('_variable_params');
  if (splat !== undefined) {
    if (!(splat instanceof Map))
      throw new TroupeError(`invalid or malformed argument: '${str(splat)}'`);
    turn.run.emit({
      type: 'warning',
      message:
        "Using a variable for a task's 'args' is unsafe in some situations (see https://docs.ansible.com/ansible/devel/reference_appendices/faq.html#argsplat-unsafe)",
    });
    const own = new Map(args);
    own.delete('_variable_params');
    args = new Map([...splat, ...own]);
  }
  const complete = task.isOldStyle ? args : withModuleDefaults(turn, templar, calledAs, args);
  return withTextTypes(withoutOmitted(complete) as Dict, args);
}

function withoutOmitted(value: Value): Value {
  if (value instanceof Map) {
    const kept: Dict = new Map();
    for (const [key, entry] of value) if (entry !== OMIT) kept.set(key, withoutOmitted(entry));
    return kept;
  }
  if (Array.isArray(value)) return value.filter((entry) => entry !== OMIT).map(withoutOmitted);
  return value;
}

/** Seconds that the task may take; 0 is no limit. */
const timeoutOf = (keywords: KeywordValues, run: TaskTurn['run']): number =>
  Math.max(0, keywords.int('timeout') ?? run.options.taskTimeout);

async function withTimeout(context: TaskContext, work: () => Promise<Dict>): Promise<Dict> {
  const seconds = timeoutOf(context.keywords, context.run);
  const setsClock = engineActions.get(shortName(context.action))?.setsClock?.(context.args);
  if (seconds === 0 || setsClock === true) return work();
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<Dict>((resolve) => {
    timer = setTimeout(
      () =>
        resolve(
          failure(
            `The ${context.calledAs} action failed to execute in the expected time frame (${seconds}) and was terminated`,
            { changed: false },
          ),
        ),
      seconds * 1000,
    );
  });
  try {
    return await Promise.race([work(), limit]);
  } finally {
    clearTimeout(timer);
  }
}
