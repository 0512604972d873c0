import { ParseError, TroupeError } from '../diagnostics/errors.ts';
import type { Playbook } from '../playbook/load-playbook.ts';
import type { Play } from '../playbook/nodes.ts';
import { str } from '../values/index.ts';
import type { Value } from '../values/types.ts';
import type { HostLike } from '../vars/inventory-view.ts';
import { PlayRun, type StartState } from './play-run.ts';
import { askPrompts } from './prompts.ts';
import type { RunContext } from './run-context.ts';
import { serialBatches } from './serial.ts';
import { free } from './strategies/free.ts';
import { linear } from './strategies/linear.ts';

/** Exit codes of ansible-playbook. */
export const exitCode = { ok: 0, error: 1, failed: 2, unreachable: 4 } as const;

const strategies = new Map([
  ['linear', linear],
  ['debug', linear],
  ['free', free],
  ['host_pinned', free],
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
    for (const play of playbook.plays) {
      const end = await runPlay(run, play, start);
      if (end.code !== 0) code = end.code;
      if (end.stop) break;
    }
    run.emit({ type: 'stats', stats: run.stats.hosts, custom: run.stats.custom });
  }
  await run.jobs.drain();
  if (code !== 0) return code;
  return run.unreachable.size > 0
    ? exitCode.unreachable
    : run.failed.size > 0
      ? exitCode.failed
      : exitCode.ok;
}

interface PlayEnd {
  readonly code: number;
  readonly stop: boolean;
}

async function runPlay(run: RunContext, play: Play, start: StartState): Promise<PlayEnd> {
  await askPrompts(run, play);
  const templar = run.vars.templar({ play });
  const rendered = (name: string): Value => {
    const raw = play.keywords.get(name) ?? null;
    const value = raw === null ? null : templar.template(raw);
    if (value !== null) play.keywords.set(name, value);
    return value;
  };
  for (const name of [
    'name',
    'hosts',
    'gather_facts',
    'serial',
    'strategy',
    'order',
    'force_handlers',
    'max_fail_percentage',
  ]) {
    rendered(name);
  }
  const strategyName = str(play.keywords.get('strategy') ?? run.options.strategy).replace(
    /^ansible\.builtin\./,
    '',
  );
  const strategy = strategies.get(strategyName);
  if (strategy === undefined)
    throw new ParseError(`Invalid play strategy specified: ${strategyName}`, { span: play.span });
  const hosts = orderedHosts(run, play);
  const batches = serialBatches(hosts, play);
  const info = (): Parameters<RunContext['emit']>[0] => ({
    type: 'playStart',
    play: {
      uuid: play.uuid,
      name: str(play.name),
      hosts: hosts.map((host) => host.name),
      checkMode: play.keywords.get('check_mode') === true || run.options.check,
      span: play.span,
    },
  });
  if (batches.length === 0) {
    run.emit(info());
    run.emit({ type: 'noHostsMatched' });
    return { code: 0, stop: false };
  }
  let code = 0;
  for (const batch of batches) {
    const failedBefore = run.failed.size + run.unreachable.size;
    run.emit(info());
    const playRun = new PlayRun(run, play, batch, start);
    const end = await strategy(playRun);
    if ([...playRun.flows.values()].some((flow) => flow.matched)) start.found = true;
    for (const host of batch) if (playRun.flow(host).isFailed) run.failed.add(host.name);
    code = batchCode(run, playRun, end.breakPlay, code);
    if (playRun.endPlay) break;
    const failedNow = run.failed.size + run.unreachable.size - failedBefore;
    if (end.breakPlay || failedNow === batch.length) return { code, stop: true };
  }
  return { code, stop: false };
}

function batchCode(run: RunContext, playRun: PlayRun, breakPlay: boolean, before: number): number {
  if (breakPlay) return exitCode.failed;
  if (run.unreachable.size > 0) return exitCode.unreachable;
  return playRun.hosts.some((host) => playRun.flow(host).isFailed) ? exitCode.failed : before;
}

/** Hosts of the play in the order that `order` asks for, without those that can't be reached any more. */
function orderedHosts(run: RunContext, play: Play): HostLike[] {
  const names = run.inventory.hostsOf(play.keywords.get('hosts') ?? 'all');
  const order = play.keywords.get('order');
  const hosts = names.filter((host) => !run.unreachable.has(host.name));
  const byName = (a: HostLike, b: HostLike): number =>
    a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
  switch (order) {
    case undefined:
    case null:
    case 'inventory':
      return hosts;
    case 'sorted':
      return hosts.sort(byName);
    case 'reverse_sorted':
      return hosts.sort(byName).reverse();
    case 'reverse_inventory':
      return hosts.reverse();
    case 'shuffle':
      return shuffled(hosts);
    default:
      throw new TroupeError(`Invalid 'order' specified for inventory hosts: ${str(order)}`);
  }
}

function shuffled<T>(items: T[]): T[] {
  for (let at = items.length - 1; at > 0; at--) {
    const other = Math.floor(Math.random() * (at + 1));
    [items[at], items[other]] = [items[other] as T, items[at] as T];
  }
  return items;
}
