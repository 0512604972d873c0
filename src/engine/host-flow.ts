import { Block, type Task } from '../playbook/nodes.ts';

/** What the strategy tells a host's flow about the task that it stood at. */
export interface StepOutcome {
  readonly failed: boolean;
  /** A meta task whose condition did not hold: no flush. */
  readonly skipped?: boolean;
  /** Blocks that a dynamic include brought for this host. */
  readonly included?: readonly Block[];
  /** For a handler that was an include: handlers to run next. */
  readonly includedHandlers?: readonly Task[];
}

/** Where a host stands. */
export interface Step {
  readonly task: Task;
  /** Position among the handlers, while they are flushed. */
  readonly handlerAt?: number;
}

export interface FlowInit {
  readonly hostName: string;
  readonly setup: Task | undefined;
  readonly blocks: readonly Block[];
  /** Handlers at the moment of a flush, in the order in which they run. */
  readonly handlers: () => readonly Task[];
  /** Skips tasks until one matches (--start-at-task); undefined runs all. */
  readonly startsAt: ((task: Task) => boolean) | undefined;
}

/** Failed for good behind an `always` section that went well: the host stands there, should its errors be cleared. */
type Parked = 'parked';

type Flow = Generator<Step | Parked, boolean, StepOutcome>;

/** A block that a host is in, and where in it. */
interface Frame {
  readonly block: Block;
  section: 'block' | 'rescue' | 'always';
  /** The block failed before this section. */
  failed: boolean;
}

/** The way of one host through a play: blocks with rescue and always, handlers, included tasks. */
export class HostFlow {
  readonly #init: FlowInit;
  readonly #steps: Flow;
  #current: Step | undefined;
  #skipping: boolean;
  /** Blocks around the current step, outermost first. */
  readonly #frames: Frame[] = [];
  /** Whether the last step failed beyond rescue, though `always` sections may still be to come. */
  #justFailed = false;
  #failed = false;
  #forgiven = 0;
  #parked = false;
  /** Whether --start-at-task found its task. */
  matched = false;

  constructor(init: FlowInit) {
    this.#init = init;
    this.#skipping = init.startsAt !== undefined;
    this.#steps = this.#play();
    this.#take(this.#steps.next());
  }

  /** The step to run next; undefined when the host is through. */
  get step(): Step | undefined {
    return this.#current;
  }

  /** Whether the host failed for good (no rescue took care of it). */
  get isFailed(): boolean {
    return this.#failed;
  }

  /** Whether the host counts as failed right after its last step: any_errors_fatal looks at this. */
  get hasJustFailed(): boolean {
    return this.#failed || this.#justFailed;
  }

  /** Whether a failure at the current step would be rescued. */
  get wouldRescue(): boolean {
    const catches = ({ section, block }: Frame): boolean =>
      section === 'block' && block.rescue.length > 0;
    return this.#current?.handlerAt === undefined && this.#frames.some(catches);
  }

  /** Within the rescue or always section of the innermost block: any_errors_fatal lets these finish. */
  get isCleaningUp(): boolean {
    const innermost = this.#parked ? undefined : this.#frames.at(-1);
    return innermost !== undefined && innermost.section !== 'block';
  }

  advance(outcome: StepOutcome): void {
    this.#justFailed = outcome.failed && this.#failsFor(this.#frames);
    if (this.#current !== undefined) this.#take(this.#steps.next(outcome));
  }

  /** Treats the current step as failed without running it (run_once elsewhere, any_errors_fatal). */
  fail(): void {
    if (this.#current !== undefined) this.advance({ failed: true });
    else this.#failed = true;
  }

  /** Ends the host's way at once: end_host, end_play, end_batch. An unrescued failure of the outermost block counts. */
  complete(): void {
    if (this.#frames[0]?.failed === true) this.#failed = true;
    this.#frames.length = 0;
    this.#steps.return(true);
    this.#current = undefined;
  }

  /** Forgives failures so far; a section that cleans up after one then ends well. */
  clearErrors(): void {
    this.#failed = false;
    this.#forgiven += 1;
    if (this.#parked) this.#take(this.#steps.next({ failed: false }));
  }

  #take(next: IteratorResult<Step | Parked, boolean>): void {
    this.#parked = next.value === 'parked';
    this.#current = typeof next.value === 'object' ? next.value : undefined;
    if (this.#parked || next.value === false) this.#failed = true;
  }

  *#play(): Flow {
    const { setup, blocks, startsAt } = this.#init;
    // A play without the task that the run starts at is nothing to this host, facts included.
    if (startsAt !== undefined && !blocks.some((block) => holdsStart(block, startsAt))) return true;
    if (setup !== undefined) {
      const outcome = yield { task: setup };
      if (outcome.failed) return false;
    }
    for (const block of blocks) if (!(yield* this.#block(block))) return false;
    return true;
  }

  /** Whether a failure in the innermost block counts for the host at once, before `always` sections have run. */
  #failsFor(frames: readonly Frame[]): boolean {
    const [innermost, ...outer] = frames.toReversed();
    if (innermost === undefined) return true;
    const { block, section } = innermost;
    if (section === 'block' && block.rescue.length > 0) return false;
    if (section !== 'always' && block.always.length > 0) return false;
    return outer.every((frame) =>
      frame.section === 'block' ? frame.block.rescue.length === 0 : !frame.failed,
    );
  }

  *#block(block: Block): Flow {
    const frame: Frame = { block, section: 'block', failed: false };
    this.#frames.push(frame);
    let ok = yield* this.#entries(block.block);
    frame.failed = !ok;
    if (!ok && block.rescue.length > 0) {
      frame.section = 'rescue';
      ok = yield* this.#entries(block.rescue);
      frame.failed = !ok;
    }
    frame.section = 'always';
    const forgiven = this.#forgiven;
    if (!(yield* this.#entries(block.always))) ok = false;
    else {
      const isLost = !ok && block.always.length > 0 && !this.#frames.slice(0, -1).some(goesOn);
      if (isLost && this.#forgiven === forgiven) yield 'parked';
      if (this.#forgiven > forgiven) ok = true;
    }
    this.#frames.pop();
    return ok;
  }

  *#entries(entries: readonly (Block | Task)[]): Flow {
    for (const entry of entries) {
      const ok = entry instanceof Block ? yield* this.#block(entry) : yield* this.#task(entry);
      if (!ok) return false;
    }
    return true;
  }

  *#task(task: Task): Flow {
    if (this.#skipping) {
      if (task.implicit || this.#init.startsAt?.(task) !== true) return true;
      this.#skipping = false;
      this.matched = true;
    }
    const outcome = yield { task };
    if (outcome.failed) return false;
    if (
      outcome.skipped !== true &&
      task.taskKind === 'meta' &&
      task.args.get('_raw_params') === 'flush_handlers'
    ) {
      return yield* this.#flush();
    }
    for (const block of outcome.included ?? []) if (!(yield* this.#block(block))) return false;
    return true;
  }

  *#flush(): Flow {
    const handlers = [...this.#init.handlers()];
    for (let at = 0; at < handlers.length; at++) {
      const task = handlers[at] as Task;
      if (!task.notifiedHosts.has(this.#init.hostName)) continue;
      const outcome = yield { task, handlerAt: at };
      if (outcome.failed) return false;
      handlers.splice(at + 1, 0, ...(outcome.includedHandlers ?? []));
    }
    return true;
  }
}

/** Whether a failure within the block's current section leads to another of its sections. */
const goesOn = ({ block, section }: Frame): boolean =>
  (section === 'block' && block.rescue.length > 0) ||
  (section !== 'always' && block.always.length > 0);

/** Whether a task to start at is on the way that hosts take without failures. */
function holdsStart(entry: Block | Task, startsAt: (task: Task) => boolean): boolean {
  if (!(entry instanceof Block)) return !entry.implicit && startsAt(entry);
  return [...entry.block, ...entry.always].some((one) => holdsStart(one, startsAt));
}
