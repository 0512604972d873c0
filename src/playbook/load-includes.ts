import { readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { LoadError, ParseError, UndefinedVariableError } from '../diagnostics/errors.ts';
import { SourceText } from '../diagnostics/source-text.ts';
import type { Span } from '../diagnostics/span.ts';
import type { TemplarContract } from '../template/contract.ts';
import { Template, type Value } from '../values/types.ts';
import { shortName } from './actions.ts';
import { type PlaybookContext, pythonType } from './context.ts';
import { keywordIn } from './keyword-in.ts';
import { blockKeywords } from './keywords.ts';
import { loadBlocks, type PlaceTask, type Surroundings } from './load-tasks.ts';
import { settleModuleDefaults } from './module-defaults.ts';
import { Block, type Keywords, type Node, type Task } from './nodes.ts';
import type { RoleRequest } from './role-entry.ts';
import { textOf } from './task-arguments.ts';
import { wrongAttribute } from './wrong-attribute.ts';

/**
 * Checks the arguments of include_tasks, import_tasks and the old include; the file ends up in `_raw_params`.
 * @throws ParseError
 */
export function checkInclude(task: Task): void {
  const { args, span, action } = task;
  const valid = new Set<Value>(['file', '_raw_params', 'apply']);
  const unknown = [...args.keys()].filter((key) => !valid.has(key));
  if (unknown.length > 0 && shortName(action) !== 'include') {
    throw new ParseError(`Invalid options for ${action}: ${unknown.join(',')}`, { span });
  }
  if (!args.get('_raw_params')) {
    args.set('_raw_params', args.get('file') ?? null);
    args.delete('file');
  }
  if (!args.get('_raw_params')) throw new ParseError(`No file specified for ${action}`);
  checkApply(task, 'include_tasks');
}

function checkApply(task: Task, allowedFor: string): void {
  const apply = task.args.get('apply');
  if (apply === undefined || apply === null) return;
  if (shortName(task.action) !== allowedFor) {
    throw new ParseError(`Invalid options for ${task.action}: apply`, { span: task.span });
  }
  if (!(apply instanceof Map)) {
    throw new ParseError(`Expected a dict for apply but got ${pythonType(apply)} instead`, {
      span: task.span,
    });
  }
}

const roleFromArguments = ['tasks_from', 'vars_from', 'defaults_from', 'handlers_from'] as const;
const roleOtherArguments = ['apply', 'public', 'allow_duplicates', 'rolespec_validate'] as const;

/** Checks the arguments of include_role and import_role and says which role they ask for. @throws ParseError */
export function prepareIncludeRole(task: Task, context: PlaybookContext): RoleRequest {
  const { args, span, action } = task;
  const name = args.get('name') ?? args.get('role');
  if (name === undefined || name === null) {
    throw new ParseError(`'name' is a required field for ${action}.`, { span });
  }
  if (args.has('public') && task.taskKind !== 'include_role') {
    throw new ParseError(`Invalid options for ${action}: public`, { span });
  }
  const valid = new Set<Value>(['name', 'role', ...roleFromArguments, ...roleOtherArguments]);
  const unknown = [...args.keys()].filter((key) => !valid.has(key));
  if (unknown.length > 0)
    throw new ParseError(`Invalid options for ${action}: ${unknown.join(',')}`, { span });
  checkApply(task, 'include_role');
  const from = new Map<string, Value>();
  for (const key of roleFromArguments) {
    const value = args.get(key);
    if (value === undefined) continue;
    const text = textOf(value);
    if (text === undefined) {
      throw new ParseError(`Expected a string for ${key} but got ${pythonType(value)} instead`);
    }
    from.set(key.slice(0, -'_from'.length), value instanceof Template ? value : basename(text));
  }
  const place = context.spanOfValue(args, args.has('name') ? 'name' : 'role');
  return { data: name, from, include: task, ...(place === undefined ? {} : { span: place }) };
}

/** The include tasks that lie between a task and its play, innermost first, with the folder that each one names. */
function* includeFolders(task: Task, templar: TemplarContract): Generator<string> {
  for (let at: Node | undefined = task.parent; at !== undefined; at = at.parent) {
    if (at.kind !== 'task') continue;
    if (at.includedRole !== undefined) yield at.includedRole.path;
    else yield dirname(String(templar.template(at.args.get('_raw_params') ?? '')));
  }
}

/**
 * Finds the file of include_tasks/import_tasks: relative to the files that included it (nearest first), then in the
 * role's `tasks` (or `handlers`), then beside the playbook. The path need not exist: the caller's load then fails.
 */
export function resolveInclude(
  task: Task,
  target: string,
  templar: TemplarContract,
  context: PlaybookContext,
): string {
  const subfolder = task.isHandler ? 'handlers' : 'tasks';
  const { role, play } = task;
  let cumulative: string | undefined;
  for (const folder of includeFolders(task, templar)) {
    cumulative =
      cumulative === undefined || isAbsolute(cumulative) ? folder : join(folder, cumulative);
    const candidates =
      role === undefined
        ? relativeCandidates(play.basedir, cumulative, target, play.basedir, false)
        : [
            ...relativeCandidates(role.path, subfolder, target, play.basedir, true),
            ...relativeCandidates(
              resolve(role.path, subfolder, cumulative),
              subfolder,
              target,
              play.basedir,
              true,
            ),
          ];
    const found = candidates.find((candidate) => context.exists(candidate));
    if (found !== undefined) return found;
  }
  if (role === undefined) return resolve(play.basedir, expandHome(target));
  const candidates = relativeCandidates(role.path, subfolder, target, play.basedir, true);
  return candidates.find((candidate) => context.exists(candidate)) ?? (candidates.at(-1) as string);
}

const expandHome = (path: string): string => path.replace(/^~(?=\/|$)/, process.env.HOME ?? '~');

/** Places where Ansible looks for a file of a role or playbook, in its order (path_dwim_relative). */
function relativeCandidates(
  path: string,
  folder: string,
  source: string,
  basedir: string,
  isRole: boolean,
): string[] {
  if (source.startsWith('/') || source.startsWith('~')) return [resolve(expandHome(source))];
  const base = isRole && /\/tasks\/?$/.test(path) ? dirname(path) : path;
  return [
    // An include named by its whole path leaves an absolute folder here.
    resolve(path, folder, source),
    resolve(base, folder, source),
    ...(isRole && !source.endsWith(folder) ? [join(base, 'tasks', source)] : []),
    resolve(folder, source),
    join(base, source),
    resolve(basedir, folder, source),
    resolve(basedir, source),
  ].map((one) => resolve(one));
}

/** Where the document of a file begins that is no collection. */
function startOf(file: string): Span {
  const text = readFileSync(file, 'utf8');
  return new SourceText(file, text).spanAt(
    /^(?:\s*(?:#.*|---\s*)\n)*\s*/.exec(text)?.[0].length ?? 0,
  );
}

/** Loads the tasks of a static include in its place. */
export function importTasksFile(task: Task, around: Surroundings): Block[] {
  const { context, play } = around;
  if (task.hasLoop) {
    throw new ParseError(
      shortName(task.action) === 'import_tasks'
        ? "You cannot use loops on 'import_tasks' statements. You should use 'include_tasks' instead."
        : "You cannot use 'static' on an include with a loop",
      { span: task.span },
    );
  }
  const templar = context.templar(play, task);
  const source = task.args.get('_raw_params') ?? null;
  let target: string;
  try {
    target = String(templar.template(source));
  } catch (error) {
    if (!(error instanceof UndefinedVariableError)) throw error;
    throw new ParseError(
      `Error when evaluating variable in import path: ${textOf(source) ?? ''}.\n\n` +
        'When using static imports, ensure that any variables used in their names are defined in vars/vars_files\n' +
        'or extra-vars passed in from the command line. Static imports cannot use variables from facts or inventory\n' +
        'sources like group or host vars.',
    );
  }
  const file = resolveInclude(task, target, templar, context);
  const data = context.loadFile(file);
  if (data === null || (Array.isArray(data) && data.length === 0)) {
    context.warn(`file ${file} is empty and had no tasks to include`);
    return [];
  }
  if (!Array.isArray(data)) {
    throw new ParseError('included task files must contain a list of tasks', {
      span: context.spanOf(data) ?? startOf(file),
    });
  }
  context.notice(`statically imported: ${file}`, 2);
  task.includedFile = file;
  return loadBlocks(data, { ...around, parent: task });
}

/**
 * Loads the file of a dynamic include for some hosts.
 * @throws LoadError when the file can't be found or read, ParseError when it is no list of tasks.
 */
export function loadIncludedTasks(
  task: Task,
  file: string,
  context: PlaybookContext,
  place: PlaceTask,
): Block[] {
  if (!context.exists(file)) {
    throw new LoadError(`Could not find or access '${file}' on the Ansible Controller.`, {
      span: task.span,
    });
  }
  const data = context.loadFile(file);
  if (data === null) return [];
  if (!Array.isArray(data)) throw new LoadError('included task files must contain a list of tasks');
  return loadBlocks(data, {
    context,
    play: task.play,
    role: task.role,
    parent: applyBlock(task, context),
    handlers: task.isHandler,
    place,
  });
}

/** The block that carries the keywords of `apply`, or the include itself. */
export function applyBlock(task: Task, context: PlaybookContext): Node {
  const apply = task.args.get('apply');
  if (!(apply instanceof Map) || apply.size === 0) return task;
  const keywords: Keywords = new Map();
  for (const key of apply.keys()) {
    const name = String(key);
    if (!(name in blockKeywords)) {
      const known = Object.keys(blockKeywords);
      throw wrongAttribute(key, { data: apply, owner: 'Block', known }, context);
    }
    keywords.set(name, keywordIn(apply, name, blockKeywords[name], 'Block', context));
  }
  settleModuleDefaults(keywords, context);
  return new Block(keywords, task, task.role, task.play, task.span);
}
