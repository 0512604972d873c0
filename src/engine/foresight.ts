import { TargetError, UndefinedVariableError } from '../diagnostics/errors.ts';
import type { Plan, Result } from '../modules/contract.ts';
import { shortName } from '../playbook/actions.ts';
import type { Task } from '../playbook/nodes.ts';
import type { ContextualTarget } from '../targets/context.ts';
import { ForeseenLayer } from '../targets/foreseen/layer.ts';
import { type ForeseenHost, foreseenTarget } from '../targets/foreseen/target.ts';
import type { TargetSpec } from '../targets/spec.ts';
import { str } from '../values/repr.ts';
import type { Dict } from '../values/types.ts';
import { applyFailure } from './apply-failure.ts';
import { isSet, result } from './result-fields.ts';
import type { RunContext } from './run-context.ts';
import type { TaskContext } from './task-context.ts';
import type { Stance } from './task-fault.ts';
import { writtenName } from './task-info.ts';
import type { TaskTurn } from './task-run.ts';

/** A module's plan, what came of it in check mode, and the way to plan without check mode. */
interface Planned {
  readonly plan: Plan;
  readonly outcome: Result;
  readonly target: ContextualTarget;
  readonly inEarnest: () => Promise<Plan>;
  /** Whether the module changes the host whatever that is like, unless it fails. */
  readonly alwaysChanges: boolean;
}

/**
 * A dry run that looks ahead: tasks see each host as the tasks before them would have left it. Changes of files are laid
 * over what is there. What a command would do can't be told; a task that fails behind one is not called failed, but skipped
 * with a warning, since what it misses may be what the command brings.
 */
export class Foresight {
  readonly #machines = new Map<string, ForeseenHost>();
  /** The machine that a host of the inventory was last seen on. */
  readonly #machineOf = new Map<string, ForeseenHost>();
  readonly #views = new WeakMap<ContextualTarget, ContextualTarget>();
  /** By host the first task whose doings can't be told. */
  readonly #doubts = new Map<string, string>();
  /** By host the first task that was only foreseen … */
  readonly #undone = new Map<string, string>();
  /** … the first that wasn't asked, though it would change nothing … */
  readonly #unasked = new Map<string, string>();
  /** … and the first that would have brought variables and was skipped. */
  readonly #untold = new Map<string, string>();

  /** A target as seen behind all that is foreseen of its machine. */
  view(spec: TargetSpec, target: ContextualTarget): ContextualTarget {
    const key = machineKey(spec);
    let machine = this.#machines.get(key);
    if (machine === undefined) {
      machine = { layer: new ForeseenLayer(), links: new Map(), looks: 0 };
      this.#machines.set(key, machine);
    }
    this.#machineOf.set(spec.host, machine);
    let view = this.#views.get(target);
    if (view === undefined) {
      view = foreseenTarget(target, machine);
      this.#views.set(target, view);
    }
    return view;
  }

  /**
   * Lays what a module would do over its host. Gives the plan and the result that count: those without check mode, which
   * some modules are more lenient in, as far as they can be told without doing it.
   */
  async lay(context: TaskContext, seen: Planned): Promise<Pick<Planned, 'plan' | 'outcome'>> {
    const { plan, outcome, target } = seen;
    if (outcome.failed === true) return seen;
    const isOpen = outcome.changed === true || outcome.skipped === true;
    const real = isOpen ? await seen.inEarnest() : plan;
    if (real.result.failed === true) return { plan: real, outcome: real.result };
    let isWhole: boolean;
    try {
      isWhole = (await target.foresee?.(real.changes)) ?? true;
    } catch (error) {
      return { plan: real, outcome: await applyFailure(real, error, target) };
    }
    const isPlanned = real !== plan && real.result.skipped !== true;
    const isTold = isWhole && (!isOpen || isPlanned || real.changes.length > 0);
    const onlyReads = context.task.keywords.get('changed_when') === false;
    if (!isTold) note(onlyReads ? this.#unasked : this.#doubts, context);
    if (isOpen && !onlyReads) note(this.#undone, context);
    if (outcome.skipped === true && seen.alwaysChanges) {
      const unrun = withoutOutput(outcome);
      if (isJudged(context.task)) return { plan, outcome: unrun };
      return { plan, outcome: { ...unrun, skipped: undefined, changed: true } };
    }
    if (!isPlanned || !isWhole || (real.finish !== undefined && outcome.changed === true))
      return seen;
    const changed = real.result.changed ?? real.changes.length > 0;
    return { plan: real, outcome: { ...real.result, changed } };
  }

  /**
   * Performs a module. What fails for want of what can't be told is skipped, or counts as changed where the module's
   * success is always a change. A program that runs itself sees the host as it is.
   */
  async judge(
    context: TaskContext,
    perform: () => Promise<Dict>,
    runsItself: () => boolean,
    alwaysChanges: () => Promise<boolean>,
  ): Promise<Dict> {
    const host = workerOf(context);
    const doubt = this.#doubts.get(host);
    if (doubt === undefined) return await perform();
    const looks = this.#machineOf.get(host)?.looks;
    let reason: string;
    try {
      const fields = await perform();
      const hasLooked = runsItself() || this.#machineOf.get(host)?.looks !== looks;
      if (!isSet(fields, 'failed') || !hasLooked) return fields;
      reason = str(fields.get('msg') ?? null);
    } catch (error) {
      if (!(error instanceof TargetError)) throw error;
      reason = error.message;
    }
    if (!isJudged(context.task) && (await alwaysChanges()))
      return result({ changed: true, msg: `done, once '${doubt}' brings what it needs` });
    return this.#unforeseen(context, host, doubt, context.noLog ? undefined : reason);
  }

  /**
   * What counts of a task's result. A failure is an excuse to skip where it comes of what was only foreseen: of a task
   * that is performed although those before it weren't, of variables that are missing or may be others, of files that
   * the controller doesn't have yet.
   */
  settle(context: TaskContext, fields: Dict): Dict {
    if (!isSet(fields, 'failed')) return fields;
    const host = workerOf(context);
    const message = str(fields.get('msg') ?? null);
    const missing = /\bis undefined\b|AnsibleUndefinedVariable/.test(message);
    const isOnController = message.includes('on the Ansible Controller.');
    const cause =
      this.#untold.get(host) ??
      (isOnController ? this.#undone.get('localhost') : undefined) ??
      (missing ? (this.#doubts.get(host) ?? this.#unasked.get(host)) : undefined) ??
      (context.check ? undefined : (this.#doubts.get(host) ?? this.#undone.get(host)));
    if (cause === undefined) return fields;
    return this.#unforeseen(context, host, cause, context.noLog ? undefined : message);
  }

  /** The result of a task that speaks of what can't be told, in place of the fault; undefined where that's no excuse. */
  excuse({ run, task, host }: TaskTurn, { noLog }: Stance, error: unknown): Dict | undefined {
    const before = this.#doubts.get(host.name) ?? this.#unasked.get(host.name);
    if (!run.options.check || before === undefined) return undefined;
    for (let cause = error; cause instanceof Error; cause = cause.cause) {
      if (cause instanceof UndefinedVariableError) {
        const reason = noLog ? undefined : cause.message;
        return this.#unforeseen({ run, task }, host.name, before, reason);
      }
    }
    return undefined;
  }

  #unforeseen(
    { run, task }: { readonly run: RunContext; readonly task: Task },
    host: string,
    before: string,
    reason: string | undefined,
  ): Dict {
    const msg = `can't be foreseen: '${before}' comes first, and what that does shows only when it is done`;
    const told = reason === undefined ? '' : ` (${reason})`;
    run.emit({ type: 'warning', message: `'${writtenName(task)}' on ${host} ${msg}${told}` });
    if (BRINGS_VARIABLES.has(shortName(task.action)) && !this.#untold.has(host))
      this.#untold.set(host, writtenName(task));
    return result({ changed: false, skipped: true, msg });
  }
}

const BRINGS_VARIABLES: ReadonlySet<string> = new Set(['set_fact', 'include_vars']);

function note(first: Map<string, string>, context: TaskContext): void {
  const host = workerOf(context);
  if (!first.has(host)) first.set(host, writtenName(context.task));
}

/** A command that wasn't run has told nothing: who asks for its output misses it. */
function withoutOutput(outcome: Result): Result {
  const { rc, stdout, stderr, start, end, delta, ...rest } = outcome;
  return rest;
}

const workerOf = ({ delegatedTo, host }: TaskContext): string => delegatedTo ?? host.name;

/** Whether a task's own conditions, which no foreseen result can answer, say what became of it. */
function isJudged({ keywords }: Task): boolean {
  const changed = keywords.get('changed_when') ?? true;
  return changed !== true || keywords.has('failed_when') || keywords.has('until');
}

/** Hosts with the same key are one machine, whoever logs in. */
const machineKey = ({ connection, address, host, port }: TargetSpec): string =>
  /(^|\.)local$/.test(connection) ? 'local' : JSON.stringify([address ?? host, port ?? null]);
