import { TemplateError, TroupeError, UndefinedVariableError } from '../diagnostics/errors.ts';
import { shortName } from '../playbook/actions.ts';
import type { Play, Task } from '../playbook/nodes.ts';
import { type Trust, textTypeFor, withTrust } from '../template/ansible/trust.ts';
import type { TemplarContract } from '../template/contract.ts';
import { setTextType, textTypeIn } from '../values/text-type.ts';
import type { Dict, Value } from '../values/types.ts';
import type { HostLike } from '../vars/inventory-view.ts';
import { ActionFailure } from './action-failure.ts';
import { ConnectionVariables } from './connection-variables.ts';
import { errorText } from './error-text.ts';
import type { EngineEvent, TaskInfo } from './events.ts';
import { faultOf, noteFault } from './fault.ts';
import { runItem } from './item-run.ts';
import { KeywordValues } from './keyword-values.ts';
import { type LoopAhead, loopAhead } from './loop-ahead.ts';
import { type LoopControl, loopControl } from './loop-control.ts';
import { PythonException } from './python-exception.ts';
import { failure, isFailed, isSet, isUnreachable, result } from './result-fields.ts';
import type { RunContext } from './run-context.ts';
import { RunRefusal } from './run-refusal.ts';
import { TaskFault, writtenStance } from './task-fault.ts';
import { taskInfo } from './task-info.ts';

/** What a task brought on one host, before the strategy takes notice of it. */
export interface TaskReport {
  readonly task: Task;
  readonly host: HostLike;
  readonly info: TaskInfo;
  readonly result: Dict;
  readonly ignoreErrors: boolean;
  readonly ignoreUnreachable: boolean;
  /** Name of the host that worked, with delegate_to. */
  readonly delegatedTo: string | undefined;
  readonly delegateFacts: boolean;
  readonly notify: readonly Value[];
  /** Arguments as the action got them; undefined for loops, and where the task did not come so far. */
  readonly args: Dict | undefined;
  readonly start: number;
  readonly end: number;
}

/** A host's turn at a task, as the strategy hands it out. */
export interface TaskTurn {
  readonly run: RunContext;
  readonly play: Play;
  readonly task: Task;
  readonly host: HostLike;
  readonly batch: readonly string[];
  /** Plans of the loop's items. */
  readonly ahead?: LoopAhead;
  /** Emits item results and retries: at once, or gathered until the host's turn to be shown. */
  emit(event: EngineEvent): void;
}

/** What one item (or the whole task without loop) brought. */
export interface ItemReport {
  readonly result: Dict;
  readonly ignoreErrors: boolean;
  readonly ignoreUnreachable: boolean;
  /** Undefined where the item was skipped before a templated no_log counted for the loop as a whole. */
  readonly noLog: boolean | undefined;
  readonly delegatedTo: string | undefined;
  readonly delegateFacts: boolean;
  readonly notify: readonly Value[];
  /** The action's name and arguments, rendered, where they were looked at. */
  readonly action?: string;
  readonly args?: Dict;
  readonly checkMode: boolean;
  readonly diff: boolean;
}

const quiet: ItemReport = {
  result: new Map(),
  ignoreErrors: false,
  ignoreUnreachable: false,
  noLog: false,
  delegatedTo: undefined,
  delegateFacts: false,
  notify: [],
  checkMode: false,
  diff: false,
};

/** Runs a task on a host: its loop, conditions, retries. Never throws for faults of the task: they are its result. */
export async function runTask(turn: TaskTurn): Promise<TaskReport> {
  const start = Date.now() / 1000;
  const { run, play, task, host, batch } = turn;
  let report: ItemReport;
  try {
    const view = { play, host, task, batch };
    const templar = run.vars.templar(view);
    const [items, trust] = withTrust(() => (task.hasLoop ? itemsOf(task, templar) : undefined));
    const fallback = new ConnectionVariables(run, view);
    const loopTrust = task.loopWith === undefined ? trust : 'unsafe';
    report = await runWithLoop(turn, run.vars.templar({ ...view, fallback }), items, loopTrust);
    if (!report.result.has('changed')) report.result.set('changed', false);
  } catch (error) {
    const cause = error instanceof TaskFault ? error.fault : error;
    if (cause instanceof RunRefusal) throw cause;
    report = faultReport(turn, error instanceof TaskFault ? error : unlooked(turn, error));
  }
  const fields = report.result;
  return {
    task,
    host,
    info: taskInfo(task, turn, report),
    result: fields,
    ignoreErrors: report.ignoreErrors,
    ignoreUnreachable: report.ignoreUnreachable,
    delegatedTo: report.delegatedTo,
    delegateFacts: report.delegateFacts,
    notify: report.notify,
    args: task.hasLoop ? undefined : report.args,
    start,
    end: Date.now() / 1000,
  };
}

const faultReport = (turn: TaskTurn, { fault, stance }: TaskFault): ItemReport => ({
  ...quiet,
  ...stance,
  result: noteFault(failed(fault), fault, turn),
});

/** A fault of a task whose own keywords stay as they are written, because its loop works on copies of it. */
function unlooked({ run, play, task, host, batch }: TaskTurn, fault: unknown): TaskFault {
  const templar = run.vars.templar({ play, host, task, batch });
  return new TaskFault(fault, writtenStance(run, new KeywordValues(task, templar)));
}

/** The failed result for an exception: faults in the user's text are told as Ansible does, others are defects. */
function failed(error: unknown): Dict {
  if (error instanceof ActionFailure) {
    return failure(error.message, { changed: false, exception: error.exception });
  }
  if (error instanceof TemplateError && isPythonError(error)) {
    return result({
      changed: false,
      failed: true,
      exception: `${pythonName(error)}: ${error.message}`,
    });
  }
  if (error instanceof TroupeError) return failure(errorText(error));
  const message = error instanceof Error ? error.message : String(error);
  return failure(`Unexpected failure during module execution: ${message}`, {
    exception: error instanceof Error ? (error.stack ?? '') : '',
    stdout: '',
  });
}

/** Items of the task's loop, or the undefined variable that stands in their way. */
function itemsOf(task: Task, templar: TemplarContract): Value[] | UndefinedVariableError {
  try {
    return loopItems(task, templar);
  } catch (error) {
    if (error instanceof UndefinedVariableError) return error;
    if (error instanceof TemplateError && isPythonError(error))
      throw new PythonException(pythonName(error), error.message);
    throw error;
  }
}

async function runWithLoop(
  turn: TaskTurn,
  templar: TemplarContract,
  items: Value[] | UndefinedVariableError | undefined,
  trust: Trust,
): Promise<ItemReport> {
  const { task } = turn;
  // With an error in place of items, the conditions may skip the task: then nobody needs the loop.
  if (!Array.isArray(items)) return runItem(turn, templar, items);
  if (items.length === 0) {
    return {
      ...quiet,
      result: result({
        changed: false,
        skipped: true,
        skipped_reason: 'No items in the list',
        results: [],
      }),
    };
  }
  return runLoop(turn, templar, items, trust, loopControl(task, templar, turn.run.playbook));
}

function loopItems(task: Task, templar: TemplarContract): Value[] {
  const source = task.keywords.get('loop') ?? null;
  if (task.loopWith !== undefined) return templar.loopItems(task.loopWith, source, task.action);
  const items = templar.template(source);
  if (Array.isArray(items)) return items;
  return templar.loopItems('loop', source);
}

/** An error of Python itself that Ansible does not dress: ZeroDivisionError and its like. */
const isPythonError = (error: TemplateError): boolean =>
  /(?:Error|^error)$/.test(error.pythonClass) &&
  !/^(Ansible|Template|Undefined|Security|Type)/.test(error.pythonClass);

/** The class as a traceback names it. */
const pythonName = ({ pythonClass }: TemplateError): string =>
  pythonClass === 'error' ? 're.error' : pythonClass;

/** Variables of one item: the item itself, its index, `ansible_loop`. */
function itemVars(control: LoopControl, items: Value[], index: number): Map<string, Value> {
  const vars = new Map<string, Value>([
    ['ansible_loop_var', control.loopVar],
    [control.loopVar, items[index] as Value],
  ]);
  if (control.indexVar !== undefined) {
    vars.set('ansible_index_var', control.indexVar);
    vars.set(control.indexVar, index);
  }
  if (control.extended) {
    const { length } = items;
    const loop: Dict = result({
      index: index + 1,
      index0: index,
      first: index === 0,
      last: index + 1 === length,
      length,
      revindex: length - index,
      revindex0: length - index - 1,
      allitems: control.allItems ? items : undefined,
      nextitem: items[index + 1],
      previtem: index > 0 ? items[index - 1] : undefined,
    });
    vars.set('ansible_loop', loop);
  }
  return vars;
}

async function runLoop(
  turn: TaskTurn,
  templar: TemplarContract,
  items: Value[],
  trust: Trust,
  control: LoopControl,
): Promise<ItemReport> {
  const { run, task } = turn;
  if (
    run.vars
      .scope({ play: turn.play, host: turn.host, task, batch: turn.batch })
      .get(control.loopVar) !== undefined
  ) {
    run.emit({
      type: 'warning',
      message: `TASK: ${taskInfo(task, turn).name}: The loop variable '${control.loopVar}' is already in use. You should set the \`loop_var\` value in the \`loop_control\` option for the task to something else to avoid variable collisions and unexpected behavior.`,
    });
  }
  const results: Dict[] = [];
  const reports: ItemReport[] = [];
  const carried = new Map<string, Value>();
  const written = task.loopWith === undefined ? task.keywords.get('loop') : undefined;
  const varsOf = (index: number): Map<string, Value> => {
    const vars = itemVars(control, items, index);
    // Facts and registered values of an item are seen by the next ones.
    const known = new Map([...carried, ...vars]);
    for (const name of vars.keys()) setTextType(known, name, textTypeFor(trust));
    if (Array.isArray(written) && typeof written[index] === 'string')
      setTextType(known, control.loopVar, 'AnsibleUnicode');
    const own = textTypeIn(items, index);
    if (own !== undefined) setTextType(known, control.loopVar, own);
    return known;
  };
  const ahead = loopAhead(turn, control, items.length, (index) => templar.with(varsOf(index)));
  for (let index = 0; index < items.length; index++) {
    if (control.pause > 0 && index > 0)
      await new Promise((resolve) => setTimeout(resolve, control.pause * 1000));
    const vars = varsOf(index);
    const itemTemplar = templar.with(vars);
    ahead?.begin(index);
    const startedAt = Date.now() / 1000;
    let report: ItemReport;
    try {
      report = await runItem(
        ahead === undefined ? turn : { ...turn, ahead },
        itemTemplar,
        undefined,
      );
    } catch (error) {
      if (!(error instanceof TaskFault)) throw error;
      // Python's own exceptions in arguments fail the item alone.
      const isOwn = error.fault instanceof TemplateError && isPythonError(error.fault);
      if (error.fault instanceof TroupeError && !isOwn) throw unlooked(turn, error.fault);
      report = faultReport(turn, error);
    }
    const fields = report.result;
    fields.set(control.loopVar, items[index] as Value);
    setTextType(fields, control.loopVar, textTypeIn(vars, control.loopVar));
    fields.set('ansible_loop_var', control.loopVar);
    if (control.indexVar !== undefined) {
      fields.set(control.indexVar, index);
      fields.set('ansible_index_var', control.indexVar);
    }
    const extended = vars.get('ansible_loop');
    if (extended !== undefined) fields.set('ansible_loop', extended);
    fields.set('_ansible_item_result', true);
    fields.set('_ansible_ignore_errors', report.ignoreErrors);
    setLabel(fields, control, itemTemplar, items[index] as Value);
    carryOver(carried, turn, fields);
    turn.emit({
      type: 'itemResult',
      item: items[index] as Value,
      outcome: {
        status: isUnreachable(fields)
          ? 'unreachable'
          : isFailed(fields)
            ? 'failed'
            : isSet(fields, 'skipped')
              ? 'skipped'
              : 'ok',
        host: turn.host.name,
        delegatedTo: report.delegatedTo,
        task: taskInfo(task, turn, report),
        result: fields,
        changed: isSet(fields, 'changed'),
        ignoreErrors: report.ignoreErrors,
        ignoreUnreachable: report.ignoreUnreachable,
        start: startedAt,
        end: Date.now() / 1000,
        fault: faultOf(fields),
      },
    });
    results.push(fields);
    reports.push(report);
  }
  return collated(results, reports);
}

/** Shows an item by its label; one of text that looks like data is shown as data, whoever wrote it. */
function setLabel(fields: Dict, control: LoopControl, templar: TemplarContract, item: Value): void {
  try {
    const looksLikeData = typeof item === 'string' && /^[{[]/.test(item);
    const label =
      control.label === undefined && looksLikeData
        ? templar.renderText(`{{ ${control.loopVar} }}`)
        : templar.template(control.label ?? item);
    fields.set('_ansible_item_label', label);
  } catch (error) {
    if (!(error instanceof UndefinedVariableError)) throw error;
    fields.set('failed', true);
    fields.set('msg', `Failed to template loop_control.label: ${error.message}`);
    fields.set('_ansible_item_label', null);
  }
}

function carryOver(carried: Map<string, Value>, turn: TaskTurn, fields: Dict): void {
  const register = turn.task.keywords.get('register');
  if (typeof register === 'string') carried.set(register, fields);
  const facts = fields.get('ansible_facts');
  if (facts instanceof Map && shortName(turn.task.action) !== 'debug') {
    for (const [name, value] of facts)
      if (name !== 'ansible_facts') carried.set(String(name), value);
  }
}

/** The result of the whole loop from those of its items. */
function collated(results: Dict[], reports: ItemReport[]): ItemReport {
  const allSkipped = results.every((one) => isSet(one, 'skipped'));
  const whole: Dict = result({ results, skipped: allSkipped });
  let ignoreErrors = reports[0]?.ignoreErrors ?? false;
  let isFailed = false;
  for (const [index, fields] of results.entries()) {
    if (isSet(fields, 'changed')) whole.set('changed', true);
    if (isSet(fields, 'failed')) {
      const ignored = reports[index]?.ignoreErrors ?? false;
      ignoreErrors = isFailed ? ignoreErrors && ignored : ignored;
      isFailed = true;
      whole.set('failed', true);
      whole.set('msg', 'One or more items failed');
    }
    for (const list of ['warnings', 'deprecations']) {
      const values = fields.get(list);
      if (!Array.isArray(values) || values.length === 0) continue;
      const before = whole.get(list);
      whole.set(list, [...(Array.isArray(before) ? before : []), ...values]);
      fields.delete(list);
    }
  }
  if (!isFailed) whole.set('msg', 'All items completed');
  if (allSkipped) whole.set('msg', 'All items skipped');
  const noLog = reports.find((one) => one.noLog !== false)?.noLog ?? false;
  const last = reports.at(-1) ?? quiet;
  return { ...last, result: whole, ignoreErrors, noLog, notify: [] };
}
