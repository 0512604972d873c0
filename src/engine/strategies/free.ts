import { TroupeError } from '../../diagnostics/errors.ts';
import { shortName } from '../../playbook/actions.ts';
import type { Task } from '../../playbook/nodes.ts';
import type { HostLike } from '../../vars/inventory-view.ts';
import { engineActions } from '../actions/registry.ts';
import { debuggerOptions, wantsDebugger } from '../debugger/when.ts';
import { processIncludes } from '../includes.ts';
import { KeywordValues } from '../keyword-values.ts';
import { runMeta } from '../meta.ts';
import { inParallel } from '../parallel.ts';
import type { PlayRun } from '../play-run.ts';
import { wantsTask } from '../step.ts';
import { nameTask, taskInfo } from '../task-info.ts';
import { takeNotice } from '../task-results.ts';
import { runTask, type TaskReport } from '../task-run.ts';
import { Throttle } from '../throttle.ts';
import type { StrategyEnd } from './linear.ts';

/** Strategy free: every host goes through the play at its own pace; the forks work for whoever waits longest. */
export const free = (playRun: PlayRun): Promise<StrategyEnd> =>
  atOwnPace(playRun, playRun.hosts.length);

/** Strategy host_pinned: as free, but no host starts before there is a fork that it can keep to the end. */
export const hostPinned = (playRun: PlayRun): Promise<StrategyEnd> =>
  atOwnPace(playRun, playRun.run.options.forks);

async function atOwnPace(playRun: PlayRun, hostsAtOnce: number): Promise<StrategyEnd> {
  const { run, play, hosts } = playRun;
  if ((play.keywords.get('max_fail_percentage') ?? null) !== null) {
    run.emit({
      type: 'warning',
      message:
        'Using max_fail_percentage with the free strategy is not supported, as tasks are executed independently on each host',
    });
  }
  const throttle = new Throttle();
  await inParallel(hosts, hostsAtOnce, (host) => runHost(playRun, host, throttle));
  if (playRun.reachable.length === 0) run.emit({ type: 'noHostsRemaining' });
  return { breakPlay: false };
}

async function runHost(playRun: PlayRun, host: HostLike, throttle: Throttle): Promise<void> {
  const { run, play, batch } = playRun;
  const flow = playRun.flow(host);
  for (;;) {
    const { step } = flow;
    if (step === undefined || run.unreachable.has(host.name)) return;
    const { task } = step;
    if (task.taskKind === 'meta') {
      await performMeta(playRun, task, host);
      continue;
    }
    const { role } = task;
    const repeated =
      role !== undefined &&
      !task.isHandler &&
      !role.use.allowDuplicates &&
      play.completedRoles.get(role.identity)?.has(host.name) === true;
    if (repeated) {
      flow.advance({ failed: false });
      continue;
    }
    const templar = run.vars.templar({ play, host, task, batch });
    const keywords = new KeywordValues(task, templar);
    warnOfLimits(playRun, task, keywords);
    // One question at a time.
    await throttle.enter(run.prompter, 1);
    const wanted = !playRun.asksEachTask || (await wantsTask(playRun, task, host.name)) === true;
    throttle.leave(run.prompter);
    if (!wanted) {
      flow.advance({ failed: false });
      continue;
    }
    await throttle.enter(task, keywords.int('throttle') ?? 0);
    await throttle.enter(playRun, run.options.forks);
    nameTask(task, templar);
    run.emit({
      type: 'taskStart',
      kind: task.isHandler ? 'handler' : 'task',
      task: taskInfo(task, playRun),
    });
    run.emit({ type: 'hostStart', task: taskInfo(task, playRun), host: host.name });
    const report = await runTask({ run, play, task, host, batch, emit: run.emit });
    throttle.leave(playRun);
    throttle.leave(task);
    await settle(playRun, report);
  }
}

/** What this strategy does not do. @throws TroupeError for actions that run once for all hosts */
function warnOfLimits({ run }: PlayRun, task: Task, keywords: KeywordValues): void {
  if (engineActions.get(shortName(task.action))?.onceForAllHosts === true) {
    throw new TroupeError(
      `The '${task.action}' module bypasses the host loop, which is currently not supported in the free strategy and would instead execute for every host in the inventory list.`,
      { span: task.span },
    );
  }
  if (keywords.bool('run_once') === true) {
    run.emit({
      type: 'warning',
      message:
        'Using run_once with the free strategy is not currently supported. This task will still be executed for every host in the inventory list.',
    });
  }
  if (keywords.bool('any_errors_fatal') === true) {
    run.emit({
      type: 'warning',
      message:
        'Using any_errors_fatal with the free strategy is not supported, as tasks are executed independently on each host',
    });
  }
}

async function performMeta(playRun: PlayRun, task: Task, host: HostLike): Promise<void> {
  const outcome = await runMeta(playRun, task, host);
  if (task.isHandler) task.notifiedHosts.delete(host.name);
  if (!outcome.ended.includes(host))
    playRun.flow(host).advance({ failed: false, skipped: outcome.skipped });
}

/** Takes notice of a result, lets the debugger have it run again, and moves the host on. */
async function settle(playRun: PlayRun, first: TaskReport): Promise<void> {
  const { run, play, batch } = playRun;
  const { host } = first;
  const flow = playRun.flow(host);
  let report = first;
  let judgement = takeNotice(playRun, report);
  while (wantsDebugger(report, debuggerOptions(playRun))) {
    const { debugResult } = await import('../debugger/task-debugger.ts');
    const again = await debugResult(playRun, report);
    if (again === undefined) break;
    report = await runTask({ run, play, task: again, host, batch, emit: run.emit });
    judgement = takeNotice(playRun, report);
  }
  const included = processIncludes(playRun, [report]);
  if (judgement.unreachable) {
    flow.advance({ failed: false });
    return;
  }
  flow.advance({
    failed: judgement.failed || included?.failedHosts.has(host.name) === true,
    included: included?.blocks.get(host.name) ?? [],
    includedHandlers: included?.handlers.get(host.name) ?? [],
  });
  if (flow.isFailed) run.failed.add(host.name);
}
