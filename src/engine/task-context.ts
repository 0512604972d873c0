import type { Play, Task } from '../playbook/nodes.ts';
import type { ContextualTarget } from '../targets/context.ts';
import type { TemplarContract } from '../template/contract.ts';
import type { Dict } from '../values/types.ts';
import type { HostLike } from '../vars/inventory-view.ts';
import type { KeywordValues } from './keyword-values.ts';
import type { LoopAhead } from './loop-ahead.ts';
import type { RunContext } from './run-context.ts';

/** One attempt of a task (or of one item of its loop) on a host: what actions get to work with. */
export interface TaskContext {
  readonly run: RunContext;
  readonly play: Play;
  readonly task: Task;
  readonly host: HostLike;
  /** Over all variables, loop variables included. */
  readonly templar: TemplarContract;
  readonly keywords: KeywordValues;
  /** Action as it will run: full name after redirects. */
  readonly action: string;
  /** Action as the task names it, rendered. */
  readonly calledAs: string;
  /** Arguments rendered, with module_defaults and without omitted ones. */
  readonly args: Dict;
  readonly check: boolean;
  readonly diff: boolean;
  readonly noLog: boolean;
  readonly environment: ReadonlyMap<string, string>;
  /** Connects when first asked for. @throws UnreachableError, TargetError */
  target(): Promise<ContextualTarget>;
  /** Lets the next `target()` connect anew, when the connection was lost. */
  reconnect(): void;
  /** The same with a target that nobody else uses, by that name: for what goes on beside the play. */
  beside(lane: string): TaskLane;
  /** Plans of the loop that this is an item of. */
  readonly ahead: LoopAhead | undefined;
  /** Name of the host that does the work. */
  readonly delegatedTo: string | undefined;
}

/** A task's context with a target of its own. */
export interface TaskLane extends TaskContext {
  /** Ends the target with what it runs. */
  end(): Promise<void>;
}

/** A task's result, in Ansible's field names. */
type ActionResult = Dict;

/** An action that the engine performs itself. */
export interface EngineAction {
  /** Short name in ansible.builtin. */
  readonly name: string;
  /** Runs for the first host of the batch only (Ansible's BYPASS_HOST_LOOP). */
  readonly onceForAllHosts?: boolean;
  /** The options it takes, where it refuses others. */
  readonly options?: readonly string[];
  /** Whether it sets the clock that a task's `timeout` runs by: the timeout is lost then. */
  setsClock?(args: Dict): boolean;
  run(context: TaskContext): ActionResult | Promise<ActionResult>;
}
