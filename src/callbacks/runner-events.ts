import { randomUUID } from 'node:crypto';
import type { EngineEvent, HostStats, TaskInfo, TaskOutcome } from '../engine/events.ts';
import { type Dict, PyFloat, type Value } from '../values/types.ts';
import { isoTime, preciseNow } from './iso-time.ts';
import { censoredText, withoutInternals } from './result.ts';
import { fields, RunnerContext, type RunnerEventOptions, taskFields } from './runner-context.ts';
import { runnerResult } from './runner-result.ts';

/** One event of ansible-runner, before it has its number and its text. */
export interface RunnerEvent {
  readonly event: string;
  readonly uuid: string;
  readonly data: Dict;
  /** Only the diff of the engine's event is shown under it. */
  readonly isDiff?: boolean;
}

/** Tells the engine's events as ansible-runner's, with its names and fields. */
export class RunnerEvents {
  readonly #options: RunnerEventOptions;
  readonly #context = new RunnerContext();
  readonly #playbook = randomUUID();
  /** When a host's last task began, in ms since the epoch. */
  readonly #begun = new Map<string, number>();
  readonly #seen = new Map<string, number>();

  constructor(options: RunnerEventOptions) {
    this.#options = options;
  }

  /** The events that one of the engine's stands for, in order. */
  of(event: EngineEvent): RunnerEvent[] {
    switch (event.type) {
      case 'playbookStart':
        this.#context.startPlaybook(event.path, this.#playbook);
        return [this.#tell('playbook_on_start', {}, undefined, this.#playbook)];
      case 'playStart': {
        if (this.#options.isAdHoc) return [];
        const uuid = this.#unique(event.play.uuid);
        const pattern = event.play.pattern ?? event.play.hosts.join(',');
        this.#context.startPlay(event.play, uuid, pattern);
        const name = event.play.name.trim() || pattern;
        return [this.#tell('playbook_on_play_start', { name, pattern }, undefined, uuid)];
      }
      case 'taskStart':
        return this.#taskStart(event.task, event.kind !== 'task');
      case 'noHostsMatched':
        return [this.#tell('playbook_on_no_hosts_matched', {})];
      case 'noHostsRemaining':
        return [this.#tell('playbook_on_no_hosts_remaining', {})];
      case 'hostStart':
        this.#begun.set(event.host, preciseNow());
        return [this.#tell('runner_on_start', { host: event.host }, asWritten(event.task))];
      case 'result':
        return this.#result(event.outcome);
      case 'itemResult':
        return this.#item(event.outcome);
      case 'retry': {
        const res = runnerResult(event.outcome);
        if (!res.has('censored') && !res.has('_ansible_no_log')) res.set('_ansible_no_log', false);
        return [this.#tell('runner_retry', { host: event.outcome.host, res }, event.outcome.task)];
      }
      case 'asyncPoll':
        return [this.#job('runner_on_async_poll', event)];
      case 'asyncFinished':
        return [this.#job(`runner_on_async_${event.failed ? 'failed' : 'ok'}`, event)];
      case 'included':
        return [this.#tell('playbook_on_include', { included_file: event.file })];
      case 'notified':
        return [this.#tell('playbook_on_notify', { host: event.host, handler: event.handler })];
      case 'stats':
        this.#context.endPlay();
        return [this.#tell('playbook_on_stats', summary(event.stats, event.custom))];
      default:
        return [];
    }
  }

  /** An event about text that no callback asked for. */
  outside(event: string, data: Readonly<Record<string, Value | undefined>>): RunnerEvent {
    return this.#tell(event, data);
  }

  #taskStart(task: TaskInfo, isConditional: boolean): RunnerEvent[] {
    this.#context.startTask(taskFields(task, this.#options));
    if (this.#options.isAdHoc) return [];
    const data = { name: task.name, is_conditional: isConditional };
    return [this.#tell('playbook_on_task_start', data, task, this.#unique(task.uuid))];
  }

  #result(outcome: TaskOutcome): RunnerEvent[] {
    const { host, task, status } = outcome;
    const begun = this.#begun.get(host);
    const now = preciseNow();
    const head = { host, remote_addr: host };
    const timing = {
      start: begun === undefined ? null : isoTime(begun),
      end: begun === undefined ? null : isoTime(now),
      duration: begun === undefined ? null : new PyFloat(Math.round((now - begun) * 1000) / 1e6),
    };
    const loop = { event_loop: task.loopWith ?? null };
    const name = `runner_on_${status}`;
    if (status === 'skipped') return [this.#tell(name, { ...head, ...timing, ...loop }, task)];
    const res = runnerResult(outcome);
    if (!res.has('changed')) res.set('changed', outcome.changed);
    switch (status) {
      case 'failed': {
        const ignored = { ignore_errors: outcome.ignoreErrors || null };
        return [this.#tell(name, { ...head, res, ...timing, ...ignored, ...loop }, task)];
      }
      case 'unreachable':
        return [this.#tell(name, { ...head, ...timing, res }, task)];
      case 'ok': {
        const told = this.#tell(name, { ...head, res, ...timing, ...loop }, task);
        return task.diff && res.has('diff') ? [this.#diff(outcome, res), told] : [told];
      }
    }
  }

  #item(outcome: TaskOutcome): RunnerEvent[] {
    const { host, task, status } = outcome;
    const res = runnerResult(outcome);
    const state = status === 'unreachable' ? 'failed' : status;
    const told = this.#tell(`runner_item_on_${state}`, { host, res }, task);
    return status === 'ok' && task.diff ? [this.#diff(outcome, res), told] : [told];
  }

  #diff({ host, task }: TaskOutcome, res: Dict): RunnerEvent {
    const diff = res.get('diff') ?? null;
    return { ...this.#tell('runner_on_file_diff', { host, diff }, task), isDiff: true };
  }

  #job(name: string, event: { host: string; task: TaskInfo; result: Dict }): RunnerEvent {
    const { host, task, result } = event;
    const jid = result.get('ansible_job_id') ?? null;
    const isHidden = task.noLog || result.get('_ansible_no_log') === true;
    const res = isHidden ? fields({ censored: censoredText }) : withoutInternals(result, true);
    return this.#tell(name, { host, res, jid }, task);
  }

  /** The identity, with a number where it was told of before (batches of hosts, hosts on their own). */
  #unique(uuid: string): string {
    const count = (this.#seen.get(uuid) ?? 0) + 1;
    this.#seen.set(uuid, count);
    return count === 1 ? uuid : `${uuid}_${count}`;
  }

  #tell(
    event: string,
    data: Readonly<Record<string, Value | undefined>>,
    task?: TaskInfo,
    uuid: string = randomUUID(),
  ): RunnerEvent {
    const own = task && taskFields(task, this.#options);
    return { event, uuid, data: this.#context.with(own, fields({ ...data, uuid })) };
  }
}

/** The task as it is before a host's variables give it its name. */
const asWritten = (task: TaskInfo): TaskInfo => ({ ...task, name: task.writtenName ?? task.name });

const counters = {
  changed: 'changed',
  dark: 'unreachable',
  failures: 'failures',
  ignored: 'ignored',
  ok: 'ok',
  processed: undefined,
  rescued: 'rescued',
  skipped: 'skipped',
} as const satisfies Record<string, keyof HostStats | undefined>;

/** Counts of hosts by what is counted; zeros are left out. */
function summary(stats: ReadonlyMap<string, HostStats>, custom: Dict): Record<string, Value> {
  const told: Record<string, Value> = {};
  for (const [name, field] of Object.entries(counters)) {
    const hosts: Dict = new Map();
    for (const [host, counts] of stats) {
      const count = field === undefined ? 1 : counts[field];
      if (count > 0) hosts.set(host, count);
    }
    told[name] = hosts;
  }
  return { ...told, artifact_data: custom.get('_run') ?? new Map() };
}
