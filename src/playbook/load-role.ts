import { basename } from 'node:path';
import { ParseError } from '../diagnostics/errors.ts';
import { OMIT } from '../template/ansible/omit.ts';
import type { TemplarContract } from '../template/contract.ts';
import { str, truthy } from '../values/index.ts';
import { type Dict, Template, type Value } from '../values/types.ts';
import type { PlaybookContext } from './context.ts';
import { metadataKeywords } from './keywords.ts';
import { applyBlock } from './load-includes.ts';
import { loadBlocks, type PlaceTask } from './load-tasks.ts';
import { Block, type Node, type Play, Role, type RoleUse, Task } from './nodes.ts';
import { type RoleEntry, type RoleRequest, readRoleEntry } from './role-entry.ts';
import { argumentSpecsOf, type RoleFileKind, readRoleFile } from './role-files.ts';
import { wrongAttribute } from './wrong-attribute.ts';

/** What an include_role or import_role brings. */
export interface LoadedRoleUse {
  readonly role: Role;
  readonly blocks: Block[];
}

/** Loads the roles named under `roles:` of a play, with their dependencies. @throws ParseError */
export function loadPlayRoles(
  data: Value[],
  play: Play,
  context: PlaybookContext,
  place: PlaceTask,
): Role[] {
  return loadRoles(requestsIn(data, context), play, play, [], context, place);
}

/** The entries of a list of roles, each with its place. */
function requestsIn(list: Value[], context: PlaybookContext): RoleRequest[] {
  return list.map((data, index) => {
    const span = context.spanOfItem(list, index);
    return { data, from: new Map(), ...(span && { span }) };
  });
}

/** Loads a list of roles. All are found before the first is read: a role that is missing is told before the faults of those that aren't. */
function loadRoles(
  requests: readonly RoleRequest[],
  play: Play,
  parent: Node,
  dependents: Role[],
  context: PlaybookContext,
  place: PlaceTask,
): Role[] {
  const found = requests.map((request) => ({
    request,
    entry: readRoleEntry(request, play, dependents, context),
  }));
  return found.map(({ request, entry }) =>
    loadRole(request, entry, play, parent, dependents, context, place),
  );
}

/** An option of an include that is true or false, rendered. */
function flag(templar: TemplarContract, raw: Value | undefined, fallback: boolean): boolean {
  if (raw === undefined || raw === null) return fallback;
  return /^(?:true|yes|on|1|y|t)$/i.test(str(templar.template(raw)));
}

/** Loads the role that an include task asks for, below that task; its handlers join the play's. @throws ParseError */
export function loadRoleUse(
  request: RoleRequest,
  task: Task,
  context: PlaybookContext,
  place: PlaceTask,
): LoadedRoleUse {
  const { play } = task;
  const parent = applyBlock(task, context);
  const dependents = task.role === undefined ? [] : [...task.role.dependents, task.role];
  const entry = readRoleEntry(request, play, dependents, context);
  const role = loadRole(request, entry, play, parent, dependents, context, place);
  role.fromInclude = true;
  const templar = context.templar(play, task);
  role.use.allowDuplicates = flag(templar, task.args.get('allow_duplicates'), true);
  task.includedRole = role;
  if (task.taskKind === 'import_role' || flag(templar, task.args.get('public'), false)) {
    play.roles.push(role);
    play.rolesVersion += 1;
  }
  play.handlers.push(...handlersOf(role).filter((one) => !play.handlers.includes(one)));
  return { role, blocks: compileRole(role, play) };
}

/** Handlers of a role and of all that it depends on, dependencies first. */
export function handlersOf(role: Role): Task[] {
  return [...role.dependencies.flatMap(handlersOf), ...role.handlers];
}

/** The blocks of a role's run: dependencies, its tasks, and a mark that it is complete. */
export function compileRole(role: Role, play: Play): Block[] {
  const end = new Block(new Map(), role, role, play, role.span);
  const complete = new Task({
    keywords: new Map<string, Value>([['tags', ['always']]]),
    parent: end,
    role,
    play,
    span: role.span,
    action: 'meta',
    taskKind: 'meta',
    args: new Map([['_raw_params', 'role_complete' as Value]]),
    isHandler: false,
  });
  complete.implicit = true;
  end.block = [complete];
  return [...role.dependencies.flatMap((one) => compileRole(one, play)), ...role.blocks, end];
}

function loadRole(
  request: RoleRequest,
  entry: RoleEntry,
  play: Play,
  parent: Node,
  dependents: Role[],
  context: PlaybookContext,
  place: PlaceTask,
): Role {
  const { located, keywords, params, vars, span } = entry;
  const templar = context.templar(play, request.include);
  context.roleFound?.(located.path);
  const role = new Role(located.name, located.collection, located.path, keywords, parent, span);
  role.params = params;
  role.vars =
    request.include === undefined ? vars : new Map([...vars, ...varsOfInclude(request.include)]);
  role.dependents = dependents;
  const from = new Map(
    [...request.from]
      .map(([kind, value]) => [kind, templar.template(value)] as const)
      .filter(([, value]) => value !== OMIT)
      .map(([kind, value]) => [kind, String(value)]),
  );
  const read = (kind: RoleFileKind): Value | undefined =>
    readRoleFile(role, kind, from.get(kind), context);

  role.roleVars = dictionary(read('vars'), 'vars', role);
  role.defaults = dictionary(read('defaults'), 'defaults', role);
  const meta = metadataOf(role, read('meta') ?? null, context);
  role.identity = identityOf(role, from, request);
  role.use = sharedUse(play, role.identity, {
    allowDuplicates: truthy(meta.get('allow_duplicates') ?? false),
    checksArguments: flag(templar, request.include?.args.get('rolespec_validate'), true),
  });
  const dependencies = meta.get('dependencies') ?? [];
  if (!Array.isArray(dependencies)) {
    throw new ParseError('Expected role dependencies to be a list.', {
      span: context.spanOf(meta),
    });
  }
  const collections = meta.get('collections');
  // Set even when there are none: a role's tasks don't take those of the play.
  const home = role.collection ?? play.collection;
  role.keywords.set('collections', [
    ...(home === undefined ? [] : [home]),
    ...(Array.isArray(collections) ? collections : []),
  ]);
  const needs = requestsIn(dependencies, context).map((request) => ({
    ...request,
    data: dependencyEntry(request.data),
  }));
  role.dependencies = loadRoles(needs, play, role, [...dependents, role], context, place);

  const tasks = read('tasks') ?? null;
  const around = { context, play, role, parent: role, handlers: false, place };
  role.blocks = [
    ...validationBlocks(role, meta, from.get('tasks') ?? 'main', context, play),
    ...loadBlocks(taskList(role, 'tasks', tasks, context), around),
  ];
  const handlers = read('handlers') ?? null;
  const own = loadBlocks(taskList(role, 'handlers', handlers, context), {
    ...around,
    handlers: true,
  }).flatMap((block) => block.block.filter((one): one is Task => one instanceof Task));
  role.handlers = sharedHandlers(role, own, request.include);
  return role;
}

/**
 * The handlers of a role's uses with the same identity are the same ones, below the include that came last. Those of an
 * include with a loop are its own: its items are parameters.
 */
function sharedHandlers(role: Role, own: Task[], include: Task | undefined): Task[] {
  const { use } = role;
  if (include === undefined) use.handlers ??= own;
  if (use.handlers !== undefined) return use.handlers;
  if (include?.hasLoop) return own;
  use.includedHandlers ??= own;
  for (const { parent } of use.includedHandlers) if (parent.kind === 'block') parent.parent = role;
  return use.includedHandlers;
}

const varsOfInclude = (task: Task): Map<string, Value> => {
  const vars = task.keywords.get('vars');
  return vars instanceof Map ? (vars as Map<string, Value>) : new Map();
};

function dictionary(data: Value | undefined, kind: string, role: Role): Dict {
  if (data === undefined || data === null) return new Map();
  if (data instanceof Map) return data;
  throw new ParseError(
    `The ${kind}/main.yml file for role '${role.name}' must contain a dictionary of variables`,
  );
}

/** Tasks or handlers of a role as they are written. @throws ParseError for anything but a list. */
function taskList(role: Role, kind: string, data: Value, context: PlaybookContext): Value {
  if (!truthy(data) || Array.isArray(data)) return data || null;
  throw new ParseError(
    `The ${kind}/main.yml file for role '${role.name}' must contain a list of tasks`,
    { span: context.spanOf(data) },
  );
}

/** What `meta/main.yml` holds. @throws ParseError for anything but a mapping of keywords that metadata may have */
function metadataOf(role: Role, data: Value, context: PlaybookContext): Dict {
  if (!truthy(data)) return new Map();
  if (!(data instanceof Map)) {
    throw new ParseError(`the 'meta/main.yml' for role ${role.fullName} is not a dictionary`);
  }
  for (const key of data.keys()) {
    if (typeof key === 'string' && key in metadataKeywords) continue;
    const known = Object.keys(metadataKeywords);
    throw wrongAttribute(key, { data, owner: 'RoleMetadata', known }, context);
  }
  return data;
}

/** Old metadata names dependencies as galaxy does: `{src: …, name: …}` or `user.role,version`. */
function dependencyEntry(data: Value): Value {
  if (!(data instanceof Map) || data.has('role') || data.has('name') || !data.has('src'))
    return data;
  const source = String(data.get('src'));
  const copy: Dict = new Map(data);
  for (const key of ['src', 'version', 'scm']) copy.delete(key);
  copy.set('role', basename(source).replace(/(\.git|\.tar\.gz)$/, ''));
  return copy;
}

/** Text that is equal for two uses of one role with the same parameters. */
function identityOf(
  role: Role,
  from: ReadonlyMap<string, string>,
  { include }: RoleRequest,
): string {
  const parts = [
    include !== undefined,
    role.params,
    role.vars,
    role.keywords.get('when') ?? null,
    role.keywords.get('tags') ?? null,
    new Map(from),
  ];
  return `${role.fullName}\u0000${role.path}\u0000${JSON.stringify(parts, plain)}`;
}

const plain = (_key: string, value: unknown): unknown => {
  if (value instanceof Map) return [...value];
  if (typeof value === 'bigint') return String(value);
  return value instanceof Template ? value.source : value;
};

const uses = new WeakMap<Play, Map<string, RoleUse>>();

/** Uses of a role that are alike are one to Ansible: the first of them says how it is checked. */
function sharedUse(play: Play, identity: string, use: RoleUse): RoleUse {
  const known = uses.get(play) ?? new Map<string, RoleUse>();
  uses.set(play, known);
  const shared = known.get(identity) ?? use;
  known.set(identity, shared);
  return shared;
}

/** The task that checks the role's arguments against its argument_specs, when it has them. */
function validationBlocks(
  role: Role,
  meta: Dict,
  entryPoint: string,
  context: PlaybookContext,
  play: Play,
): Block[] {
  if (!role.use.checksArguments) return [];
  const spec = argumentSpecsOf(role, meta, context)?.get(entryPoint);
  if (!(spec instanceof Map) || spec.size === 0) return [];
  const short = spec.get('short_description');
  const block = new Block(new Map(), role, role, play, role.span);
  block.block = [
    new Task({
      keywords: new Map<string, Value>([
        [
          'name',
          `Validating arguments against arg spec '${entryPoint}'${short === undefined ? '' : ` - ${String(short)}`}`,
        ],
        ['tags', ['always']],
      ]),
      parent: block,
      role,
      play,
      span: context.spanOf(spec) ?? role.span,
      action: 'ansible.builtin.validate_argument_spec',
      taskKind: 'module',
      args: new Map<Value, Value>([
        ['argument_spec', spec.get('options') ?? new Map()],
        ['provided_arguments', new Map(role.params)],
        [
          'validate_args_context',
          new Map<Value, Value>([
            ['type', 'role'],
            ['name', role.name],
            ['argument_spec_name', entryPoint],
            ['path', role.path],
          ]),
        ],
      ]),
      isHandler: false,
    }),
  ];
  return [block];
}
