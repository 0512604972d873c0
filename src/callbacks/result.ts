import type { TaskInfo, TaskOutcome } from '../engine/events.ts';
import type { Dict, Value } from '../values/types.ts';

/** Internal fields that callbacks still need; all others of that kind are taken out. */
const keptInternals = new Set<Value>([
  '_ansible_verbose_always',
  '_ansible_item_label',
  '_ansible_no_log',
  '_ansible_verbose_override',
]);

export const censoredText =
  "the output has been hidden due to the fact that 'no_log: true' was specified for this result";

const delegationFields = ['ansible_host', 'ansible_port', 'ansible_user', 'ansible_connection'];

/** Whether the result must not be shown (no_log). */
export function isCensored(outcome: TaskOutcome): boolean {
  return outcome.task.noLog || outcome.result.get('_ansible_no_log') === true;
}

/**
 * The result as callbacks get it: a copy of the outermost level without internal fields and without the statuses that
 * the event itself tells, or only the notice that it is hidden.
 */
export function cleanResult(outcome: TaskOutcome): Dict {
  const { result, task } = outcome;
  const clean: Dict = new Map();
  if (isCensored(outcome)) {
    clean.set('censored', censoredText);
    for (const name of ['attempts', 'changed', 'retries']) {
      const value = result.get(name);
      if (value !== undefined) clean.set(name, value);
    }
  } else {
    const debug = isDebug(task);
    for (const [key, value] of result) {
      if (key === 'failed' || key === 'skipped' || (debug && key === 'invocation')) continue;
      if (!isInternal(key) || keptInternals.has(key)) clean.set(key, value);
    }
  }
  const delegated = delegationOf(outcome);
  if (delegated !== undefined) clean.set('_ansible_delegated_vars', delegated);
  sayHidden(clean, outcome);
  return clean;
}

/** Where a task was delegated to: all fields that Ansible tells, null where nothing is known. */
export function delegationOf({ result, delegatedTo }: TaskOutcome): Dict | undefined {
  const delegated = result.get('_ansible_delegated_vars');
  if (!(delegated instanceof Map)) return undefined;
  const told: Dict = new Map([['ansible_host', delegatedTo ?? null]]);
  for (const name of delegationFields)
    told.set(name, delegated.get(name) ?? told.get(name) ?? null);
  return told;
}

/** A failure before anything ran says that it isn't hidden; of who couldn't be reached nothing is said. */
export function sayHidden(fields: Dict, { status, result, task }: TaskOutcome): void {
  if (result.has('results') || fields.has('censored')) return;
  if (status === 'unreachable') fields.delete('_ansible_no_log');
  if (status === 'failed' && !result.has('_ansible_no_log'))
    fields.set('_ansible_no_log', task.noLog);
}

function isInternal(key: Value): boolean {
  return typeof key === 'string' && key.startsWith('_ansible_');
}

/** A deep copy without internal fields (all of them, or all but those that callbacks need). */
export function withoutInternals(value: Value, keepSome = false): Value {
  if (Array.isArray(value)) return value.map((item) => withoutInternals(item, keepSome));
  if (!(value instanceof Map)) return value;
  const copy: Dict = new Map();
  for (const [key, item] of value) {
    if (isInternal(key) && !(keepSome && keptInternals.has(key))) continue;
    copy.set(key, withoutInternals(item, keepSome));
  }
  return copy;
}

const shortName = (action: string) => action.replace(/^ansible\.(builtin|legacy)\./, '');

/** Name of the module without Ansible's own collections. */
export function actionName(task: TaskInfo): string {
  return shortName(task.action);
}

function isDebug(task: TaskInfo): boolean {
  return actionName(task) === 'debug';
}

const includes = new Set([
  'include',
  'include_tasks',
  'include_role',
  'import_tasks',
  'import_role',
]);

/** A task that only brings other tasks; its success is shown by the `included` line. */
export function isInclude(task: TaskInfo): boolean {
  return includes.has(actionName(task));
}

/** Whether the task's action was looked up as a plugin; those of the engine itself have no full name. */
export function hasResolvedAction(task: TaskInfo): boolean {
  return !isInclude(task) && actionName(task) !== 'meta';
}

/** The task's own name without its role, or its action. */
export function ownName({ name, role, action }: TaskInfo): string {
  const prefix = role === undefined ? '' : `${role} : `;
  const own = name.startsWith(prefix) ? name.slice(prefix.length) : name;
  // A role that is included without a name is shown by the role's.
  return own === '' || own.startsWith(`${action} : `) ? action : own;
}

const commands = new Set(['command', 'shell', 'raw', 'win_command', 'win_shell']);

/** A task whose output the short callbacks show as text instead of JSON. */
export function isCommand(task: TaskInfo): boolean {
  return commands.has(actionName(task).replace(/^ansible\.windows\./, ''));
}

const debugFields = new Set<Value>(['msg', 'exception', 'warnings', 'deprecations']);

/** Leaves of a `debug` result only what the task was meant to show. */
export function reduceDebug(result: Dict, task: TaskInfo): void {
  if (!isDebug(task)) return;
  if (result.has('msg')) {
    for (const key of [...result.keys()]) {
      if (!debugFields.has(key) && !(typeof key === 'string' && key.startsWith('_'))) {
        result.delete(key);
      }
    }
  } else {
    for (const key of ['changed', 'failed', 'skipped', 'invocation', 'skip_reason']) {
      result.delete(key);
    }
  }
}

/** What a loop's line shows for its item: the label, or the item itself. */
export function itemLabel(outcome: TaskOutcome): Value {
  if (isCensored(outcome)) return null;
  const { result } = outcome;
  const label = result.get('_ansible_item_label');
  return label === undefined ? (result.get('item') ?? null) : label;
}

/** `host`, or `host -> delegate` with the delegate's address where it has another one. */
export function hostLabel(outcome: TaskOutcome): string {
  const { host, delegatedTo, result } = outcome;
  if (delegatedTo === undefined || delegatedTo === host) return host;
  const delegated = result.get('_ansible_delegated_vars');
  const address = delegated instanceof Map ? delegated.get('ansible_host') : undefined;
  return typeof address === 'string' && address !== delegatedTo
    ? `${host} -> ${delegatedTo}(${address})`
    : `${host} -> ${delegatedTo}`;
}

/** File and line of the task, as paths of tasks are shown. */
export function taskPath(task: TaskInfo): string | undefined {
  return task.path === undefined ? undefined : `${task.path}:${task.line ?? 1}`;
}
