import { ParseError, TroupeError } from '../diagnostics/errors.ts';
import { repr } from '../values/index.ts';
import { type Dict, Template, type Value } from '../values/types.ts';
import { isOldInclude, taskKindOf } from './actions.ts';
import { type PlaybookContext, pythonType } from './context.ts';
import { keywordIn, placeOf } from './keyword-in.ts';
import { blockKeywords, handlerKeywords, includeKeywords, taskKeywords } from './keywords.ts';
import { settleModuleDefaults } from './module-defaults.ts';
import {
  Block,
  type Keywords,
  keywordOf,
  type Node,
  type Play,
  type Role,
  Task,
  type TaskKind,
} from './nodes.ts';
import { parseTaskAction } from './task-arguments.ts';
import { wrongAttribute } from './wrong-attribute.ts';

/** Where a list of tasks stands. */
export interface Surroundings {
  readonly context: PlaybookContext;
  readonly play: Play;
  readonly role: Role | undefined;
  readonly parent: Node;
  readonly handlers: boolean;
  readonly place: PlaceTask;
}

/** Puts a task into its place: the task itself or, for a static include, the blocks and tasks that it brings. */
export type PlaceTask = (task: Task, around: Surroundings) => (Block | Task)[];

/**
 * Loads a list of tasks and blocks as a list of blocks: runs of bare tasks share an implicit block.
 * @throws ParseError with the task's place.
 */
export function loadBlocks(data: Value, around: Surroundings): Block[] {
  const list = taskList(data, around);
  const blocks: Block[] = [];
  let implicit: Value[] = [];
  const flush = (): void => {
    if (implicit.length === 0) return;
    const block = new Block(
      new Map(),
      around.parent,
      around.role,
      around.play,
      around.context.spanOf(implicit[0] ?? null),
    );
    block.block = loadTasks(implicit, { ...around, parent: block });
    blocks.push(block);
    implicit = [];
  };
  for (const entry of list) {
    if (entry instanceof Map && isBlock(entry)) {
      flush();
      blocks.push(loadBlock(entry, around));
    } else if (entry === null)
      flush(); // A dash with nothing behind it.
    else implicit.push(entry);
  }
  flush();
  return blocks;
}

const isBlock = (entry: Dict): boolean =>
  entry.has('block') || entry.has('rescue') || entry.has('always');

function taskList(data: Value, around: Surroundings): Value[] {
  if (data === null) return [];
  if (Array.isArray(data)) return data;
  throw new ParseError(`The ds (${String(data)}) should be a list but was a ${pythonType(data)}`, {
    span: around.context.spanOf(data),
  });
}

function loadBlock(data: Dict, around: Surroundings): Block {
  const { context } = around;
  const span = context.spanOf(data);
  const keywords: Keywords = new Map();
  for (const key of data.keys()) {
    const name = String(key);
    if (!(name in blockKeywords))
      throw wrongAttribute(
        key,
        { data, owner: 'Block', known: Object.keys(blockKeywords) },
        context,
      );
    if (name !== 'block' && name !== 'rescue' && name !== 'always')
      keywords.set(name, keywordIn(data, name, blockKeywords[name], 'Block', context));
  }
  settleModuleDefaults(keywords, around.context);
  const block = new Block(keywords, around.parent, around.role, around.play, span);
  const inside = { ...around, parent: block };
  const section = (name: 'block' | 'rescue' | 'always'): (Block | Task)[] => {
    const entries = data.has(name) ? (data.get(name) as Value) : [];
    if (!Array.isArray(entries)) {
      const what = { block: 'a block', rescue: 'rescue.', always: 'always' }[name];
      throw new ParseError(`A malformed block was encountered while loading ${what}`, { span });
    }
    return loadTasks(entries, inside);
  };
  block.block = section('block');
  block.rescue = section('rescue');
  block.always = section('always');
  for (const name of ['rescue', 'always'] as const) {
    if (block[name].length > 0 && block.block.length === 0)
      throw new ParseError(`'${name}' keyword cannot be used without 'block'`, { span });
  }
  return block;
}

/** For an entry that is no mapping. Of a list that a block holds Ansible tells where that stands, else what it is. */
function malformedEntry(data: readonly Value[], { parent, context }: Surroundings): ParseError {
  const message = 'A malformed block was encountered while loading a block';
  if (parent.kind === 'block' && context.spanOf(data as Value) !== undefined)
    return new ParseError(message, { span: parent.span });
  return new ParseError(
    `${message}. The ds (${repr(data as Value)}) should be a dict but was a <class 'list'>`,
  );
}

/** Loads tasks; static includes are replaced by the blocks that they bring. */
function loadTasks(data: Value[], around: Surroundings): (Block | Task)[] {
  return data.flatMap((entry): (Block | Task)[] => {
    if (!(entry instanceof Map)) {
      throw malformedEntry(data, around);
    }
    if (!isBlock(entry)) return loadTask(entry, around);
    if (around.handlers) {
      throw new ParseError('Using a block as a handler is not supported.', {
        span: around.context.spanOf(entry),
      });
    }
    return [loadBlock(entry, around)];
  });
}

function loadTask(data: Dict, around: Surroundings): (Block | Task)[] {
  const { context, play, role, parent, handlers } = around;
  const span = context.spanOf(data);
  const folders =
    role === undefined
      ? [play.basedir]
      : [role.path, ...role.dependents.map((one) => one.path), play.basedir];
  const collections = collectionsOf(parent, data.get('collections'));
  const { action, args, delegateTo } = parseTaskAction(data, context, folders, collections);
  const kind = kindOf(action, args, data, parent);
  const keywords: Keywords = new Map();
  let loopWith: string | undefined;
  const allowed = handlers ? handlerKeywords : taskKeywords;

  for (const [key, value] of data) {
    const name = String(key);
    if (
      name === action ||
      name === 'action' ||
      name === 'local_action' ||
      name === 'args' ||
      name === 'delegate_to'
    )
      continue;
    if (name.startsWith('with_') && context.isLookup(name.slice(5))) {
      if (loopWith !== undefined || keywords.has('loop'))
        throw new TroupeError(`duplicate loop in task: ${name.slice(5)}`, { span });
      if (value === null)
        throw new TroupeError(`you must specify a value when using ${name}`, { span });
      loopWith = name.slice(5);
      keywords.set('loop', value);
      continue;
    }
    if (name === 'loop' && value === null) continue;
    if (name === 'static' && isOldInclude(action)) continue;
    if (!(name in allowed)) {
      if (context.invalidTaskAttributeFailed) {
        throw wrongAttribute(
          name,
          { data, owner: className(kind, handlers), known: Object.keys(allowed) },
          context,
          'This error can be suppressed as a warning using the "invalid_task_attribute_failed" configuration',
        );
      }
      context.warn(`Ignoring invalid attribute: ${name}`);
      continue;
    }
    if (
      (kind === 'include_tasks' || kind === 'include_role') &&
      !isOldInclude(action) &&
      !includeKeywords.has(name) &&
      name !== 'listen'
    ) {
      const owner = className(kind, handlers);
      throw wrongAttribute(name, { data, owner, known: includeKeywords }, context);
    }
    keywords.set(name, keywordIn(data, name, allowed[name], className(kind, handlers), context));
  }
  if (delegateTo !== undefined && delegateTo !== null) {
    if (data.has('delegate_to'))
      keywordIn(data, 'delegate_to', allowed.delegate_to, className(kind, handlers), context);
    keywords.set('delegate_to', delegateTo);
  }
  const loopControl = keywords.get('loop_control');
  if (loopControl !== undefined && !(loopControl instanceof Map)) {
    throw new ParseError(
      'the `loop_control` value must be specified as a dictionary and cannot be a variable itself (though it can contain variables)',
      { span: placeOf('loop_control', data, context) },
    );
  }
  if (loopControl instanceof Map) checkLoopControl(loopControl, context);
  settleModuleDefaults(keywords, context);
  const task = new Task({
    keywords,
    parent,
    role,
    play,
    span,
    action,
    taskKind: kind,
    args,
    loopWith,
    isHandler: handlers,
    isOldStyle: data.has('action') || data.has('local_action'),
  });
  return around.place(task, around);
}

const loopControlKeys = new Set([
  'loop_var',
  'index_var',
  'label',
  'pause',
  'extended',
  'extended_allitems',
]);

function checkLoopControl(data: Dict, context: PlaybookContext): void {
  for (const key of data.keys()) {
    if (loopControlKeys.has(String(key))) continue;
    throw wrongAttribute(key, { data, owner: 'LoopControl', known: loopControlKeys }, context);
  }
}

/** Collections to search for short names, from the task or what encloses it. */
function collectionsOf(parent: Node, own: Value | undefined): string[] {
  const value = own ?? keywordOf(parent, 'collections');
  return Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [];
}

function className(kind: TaskKind, handlers: boolean): string {
  if (kind === 'include_role' || kind === 'import_role') return 'IncludeRole';
  if (kind === 'include_tasks' || kind === 'import_tasks')
    return handlers ? 'HandlerTaskInclude' : 'TaskInclude';
  return handlers ? 'Handler' : 'Task';
}

function kindOf(action: string, args: Dict, data: Dict, parent: Node): TaskKind {
  if (!isOldInclude(action)) return taskKindOf(action);
  const file = args.get('_raw_params') ?? args.get('file');
  const looped = [...data.keys()].some((key) => key === 'loop' || String(key).startsWith('with_'));
  return file instanceof Template || looped || !allStatic(parent)
    ? 'include_tasks'
    : 'import_tasks';
}

function allStatic(node: Node | undefined): boolean {
  for (let at = node; at !== undefined; at = at.parent)
    if (at.kind === 'task' && at.isDynamicInclude) return false;
  return true;
}
