import type { EngineEvent, TaskInfo } from '../../src/engine/events.ts';
import { fromPlain } from '../../src/values/plain.ts';
import type { Dict } from '../../src/values/types.ts';

/** Events as JSON: tasks are named by key, fields with their usual values are left out, dicts are objects. */
export interface Recording<O> {
  readonly verbosity: number;
  readonly options: O;
  readonly tasks: Readonly<Record<string, Record<string, unknown>>>;
  readonly events: readonly Record<string, unknown>[];
}

export function readEvents<O>(recording: Recording<O>): EngineEvent[] {
  const tasks = new Map(
    Object.entries(recording.tasks).map(([key, task]) => [key, readTask(task)]),
  );
  const dict = (plain: unknown) => fromPlain(plain) as Dict;
  return recording.events.map((recorded) => {
    const event: Record<string, unknown> = { ...recorded };
    if (typeof event.task === 'string') event.task = tasks.get(event.task);
    if (event.outcome !== undefined) {
      const outcome = event.outcome as Record<string, unknown>;
      event.outcome = {
        changed: false,
        ignoreErrors: false,
        ignoreUnreachable: false,
        start: 0,
        end: 0,
        ...outcome,
        task: tasks.get(String(outcome.task)),
        result: dict(outcome.result),
      };
    }
    if (event.result !== undefined) event.result = dict(event.result);
    if (event.label !== undefined) event.label = fromPlain(event.label);
    if (event.type === 'stats') {
      event.stats = new Map(Object.entries(event.stats as object));
      event.custom = dict(event.custom);
    }
    return event as unknown as EngineEvent;
  });
}

function readTask(task: Record<string, unknown>): TaskInfo {
  const defaults = {
    noLog: false,
    checkMode: false,
    diff: false,
    runOnce: false,
    loop: false,
    tags: [],
    role: undefined,
    playUuid: 'p',
    resolvedAction: task.action,
  };
  return { ...defaults, ...task, args: fromPlain(task.args) } as unknown as TaskInfo;
}
