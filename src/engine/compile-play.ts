import { isOldInclude } from '../playbook/actions.ts';
import { compileRole } from '../playbook/load-role.ts';
import { Block, type Play, Task } from '../playbook/nodes.ts';
import { filterBlock, flatTasks, isSelected, tagsOf } from '../playbook/tags.ts';
import type { Value } from '../values/types.ts';
import type { RunContext } from './run-context.ts';

/** A play ready to run: its blocks filtered by tags, and all tasks in the order in which they are written. */
export interface CompiledPlay {
  readonly setup: Task | undefined;
  readonly blocks: Block[];
  /** The linear strategy walks this list; includes are inserted while the play runs. */
  readonly allTasks: Task[];
}

/** The blocks of a play in order: pre_tasks, roles, tasks, post_tasks, with handlers flushed between them. */
export function playBlocks(play: Play, forceHandlers: boolean): Block[] {
  const flush = (): Block => implicitMeta(play, 'flush_handlers');
  const roles = play.roles
    .filter((role) => !role.fromInclude)
    .flatMap((role) => compileRole(role, play));
  if (forceHandlers) {
    return [play.preTasks, [...roles, ...play.tasks], play.postTasks].map((blocks) => {
      const whole = new Block(new Map(), play, undefined, play, play.span);
      whole.block = blocks.length > 0 ? blocks : [implicitMeta(play, 'noop')];
      whole.always = [flush()];
      return whole;
    });
  }
  return [...play.preTasks, flush(), ...roles, ...play.tasks, flush(), ...play.postTasks, flush()];
}

function implicitMeta(play: Play, action: string): Block {
  const block = new Block(new Map(), play, undefined, play, play.span);
  const task = new Task({
    keywords: new Map(),
    parent: block,
    role: undefined,
    play,
    span: play.span,
    action: 'meta',
    taskKind: 'meta',
    args: new Map([['_raw_params', action]]),
    isHandler: false,
  });
  task.implicit = true;
  block.block = [task];
  return block;
}

/**
 * Whether the run's tags let a task run. Tags see the play's variables and those of the include that brought the task, but
 * not the task's own. The old `include` is left out by `--skip-tags` alone.
 */
export function taskSelector(run: RunContext, play: Play, include?: Task): (task: Task) => boolean {
  const { tags } = run.options;
  const skipped = { only: new Set<string>(), skip: tags.skip };
  return (task) =>
    isSelected(
      tagsOf(task, () => run.vars.templar({ play, task: include })),
      isOldInclude(task.action) ? skipped : tags,
    );
}

export function compilePlay(run: RunContext, play: Play, forceHandlers: boolean): CompiledPlay {
  const selects = taskSelector(run, play);
  const blocks = playBlocks(play, forceHandlers)
    .map((block) => filterBlock(block, selects))
    .filter((block) => !block.isEmpty);
  const setup = setupTask(play);
  const kept = selects(setup) ? setup : undefined;
  return {
    setup: kept,
    blocks,
    allTasks: [...(kept === undefined ? [] : [kept]), ...blocks.flatMap(flatTasks)],
  };
}

/** The implicit fact gathering task. */
function setupTask(play: Play): Task {
  const args = new Map<Value, Value>();
  for (const name of ['gather_subset', 'gather_timeout', 'fact_path']) {
    const value = play.keywords.get(name);
    if (value !== undefined && value !== null) args.set(name, value);
  }
  const keywords = new Map<string, Value>([
    ['name', 'Gathering Facts'],
    ['run_once', false],
  ]);
  if (play.keywords.get('tags') === undefined) keywords.set('tags', ['always']);
  if (play.importConditions.length > 0) keywords.set('when', play.importConditions);
  return new Task({
    keywords,
    parent: play,
    role: undefined,
    play,
    span: play.span,
    action: 'gather_facts',
    taskKind: 'module',
    args,
    isHandler: false,
  });
}
