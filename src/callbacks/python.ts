import type { Callback, EngineEvent, PlayInfo, TaskInfo, TaskOutcome } from '../engine/events.ts';
import type { Dict, Value } from '../values/types.ts';
import type { Display } from './display.ts';
import { delegationOf, hasResolvedAction, sayHidden } from './result.ts';

/** Callbacks written in Python, as the callbacks in use see them. */
export interface PythonCallbacks {
  /** Whether there is one of that name, which takes the place of a native one of that name. */
  has(name: string, isNative: boolean): boolean;
  /** Names of those that need not be enabled. */
  automatic(): string[];
  /** @throws TroupeError where they can't be loaded */
  load(stdout: string | null, enabled: readonly string[], screen: Screen): void;
  tell(event: ReadonlyMap<Value, Value>): void;
}

interface Screen {
  readonly color: boolean;
  readonly columns: number;
}

/** One callback that stands for all that are loaded in Python: it tells them of what they can hear. */
export function createPython(python: PythonCallbacks, display: Display): Callback {
  return {
    name: 'python',
    onEvent(event) {
      const told = describe(event);
      if (told === undefined) return;
      // They write to the same stdout.
      display.flush();
      python.tell(told);
    },
  };
}

const dict = (fields: Readonly<Record<string, Value | undefined>>): Dict =>
  new Map(Object.entries(fields).map(([name, value]) => [name, value ?? null]));

/** An event as plain values; undefined for those that callbacks in Python don't hear of. */
function describe(event: EngineEvent): Dict | undefined {
  switch (event.type) {
    case 'playbookStart':
      return dict({ type: 'playbook', path: event.path });
    case 'playStart':
      return describePlay(event.play);
    case 'noHostsMatched':
      return dict({ type: 'no_hosts' });
    case 'noHostsRemaining':
      return dict({ type: 'no_hosts_left' });
    case 'taskStart':
      return dict({ type: 'task', kind: event.kind, task: describeTask(event.task) });
    case 'implicitTask':
      return dict({ type: 'task', kind: 'task', task: describeTask(event.task) });
    case 'hostStart':
      return dict({ type: 'host', host: event.host, task: describeTask(event.task) });
    case 'result':
      return describeOutcome('result', event.outcome);
    case 'itemResult':
      return describeOutcome('item', event.outcome);
    case 'retry':
      return describeOutcome('retry', event.outcome);
    case 'asyncPoll':
      return describeJob('async_poll', event.host, event.task, event.result);
    case 'asyncFinished': {
      const type = event.failed ? 'async_failed' : 'async_ok';
      return describeJob(type, event.host, event.task, event.result);
    }
    case 'included':
      return dict({
        type: 'include',
        file: event.file,
        hosts: [...event.hosts],
        label: event.label,
        task: describeTask(event.task),
      });
    case 'notified':
      return dict({ type: 'notify', task: describeTask(event.task), host: event.host });
    case 'stats': {
      const stats = [...event.stats].map(([host, { unreachable, ...counts }]): [string, Dict] => [
        host,
        dict({ ...counts, dark: unreachable }),
      ]);
      return dict({ type: 'stats', stats: new Map<Value, Value>(stats), custom: event.custom });
    }
    default:
      return undefined;
  }
}

function describePlay({ uuid, name, hosts, pattern, strategy, checkMode, span }: PlayInfo): Dict {
  const path = span === undefined ? '' : `${span.file}:${span.line}`;
  return dict({
    type: 'play',
    uuid,
    name,
    path,
    hosts: [...hosts],
    pattern,
    check_mode: checkMode,
    strategy: strategy ?? 'linear',
  });
}

function describeTask(task: TaskInfo, outcome?: TaskOutcome): Dict {
  const { uuid, name, action, role, args, tags, loop, diff } = task;
  return dict({
    uuid,
    name,
    written_name: task.writtenName ?? name,
    action,
    resolved_action: hasResolvedAction(task) ? task.resolvedAction : null,
    role,
    args,
    rendered_args: task.renderedArgs,
    keywords: new Map<Value, Value>(task.keywords ?? []),
    implicit: task.implicit === true,
    tags: [...tags],
    loop,
    loop_with: task.loopWith,
    diff,
    no_log: task.noLog,
    check_mode: task.checkMode,
    run_once: task.runOnce,
    path: task.path === undefined ? null : `${task.path}:${task.line ?? 1}`,
    play: task.playUuid,
    delegate_to: outcome?.delegatedTo,
    ignore_errors: outcome?.ignoreErrors || null,
  });
}

function describeOutcome(type: string, outcome: TaskOutcome): Dict {
  const { status, host, task, ignoreErrors, changed } = outcome;
  const result = new Map<Value, Value>(outcome.result);
  if (!result.has('changed')) result.set('changed', changed);
  if (type === 'retry' && !result.has('_ansible_no_log')) result.set('_ansible_no_log', task.noLog);
  const delegated = delegationOf(outcome);
  if (delegated !== undefined) {
    const name = outcome.delegatedTo ?? null;
    result.set('_ansible_delegated_vars', delegated.set('ansible_delegated_host', name));
  }
  if (type === 'result') {
    // What fails before anything ran hasn't changed anything, and doesn't say so.
    if (status === 'failed' && !result.has('_ansible_no_log') && !result.has('results'))
      result.delete('changed');
    sayHidden(result, outcome);
  }
  if (status === 'unreachable') result.set('unreachable', true);
  if (status === 'failed') result.set('failed', true);
  if (status === 'skipped') result.set('skipped', true);
  return dict({
    type,
    status,
    host,
    task: describeTask(task, outcome),
    result,
    ignore_errors: ignoreErrors || null,
  });
}

function describeJob(type: string, host: string, task: TaskInfo, result: Dict): Dict {
  return dict({ type, status: 'ok', host, task: describeTask(task), result });
}
