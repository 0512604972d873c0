import type { PlayInfo, TaskInfo } from '../engine/events.ts';
import { str } from '../values/repr.ts';
import type { Dict, Value } from '../values/types.ts';
import { censoredText, hasResolvedAction, ownName, taskPath } from './result.ts';

/** Entries in their order; those that are undefined are left out. */
export function fields(entries: Readonly<Record<string, Value | undefined>>): Dict {
  const dict: Dict = new Map();
  for (const [name, value] of Object.entries(entries)) {
    if (value !== undefined) dict.set(name, value);
  }
  return dict;
}

/** What every event of ansible-runner repeats: playbook, play and task that are under way. */
export class RunnerContext {
  #playbook: Dict = new Map();
  #play: Dict = new Map();
  #task: Dict = new Map();

  startPlaybook(path: string, uuid: string): void {
    this.#playbook = fields({ playbook: path, playbook_uuid: uuid });
    this.endPlay();
  }

  startPlay(play: PlayInfo, uuid: string, pattern: string): void {
    this.#play = fields({
      play: play.name.trim() || pattern,
      play_uuid: uuid,
      play_pattern: pattern,
    });
    this.#task = new Map();
  }

  startTask(task: Dict): void {
    this.#task = task;
  }

  endPlay(): void {
    this.#play = new Map();
    this.#task = new Map();
  }

  /** All of it, with a task of the event's own in place of the one under way. */
  with(task: Dict | undefined, data: Dict): Dict {
    return new Map([...this.#playbook, ...this.#play, ...this.#task, ...(task ?? []), ...data]);
  }
}

export interface RunnerEventOptions {
  /** display_args_to_stdout */
  readonly showArguments: boolean;
  /** Ad-hoc commands tell neither of plays nor of tasks, which come from no file. */
  readonly isAdHoc: boolean;
}

/** A task as events tell of it. */
export function taskFields(task: TaskInfo, { showArguments, isAdHoc }: RunnerEventOptions): Dict {
  const shown = [...task.args].map(([name, value]) => `${str(name)}=${str(value)}`).join(', ');
  return fields({
    task: ownName(task),
    task_uuid: task.uuid,
    task_action: task.action,
    resolved_action: hasResolvedAction(task) && !isAdHoc ? task.resolvedAction : null,
    task_args: showArguments ? (task.noLog ? censoredText : shown) : '',
    task_path: isAdHoc ? '' : taskPath(task),
    role: task.role,
  });
}
