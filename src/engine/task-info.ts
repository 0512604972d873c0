import { bannerName, collectedKeyword, keywordOf, type Task } from '../playbook/nodes.ts';
import type { TemplarContract } from '../template/contract.ts';
import { isText, str, truthy } from '../values/index.ts';
import { Template, type Value } from '../values/types.ts';
import type { TaskInfo } from './events.ts';
import type { ItemReport, TaskTurn } from './task-run.ts';

const banners = new WeakMap<Task, string>();

/** Fixes the name under which a task is shown, rendered for the first host that gets to it. */
export function nameTask(task: Task, templar: TemplarContract): void {
  banners.set(task, shownName(task, templar));
}

/** `role : name`; text as written where it can't be rendered. */
function shownName(task: Task, templar: TemplarContract | undefined): string {
  const role =
    task.role === undefined || task.taskKind === 'include_role' ? '' : `${task.role.fullName} : `;
  const written = bannerName(task);
  const name = written instanceof Template && templar ? rendered(written, templar) : written;
  if (task.taskKind === 'include_role' && name === task.action) {
    return `${task.action} : ${plainText(task.args.get('name') ?? task.args.get('role') ?? '')}`;
  }
  // A name that is no text counts as none once the task runs.
  return role + (templar === undefined || isText(name) ? plainText(name) : task.action);
}

function rendered(name: Template, templar: TemplarContract): Value {
  try {
    return templar.template(name, { failOnUndefined: false });
  } catch {
    return name.source;
  }
}

const plainText = (value: Value): string => (value instanceof Template ? value.source : str(value));

/** `role : name` as it is written. */
export const writtenName = (task: Task): string => shownName(task, undefined);

/** What callbacks are told about a task; `report` has what only its run could tell. */
export function taskInfo(
  task: Task,
  turn: Pick<TaskTurn, 'run' | 'play'>,
  report?: ItemReport,
): TaskInfo {
  const { run, play } = turn;
  return {
    uuid: task.uuid,
    name: banners.get(task) ?? writtenName(task),
    writtenName: banners.has(task) ? writtenName(task) : undefined,
    action: report?.action ?? task.action,
    resolvedAction: run.resolvedName(report?.action ?? task.action),
    path: task.span?.file,
    line: task.span?.line,
    role: task.role?.fullName,
    tags: collectedKeyword(task, 'tags').map(plainText),
    noLog: report?.noLog ?? keywordOf(task, 'no_log') === true,
    // A task is told of as it is written: a template counts as set.
    checkMode: truthy(keywordOf(task, 'check_mode') ?? run.options.check),
    diff: report?.diff ?? run.options.diff,
    runOnce: keywordOf(task, 'run_once') === true,
    loop: task.hasLoop,
    loopWith: task.loopWith,
    args: task.args,
    renderedArgs: report?.args,
    keywords: task.keywords,
    implicit: task.implicit,
    playUuid: play.uuid,
  };
}
