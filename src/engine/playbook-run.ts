import { TroupeError } from '../diagnostics/errors.ts';
import type { Playbook } from '../playbook/load-playbook.ts';
import type { Play } from '../playbook/nodes.ts';
import { reservedAmong } from '../playbook/reserved-names.ts';
import { str } from '../values/index.ts';
import type { HostLike } from '../vars/inventory-view.ts';
import { toBoolean } from './boolean.ts';
import { settlePlayFields } from './play-fields.ts';
import { PlayRun, type StartState } from './play-run.ts';
import { askPrompts } from './prompts.ts';
import { readAhead } from './read-ahead.ts';
import { writeRetryFile } from './retry-file.ts';
import type { RunContext } from './run-context.ts';
import { serialBatches } from './serial.ts';
import { free, hostPinned } from './strategies/free.ts';
import { linear } from './strategies/linear.ts';

/** Exit codes of ansible-playbook. */
const exitCode = { ok: 0, error: 1, failed: 2, unreachable: 4 } as const;

const strategies = new Map([
  ['linear', linear],
  ['debug', linear],
  ['free', free],
  ['host_pinned', hostPinned],
]);

/** Runs the plays of playbooks in order. Gives the exit code. @throws TroupeError for faults that end the run. */
export async function runPlaybooks(
  run: RunContext,
  playbooks: readonly (() => Playbook)[],
): Promise<number> {
  let code = 0;
  const start: StartState = { found: false };
  for (const load of playbooks) {
    const playbook = load();
    run.emit({ type: 'playbookStart', path: playbook.path });
    if (!playbook.isAdhoc) {
      const message = `${playbook.plays.length} plays in ${playbook.path}`;
      run.emit({ type: 'notice', message, verbosity: 2 });
    }
    for (const play of playbook.plays) {
      const end = await runPlay(run, play, start, code);
      code = end.code;
      if (end.stop) break;
    }
    writeRetryFile(run, playbook.path);
    run.emit({ type: 'stats', stats: run.stats.hosts, custom: run.stats.custom });
    if (code !== 0) break;
  }
  await run.jobs.drain();
  if (run.options.startAtTask !== undefined && !start.found) {
    run.emit({
      type: 'error',
      wrapped: true,
      message: `No matching task "${run.options.startAtTask}" found. Note: --start-at-task can only follow static includes.`,
    });
  }
  return code;
}

/** A play's hosts as they are written. */
function pattern(play: Play): string {
  const hosts = play.keywords.get('hosts') ?? '';
  return Array.isArray(hosts) ? hosts.map(str).join(',') : str(hosts);
}

interface PlayEnd {
  readonly code: number;
  readonly stop: boolean;
}

/** `before` is the exit code so far: that of the last batch counts. */
async function runPlay(
  run: RunContext,
  play: Play,
  start: StartState,
  before: number,
): Promise<PlayEnd> {
  await askPrompts(run, play);
  settlePlayFields(play, run.vars.templar({ play }));
  const strategyName = str(play.keywords.get('strategy') ?? run.options.strategy).replace(
    /^ansible\.builtin\./,
    '',
  );
  const strategy = strategies.get(strategyName);
  const hosts = orderedHosts(run, play);
  const batches = serialBatches(hosts, play);
  const info = (): Parameters<RunContext['emit']>[0] => ({
    type: 'playStart',
    play: {
      uuid: play.uuid,
      name: str(play.name),
      hosts: hosts.map((host) => host.name),
      pattern: pattern(play),
      checkMode: toBoolean(play.keywords.get('check_mode') ?? null) ?? run.options.check,
      span: play.span,
      strategy: strategyName,
    },
  });
  if (batches.length === 0) {
    run.emit(info());
    run.emit({ type: 'noHostsMatched' });
    return { code: before, stop: false };
  }
  let code = before;
  for (const name of reservedAmong(run.vars.scope({ play }).names()))
    run.emit({ type: 'warning', message: `Found variable using reserved name: ${name}` });
  for (const batch of batches) {
    const failedBefore = run.failed.size + run.unreachable.size;
    run.emit(info());
    if (strategy === undefined)
      throw new TroupeError(
        `Invalid play strategy specified: ${strategyName}${run.foreignStrategy?.(strategyName) ?? ''}`,
        { span: play.span },
      );
    const playRun = new PlayRun(run, play, batch, start, strategyName);
    void readAhead(playRun);
    // While a batch runs, only its own failures count; those from before come back after it.
    const earlier = [...run.failed].filter((name) => !playRun.flows.has(name));
    run.failed.clear();
    const end = await strategy(playRun);
    if ([...playRun.flows.values()].some((flow) => flow.matched)) start.found = true;
    for (const host of batch) if (playRun.flow(host).isFailed) run.failed.add(host.name);
    for (const name of earlier) run.failed.add(name);
    code = batchCode(run, end.breakPlay);
    if (playRun.endPlay) break;
    const failedNow = run.failed.size + run.unreachable.size - failedBefore;
    if (end.breakPlay || failedNow === batch.length) return { code, stop: true };
  }
  return { code, stop: false };
}

function batchCode(run: RunContext, breakPlay: boolean): number {
  if (breakPlay) return exitCode.failed;
  if (run.unreachable.size > 0) return exitCode.unreachable;
  return run.failed.size > 0 ? exitCode.failed : exitCode.ok;
}

/** Hosts of the play in the order that `order` asks for, without those that can't be reached any more. */
function orderedHosts(run: RunContext, play: Play): HostLike[] {
  const order = play.keywords.get('order') ?? undefined;
  const hosts = play.keywords.get('hosts') ?? null;
  return run.inventory.hostsOf(hosts, order === undefined ? undefined : str(order));
}
