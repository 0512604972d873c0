import { taskKeywords } from '../../playbook/keywords.ts';
import { collectedKeyword, keywordOf, type Task } from '../../playbook/nodes.ts';
import { method } from '../../values/method.ts';
import { type Dict, PyObject, type Value } from '../../values/types.ts';
import type { HostLike } from '../../vars/inventory-view.ts';
import { isFailed, isSet, isUnreachable } from '../result-fields.ts';
import { writtenName } from '../task-info.ts';
import type { TaskReport } from '../task-run.ts';

/** What tasks have where the keyword is not written. */
const defaults: Readonly<Record<string, Value>> = {
  delay: 5,
  name: '',
  no_log: false,
  poll: 15,
  retries: 3,
  throttle: 0,
  timeout: 0,
};

/** `task` at the debugger: keywords as attributes, as they are written. */
export class DebuggedTask extends PyObject {
  readonly typeName = 'Task';
  readonly #task: Task;

  constructor(task: Task) {
    super();
    this.#task = task;
  }

  repr(): string {
    return `TASK: ${writtenName(this.#task)}`;
  }

  override getAttribute(name: string): Value | undefined {
    const task = this.#task;
    if (name === 'args') return task.args;
    if (name === 'action') return task.action;
    if (name === 'get_name') return method('get_name', () => writtenName(task));
    const keyword = taskKeywords[name];
    if (keyword === undefined) return undefined;
    if (keyword.extend === true) return collectedKeyword(task, name);
    const value = keywordOf(task, name);
    if (value !== undefined)
      return keyword.type === 'list' && !Array.isArray(value) && value !== null ? [value] : value;
    if (keyword.type === 'dict') return new Map();
    if (keyword.type === 'list' && name !== 'notify') return [];
    return defaults[name] ?? null;
  }

  override setAttribute(name: string, value: Value): boolean {
    if (name === 'args' && value instanceof Map) this.#task.args = value;
    else if (name in taskKeywords) this.#task.keywords.set(name, value);
    else return false;
    return true;
  }
}

/** `host` at the debugger. */
export class DebuggedHost extends PyObject {
  readonly typeName = 'Host';
  readonly #host: HostLike;

  constructor(host: HostLike) {
    super();
    this.#host = host;
  }

  repr(): string {
    return this.#host.name;
  }

  override getAttribute(name: string): Value | undefined {
    const host = this.#host;
    if (name === 'name') return host.name;
    if (name === 'vars') return new Map(host.vars);
    if (name === 'get_name') return method('get_name', () => host.name);
    if (name === 'get_vars')
      return method('get_vars', () => new Map([...host.vars, ...host.magicVars()]));
    return undefined;
  }
}

/** `result` at the debugger. */
export class DebuggedResult extends PyObject {
  readonly typeName = 'TaskResult';
  readonly #report: TaskReport;
  readonly #fields: Dict;

  constructor(report: TaskReport) {
    super();
    this.#report = report;
    this.#fields = new Map([['_ansible_no_log', false], ...report.result]);
  }

  repr(): string {
    return '<ansible.executor.task_result.TaskResult object at 0x7f0000000000>';
  }

  override getAttribute(name: string): Value | undefined {
    const { task, host, result } = this.#report;
    const checks: Readonly<Record<string, () => boolean>> = {
      is_changed: () => isSet(result, 'changed'),
      is_failed: () => isFailed(result),
      is_skipped: () => isSet(result, 'skipped'),
      is_unreachable: () => isUnreachable(result),
    };
    const check = checks[name];
    if (check !== undefined) return method(name, check);
    if (name === '_result') return this.#fields;
    if (name === '_task') return new DebuggedTask(task);
    if (name === '_host') return new DebuggedHost(host);
    return name === 'task_name' ? writtenName(task) : undefined;
  }
}
