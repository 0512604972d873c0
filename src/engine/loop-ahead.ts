import type { Module, Plan } from '../modules/contract.ts';
import { resolveModuleName } from '../modules/registry.ts';
import { shortName } from '../playbook/actions.ts';
import { collectedKeyword, keywordOf } from '../playbook/nodes.ts';
import type { ContextualTarget } from '../targets/context.ts';
import type { Change } from '../targets/types.ts';
import type { TemplarContract } from '../template/contract.ts';
import { repr, toArguments } from '../values/index.ts';
import { engineActions } from './actions/registry.ts';
import { conditionHolds } from './conditions.ts';
import { taskContext } from './item-run.ts';
import { KeywordValues } from './keyword-values.ts';
import type { LoopControl } from './loop-control.ts';
import { findModule, planWith } from './module-run.ts';
import { ModuleTroubles } from './module-troubles.ts';
import type { TaskContext } from './task-context.ts';
import type { TaskTurn } from './task-run.ts';

/** Most items that are planned together. */
const MOST_AHEAD = 32;

/** A plan made before its item's turn, and what it holds for. */
export interface PlanAhead {
  readonly plan: Plan;
  readonly troubles: ModuleTroubles;
}

interface Rehearsed extends PlanAhead {
  readonly module: Module;
  readonly target: ContextualTarget;
  readonly circumstances: string;
}

/**
 * Plans of a loop's coming items, made together so that their reads share round trips. An item takes its plan when its
 * turn comes and its arguments are as they were thought to be, unless something was written meanwhile: then the host is
 * looked at again. While items find nothing to do, more and more of them are planned together; behind a change, the next.
 */
export class LoopAhead {
  readonly #turn: TaskTurn;
  readonly #templarOf: (index: number) => TemplarContract;
  readonly #count: number;
  readonly #plans = new Map<number, Promise<Rehearsed | undefined>>();
  #at = 0;
  #depth = 0;
  #wrote = false;
  #isHopeless = false;

  constructor(turn: TaskTurn, count: number, templarOf: (index: number) => TemplarContract) {
    this.#turn = turn;
    this.#count = count;
    this.#templarOf = templarOf;
  }

  /** An item's turn begins. */
  begin(index: number): void {
    if (index > 0)
      this.#depth = this.#wrote ? 0 : Math.min(Math.max(2 * this.#depth, 2), MOST_AHEAD);
    this.#at = index;
    this.#wrote = false;
    if (this.#plans.has(index)) return;
    for (let one = index; one < index + this.#depth; one++) this.#rehearse(one);
  }

  /** The plan of the item whose turn it is, where one was made that still holds. */
  async take(
    context: TaskContext,
    module: Module,
    target: ContextualTarget,
  ): Promise<PlanAhead | undefined> {
    const made = await this.#plans.get(this.#at);
    this.#plans.delete(this.#at);
    if (made === undefined || this.#isHopeless) return undefined;
    const holds =
      made.module.name === module.name &&
      made.target === target &&
      made.circumstances === circumstancesOf(context);
    return holds ? made : undefined;
  }

  /** What was seen of the host no longer holds. `changes` have been sent; undefined where nobody knows what is done. */
  wrote(changes: readonly Change[] | undefined): void {
    this.#wrote = true;
    this.#plans.clear();
    // Reads that are asked for now come behind the changes.
    if (changes?.every(isSentAtOnce)) this.#rehearse(this.#at + 1);
  }

  #rehearse(index: number): void {
    if (index >= this.#count || this.#isHopeless) return;
    // What goes wrong is told when the item has its turn.
    this.#plans.set(
      index,
      this.#planOf(index).catch(() => undefined),
    );
  }

  async #planOf(index: number): Promise<Rehearsed | undefined> {
    const { run, task } = this.#turn;
    const register = task.keywords.get('register');
    const templar = this.#templarOf(index).rehearsing({
      names: new Set(typeof register === 'string' ? [register] : []),
      refused: () => {
        this.#isHopeless = true;
      },
    });
    if (!conditionHolds(task, collectedKeyword(task, 'when'), templar)) return undefined;
    const keywords = new KeywordValues(task, templar);
    const context = taskContext(this.#turn, templar, keywords, {
      checkMode: keywords.bool('check_mode') ?? run.options.check,
      diff: keywords.bool('diff') ?? run.options.diff,
      noLog: keywords.bool('no_log') ?? run.options.noLog,
      delegatedTo: undefined,
    });
    const module = await findModule(context, context.action);
    const target = module?.onlyLooks ? await context.target() : undefined;
    if (module === undefined || target === undefined || target.local) {
      this.#isHopeless = true;
      return undefined;
    }
    const troubles = new ModuleTroubles();
    const args = toArguments(context.args) as Record<string, unknown>;
    const plan = await planWith(context, module, args, target, troubles);
    return { plan, troubles, module, target, circumstances: circumstancesOf(context) };
  }
}

/** Undefined for loops whose items must be looked at one by one. */
export function loopAhead(
  turn: TaskTurn,
  control: LoopControl,
  count: number,
  templarOf: (index: number) => TemplarContract,
): LoopAhead | undefined {
  const { task, run } = turn;
  const isSimple =
    count > 2 &&
    resolveModuleName(task.action) !== undefined &&
    !engineActions.has(shortName(task.action)) &&
    run.foresight === undefined &&
    control.pause === 0 &&
    run.options.taskTimeout === 0 &&
    !task.args.has('_variable_params') &&
    !task.keywords.has('until') &&
    ['async', 'delegate_to', 'timeout'].every((name) => keywordOf(task, name) === undefined) &&
    collectedKeyword(task, 'environment').length === 0;
  return isSimple ? new LoopAhead(turn, count, templarOf) : undefined;
}

/** All that a plan depends on beside the host. */
const circumstancesOf = ({ args, check, diff, noLog, calledAs }: TaskContext): string =>
  repr([args, check, diff, noLog, calledAs]);

/** Whether a change goes out in one piece, before anything that is asked for after it. */
const isSentAtOnce = ({ op }: Change): boolean =>
  op !== 'run' && op !== 'writeTree' && op !== 'stage';
