import { keywordOf } from '../../playbook/nodes.ts';
import type { HostLike } from '../../vars/inventory-view.ts';
import { debuggerOptions, wantsDebugger } from '../debugger/when.ts';
import { processIncludes } from '../includes.ts';
import { KeywordValues } from '../keyword-values.ts';
import { runMeta } from '../meta.ts';
import { inParallel } from '../parallel.ts';
import type { PlayRun } from '../play-run.ts';
import { nameTask, taskInfo } from '../task-info.ts';
import { takeNotice } from '../task-results.ts';
import { runTask } from '../task-run.ts';
import { Throttle } from '../throttle.ts';
import type { StrategyEnd } from './linear.ts';

/** Strategy free: every host goes through the play at its own pace. host_pinned differs only in who may start. */
export async function free(playRun: PlayRun): Promise<StrategyEnd> {
  const { run, hosts } = playRun;
  const throttle = new Throttle();
  await inParallel(hosts, run.options.forks, (host) => runHost(playRun, host, throttle));
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
      if (!task.implicit)
        run.emit({ type: 'taskStart', kind: 'task', task: taskInfo(task, playRun) });
      const outcome = await runMeta(playRun, task, host);
      if (!outcome.ended.includes(host)) flow.advance({ failed: false, skipped: outcome.skipped });
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
    if (keywordOf(task, 'run_once') === true) {
      run.emit({
        type: 'warning',
        message: `Using run_once with the ${String(play.keywords.get('strategy'))} strategy is not currently supported. This task will still be executed for every host in the inventory list.`,
      });
    }
    const templar = run.vars.templar({ play, host, task, batch });
    const keywords = new KeywordValues(task, templar);
    await throttle.enter(task, keywords.int('throttle') ?? 0);
    nameTask(task, templar);
    run.emit({
      type: 'taskStart',
      kind: task.isHandler ? 'handler' : 'task',
      task: taskInfo(task, playRun),
    });
    run.emit({ type: 'hostStart', task: taskInfo(task, playRun), host: host.name });
    let report = await runTask({ run, play, task, host, batch, emit: run.emit });
    let judgement = takeNotice(playRun, report);
    while (wantsDebugger(report, debuggerOptions(playRun))) {
      const { debugResult } = await import('../debugger/task-debugger.ts');
      const again = await debugResult(playRun, report);
      if (again === undefined) break;
      report = await runTask({ run, play, task: again, host, batch, emit: run.emit });
      judgement = takeNotice(playRun, report);
    }
    throttle.leave(task);
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
}
