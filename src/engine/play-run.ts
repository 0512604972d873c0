import type { Play, Task } from '../playbook/nodes.ts';
import { bannerName, keywordOf } from '../playbook/nodes.ts';
import { str } from '../values/index.ts';
import { Template } from '../values/types.ts';
import type { HostLike } from '../vars/inventory-view.ts';
import { toBoolean } from './boolean.ts';
import { type CompiledPlay, compilePlay } from './compile-play.ts';
import { HostFlow } from './host-flow.ts';
import type { RunContext } from './run-context.ts';

/** One play on one batch of hosts. */
export class PlayRun {
  readonly run: RunContext;
  readonly play: Play;
  readonly hosts: readonly HostLike[];
  /** Names of the batch's hosts (ansible_play_batch). */
  readonly batch: readonly string[];
  readonly compiled: CompiledPlay;
  /** Short name of the strategy in use. */
  readonly strategy: string;
  readonly flows = new Map<string, HostFlow>();
  /** --step: every task is asked about, until the person says `continue`. */
  asksEachTask: boolean;
  /** `meta: end_play` was met: no further batch runs. */
  endPlay = false;

  constructor(
    run: RunContext,
    play: Play,
    hosts: readonly HostLike[],
    state: StartState,
    strategy: string,
  ) {
    this.run = run;
    this.strategy = strategy;
    this.play = play;
    this.asksEachTask = run.options.step;
    this.hosts = hosts;
    this.batch = hosts.map((host) => host.name);
    this.compiled = compilePlay(
      run,
      play,
      toBoolean(play.keywords.get('force_handlers') ?? null) ?? run.options.forceHandlers,
    );
    const startsAt =
      state.found || run.options.startAtTask === undefined
        ? undefined
        : startMatcher(run.options.startAtTask);
    for (const name of run.unreachable) play.removedHosts.add(name);
    for (const host of hosts) {
      const flow = new HostFlow({
        hostName: host.name,
        setup: this.#gathers(host.name) ? this.compiled.setup : undefined,
        blocks: this.compiled.blocks,
        handlers: () => play.handlers,
        startsAt,
      });
      this.flows.set(host.name, flow);
      if (run.failed.has(host.name)) {
        play.removedHosts.add(host.name);
        flow.complete();
        flow.fail();
      }
    }
  }

  /** Hosts that can still be reached. */
  get reachable(): HostLike[] {
    return this.hosts.filter((host) => !this.run.unreachable.has(host.name));
  }

  flow(host: HostLike): HostFlow {
    return this.flows.get(host.name) as HostFlow;
  }

  #gathers(host: string): boolean {
    const { gathering } = this.run.options;
    const keyword = this.play.keywords.get('gather_facts') ?? null;
    const wanted = keyword === null ? undefined : toBoolean(keyword);
    if (gathering === 'explicit') return wanted === true;
    if (wanted === false) return false;
    if (gathering === 'implicit') return true;
    return this.run.vars.factsOf(host)?.namespaced.get('_ansible_facts_gathered') !== true;
  }
}

/** --start-at-task is looked for across plays until it is found. */
export interface StartState {
  found: boolean;
}

function startMatcher(wanted: string): (task: Task) => boolean {
  const pattern = new RegExp(
    `^${wanted
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );
  return (task) => {
    const name = bannerName(task);
    const text = name instanceof Template ? name.source : str(name);
    const full = task.role === undefined ? text : `${task.role.fullName} : ${text}`;
    return [text, full].some((one) => one === wanted || pattern.test(one));
  };
}

/** Whether a task runs on one host for all of them. */
export const isRunOnce = (task: Task): boolean => keywordOf(task, 'run_once') === true;
