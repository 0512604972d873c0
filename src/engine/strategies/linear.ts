import { shortName } from '../../playbook/actions.ts';
import { keywordOf, type Task } from '../../playbook/nodes.ts';
import type { HostLike } from '../../vars/inventory-view.ts';
import { engineActions } from '../actions/registry.ts';
import { debuggerOptions, wantsDebugger } from '../debugger/when.ts';
import type { EngineEvent } from '../events.ts';
import type { StepOutcome } from '../host-flow.ts';
import { processIncludes } from '../includes.ts';
import { KeywordValues, taskFault } from '../keyword-values.ts';
import { metaAction, runMeta, runsOnce } from '../meta.ts';
import { inParallel } from '../parallel.ts';
import type { PlayRun } from '../play-run.ts';
import { isFailed, isUnreachable } from '../result-fields.ts';
import { wantsTask } from '../step.ts';
import { nameTask, taskInfo } from '../task-info.ts';
import { type Judgement, takeNotice } from '../task-results.ts';
import { runTask, type TaskReport } from '../task-run.ts';

/** How a batch ended, beside what the hosts' states say. */
export interface StrategyEnd {
  /** any_errors_fatal or max_fail_percentage ended the play. */
  readonly breakPlay: boolean;
}

interface Turn {
  readonly host: HostLike;
  readonly task: Task;
}

/** Ansible's default strategy: all hosts do a task before any goes on to the next one. */
export async function linear(playRun: PlayRun): Promise<StrategyEnd> {
  const { run } = playRun;
  const schedule = new Lockstep(playRun);
  let breakPlay = false;
  for (;;) {
    const hostsLeft = playRun.reachable;
    const turns = schedule.next(hostsLeft);
    if (turns.length === 0) return { breakPlay };
    const performed = await performTurns(playRun, turns, schedule);
    if (performed === 'ended') return { breakPlay: true };
    const { reports, failures, fatal, metaHosts } = performed;
    const unreachable = reports
      .filter((one) => isUnreachable(one.result) && !one.ignoreUnreachable)
      .map((one) => one.host.name);
    const failed = [...failures, ...metaHosts]
      .filter((host) => playRun.flow(host).hasJustFailed)
      .map((host) => host.name);
    for (const host of failures) if (playRun.flow(host).isFailed) run.failed.add(host.name);

    if (fatal && (failed.length > 0 || unreachable.length > 0)) {
      for (const host of hostsLeft) {
        const flow = playRun.flow(host);
        if (flow.isCleaningUp) continue;
        run.failed.add(host.name);
        breakPlay = true;
      }
    }
    const limit = maxFailPercentage(playRun);
    if (
      limit !== undefined &&
      reports.length > 0 &&
      run.failed.size / playRun.hosts.length > limit / 100
    ) {
      for (const host of hostsLeft) {
        if (failed.includes(host.name)) continue;
        run.failed.add(host.name);
        playRun.flow(host).fail();
      }
      run.emit({ type: 'noHostsRemaining' });
      breakPlay = true;
    }
    if (breakPlay && run.failed.size >= hostsLeft.length) {
      run.emit({ type: 'noHostsRemaining' });
      return { breakPlay };
    }
  }
}

function maxFailPercentage({ run, play }: PlayRun): number | undefined {
  const raw = play.keywords.get('max_fail_percentage') ?? null;
  if (raw === null) return undefined;
  const value = run.vars.templar({ play }).template(raw);
  return Number(String(value).replace('%', ''));
}

interface Performed {
  readonly reports: TaskReport[];
  /** Hosts whose result is a failure, ignored or not, or whose include can't be loaded. */
  readonly failures: HostLike[];
  /** A failure of one host ends the play for all (any_errors_fatal, run_once). */
  readonly fatal: boolean;
  readonly metaHosts: HostLike[];
}

async function performTurns(
  playRun: PlayRun,
  turns: readonly Turn[],
  schedule: Lockstep,
): Promise<Performed | 'ended'> {
  const [first] = turns as [Turn];
  if (first.task.taskKind === 'meta') return performMeta(playRun, turns);
  const { run, play, batch } = playRun;
  const due: Turn[] = [];
  for (const turn of turns) {
    if (hasRun(playRun, turn)) playRun.flow(turn.host).advance({ failed: false });
    else due.push(turn);
  }
  if (due.length === 0) return { reports: [], failures: [], fatal: false, metaHosts: [] };
  const [lead] = due as [Turn];
  const templar = run.vars.templar({ play, host: lead.host, task: lead.task, batch });
  const keywords = new KeywordValues(lead.task, templar);
  const action = engineActions.get(shortName(lead.task.action));
  const once = keywords.bool('run_once') === true || action?.onceForAllHosts === true;
  // As they are written: Ansible looks at them before anything of the task is rendered.
  const fatal = (once || isFatal(playRun, keywords)) && !keywords.written('ignore_errors');
  const wanted = !playRun.asksEachTask || (await wantsTask(playRun, lead.task));
  if (wanted === 'ended') return 'ended';
  if (!wanted) {
    for (const { host } of due) playRun.flow(host).advance({ failed: false });
    return { reports: [], failures: [], fatal: false, metaHosts: [] };
  }
  nameTask(lead.task, templar);
  run.emit({
    type: 'taskStart',
    kind: lead.task.isHandler ? 'handler' : 'task',
    task: taskInfo(lead.task, playRun),
  });
  const working = once ? [lead] : due;
  const outcomes = await collectOutcomes(playRun, working, throttleOf(keywords));
  const notIncluded = settle(playRun, due, outcomes, once, schedule);
  const reports = outcomes.map((one) => one.report);
  const failures = reports
    .filter(({ host, result }) => isFailed(result) || notIncluded.has(host.name))
    .map(({ host }) => host);
  return { reports, failures, fatal, metaHosts: [] };
}

/** Whether a failure of the task ends the play: `any_errors_fatal` as it is written, or the setting. */
function isFatal({ run }: PlayRun, keywords: KeywordValues): boolean {
  const isSet = (keywordOf(keywords.task, 'any_errors_fatal') ?? null) !== null;
  return isSet ? keywords.written('any_errors_fatal') : run.options.anyErrorsFatal;
}

function throttleOf(keywords: KeywordValues): number | undefined {
  let throttle: number | undefined;
  try {
    throttle = keywords.int('throttle');
  } catch (error) {
    throw taskFault(keywords.task, 'Failed to convert the throttle value to an integer.', error);
  }
  return throttle === undefined || throttle <= 0 ? undefined : throttle;
}

/** A role that ran to its end on a host isn't run there again, unless it allows duplicates. */
function hasRun({ play }: PlayRun, { task, host }: Turn): boolean {
  const { role } = task;
  if (task.isHandler || role === undefined || role.use.allowDuplicates) return false;
  return play.completedRoles.get(role.identity)?.has(host.name) === true;
}

/** What a host's turn brought, and what that means for the play. */
interface Outcome {
  readonly report: TaskReport;
  readonly judgement: Judgement;
}

/** Runs the hosts' turns side by side; events of each host are told in the order of the hosts. */
async function collectOutcomes(
  playRun: PlayRun,
  turns: readonly Turn[],
  throttle: number | undefined,
): Promise<Outcome[]> {
  const { run, play, batch } = playRun;
  const reports: (TaskReport | undefined)[] = new Array(turns.length);
  const outcomes: Outcome[] = [];
  const pending: EngineEvent[][] = turns.map(() => []);
  const again: Turn[] = [];
  let shown = 0;
  // While somebody is at the debugger, nothing else is told.
  let debugging: Promise<void> | undefined;
  const showUpTo = (): void => {
    while (debugging === undefined && shown < turns.length) {
      for (const event of (pending[shown] as EngineEvent[]).splice(0)) run.emit(event);
      const report = reports[shown];
      if (report === undefined) return;
      outcomes[shown] = { report, judgement: takeNotice(playRun, report) };
      if (wantsDebugger(report, debuggerOptions(playRun))) {
        debugging = debug(report);
        // Its error is thrown when all hosts are through.
        debugging.catch(() => undefined);
      }
      shown += 1;
    }
  };
  const debug = async (report: TaskReport): Promise<void> => {
    const { debugResult } = await import('../debugger/task-debugger.ts');
    const task = await debugResult(playRun, report);
    if (task !== undefined) again.push({ host: report.host, task });
    debugging = undefined;
    showUpTo();
  };
  const limit = Math.min(run.options.forks, throttle ?? Number.POSITIVE_INFINITY);
  await inParallel(turns, limit, async (turn, index) => {
    run.emit({ type: 'hostStart', task: taskInfo(turn.task, playRun), host: turn.host.name });
    reports[index] = await runTask({
      run,
      play,
      task: turn.task,
      host: turn.host,
      batch,
      emit(event) {
        (pending[index] as EngineEvent[]).push(event);
        if (index === shown) showUpTo();
      },
    });
    if (index === shown) showUpTo();
  });
  showUpTo();
  while (debugging !== undefined) await debugging;
  if (again.length === 0) return outcomes;
  const redone = await collectOutcomes(playRun, again, throttle);
  const last = new Map(redone.map((one) => [one.report.host, one]));
  return outcomes.map((one) => last.get(one.report.host) ?? one);
}

/** Moves the hosts on, with what includes brought them. Gives the names of those whose include failed. */
function settle(
  playRun: PlayRun,
  due: readonly Turn[],
  outcomes: readonly Outcome[],
  once: boolean,
  schedule: Lockstep,
): ReadonlySet<string> {
  const included = processIncludes(
    playRun,
    outcomes.map((one) => one.report),
  );
  if (included !== undefined) schedule.insert(included.tasks);
  for (const { report } of outcomes)
    if (included?.failedHosts.has(report.host.name)) report.result.set('failed', true);
  const byHost = new Map(outcomes.map((one) => [one.report.host.name, one]));
  for (const { host } of due) {
    const own = byHost.get(host.name) ?? (once ? outcomes[0] : undefined);
    const outcome: StepOutcome = {
      failed: own?.judgement.failed === true || included?.failedHosts.has(host.name) === true,
      included: included?.blocks.get(host.name) ?? [],
      includedHandlers: included?.handlers.get(host.name) ?? [],
    };
    // A host that can't be reached stands at its next task, should its errors be cleared.
    const gone = own?.judgement.unreachable === true && own.report.host.name === host.name;
    playRun.flow(host).advance(gone ? { failed: false } : outcome);
  }
  return included?.failedHosts ?? new Set();
}

async function performMeta(playRun: PlayRun, turns: readonly Turn[]): Promise<Performed> {
  let fatal = false;
  const [{ task: lead }] = turns as [Turn];
  const once = runsOnce(lead);
  for (const { host, task } of turns) {
    const outcome = await runMeta(playRun, task, host);
    if (task.isHandler) task.notifiedHosts.delete(host.name);
    if (once) {
      fatal = keywordOf(task, 'ignore_errors') !== true;
      const ended = new Set(outcome.ended.map((one) => one.name));
      for (const turn of turns)
        if (!ended.has(turn.host.name)) playRun.flow(turn.host).advance({ failed: false });
      break;
    }
    if (!outcome.ended.includes(host))
      playRun.flow(host).advance({ failed: false, skipped: outcome.skipped });
  }
  return { reports: [], failures: [], fatal, metaHosts: turns.map((turn) => turn.host) };
}

/** Picks the next task in the order in which the play is written, and the hosts that stand at it. */
class Lockstep {
  readonly #playRun: PlayRun;
  readonly #tasks: Task[];
  #at = 0;
  #inHandlers = false;

  constructor(playRun: PlayRun) {
    this.#playRun = playRun;
    this.#tasks = [...playRun.compiled.allTasks];
  }

  insert(tasks: readonly Task[]): void {
    this.#tasks.splice(this.#at, 0, ...tasks);
  }

  next(hosts: readonly HostLike[]): Turn[] {
    const steps = hosts.flatMap((host) => {
      const { step } = this.#playRun.flow(host);
      return step === undefined ? [] : [{ host, ...step }];
    });
    if (steps.length === 0) return [];
    const inHandlers = steps.filter((one) => one.handlerAt !== undefined);
    if (this.#inHandlers && inHandlers.length > 0) {
      const lowest = Math.min(...inHandlers.map((one) => one.handlerAt as number));
      const at = inHandlers.filter((one) => one.handlerAt === lowest);
      const [{ task }] = at as [Turn];
      return at.filter((one) => one.task === task);
    }
    this.#inHandlers = false;
    const waiting = new Set(
      steps.filter((one) => one.handlerAt === undefined).map((one) => one.task),
    );
    if (waiting.size === 0) {
      this.#inHandlers = true;
      return this.next(hosts);
    }
    for (let round = 0; round < 2; round++) {
      while (this.#at < this.#tasks.length) {
        const task = this.#tasks[this.#at++] as Task;
        if (!waiting.has(task)) continue;
        if (task.taskKind === 'meta' && metaAction(task) === 'flush_handlers')
          this.#inHandlers = true;
        return steps.filter((one) => one.task === task && one.handlerAt === undefined);
      }
      // Tasks left behind by clear_host_errors are picked up from the start.
      this.#at = 0;
    }
    throw new Error('a host stands at a task that the play does not have');
  }
}
