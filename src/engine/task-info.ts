import { bannerName, collectedKeyword, keywordOf, type Task } from '../playbook/nodes.ts';
import type { TemplarContract } from '../template/contract.ts';
import { str } from '../values/index.ts';
import { Template, type Value } from '../values/types.ts';
import type { TaskInfo } from './events.ts';
import type { ItemReport, TaskTurn } from './task-run.ts';

const banners = new WeakMap<Task, { name: string; checkMode: boolean }>();

/** Fixes the name under which a task is shown, rendered for the first host that gets to it. */
export function nameTask(task: Task, templar: TemplarContract, checkMode: boolean): void {
  banners.set(task, { name: shownName(task, templar), checkMode });
}

/** `role : name`; text as written where it can't be rendered. */
function shownName(task: Task, templar: TemplarContract | undefined): string {
  const role =
    task.role === undefined || task.taskKind === 'include_role' ? '' : `${task.role.fullName} : `;
  const name = bannerName(task);
  if (task.taskKind === 'include_role' && !(name instanceof Template) && name === task.action) {
    return `${task.action} : ${plainText(task.args.get('name') ?? task.args.get('role') ?? '')}`;
  }
  return (
    role +
    (name instanceof Template && templar !== undefined ? rendered(name, templar) : plainText(name))
  );
}

function rendered(name: Template, templar: TemplarContract): string {
  try {
    return str(templar.template(name, { failOnUndefined: false }));
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
    name: banners.get(task)?.name ?? writtenName(task),
    action: report?.action ?? task.action,
    resolvedAction: run.resolvedName(report?.action ?? task.action),
    path: task.span?.file,
    line: task.span?.line,
    role: task.role?.fullName,
    tags: collectedKeyword(task, 'tags').map(plainText),
    noLog: report?.noLog ?? keywordOf(task, 'no_log') === true,
    checkMode: report?.checkMode ?? banners.get(task)?.checkMode ?? run.options.check,
    diff: report?.diff ?? run.options.diff,
    runOnce: keywordOf(task, 'run_once') === true,
    loop: task.hasLoop,
    args: task.args,
    playUuid: play.uuid,
  };
}
