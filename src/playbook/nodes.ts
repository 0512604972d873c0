import { randomUUID } from 'node:crypto';
import type { Span } from '../diagnostics/span.ts';
import { copyEntries } from '../values/text-type.ts';
import type { Dict, Value } from '../values/types.ts';
import { blockKeywords } from './keywords.ts';

export type Keywords = Map<string, Value>;

/** What a keyword can be inherited through. */
export type Node = Play | Role | Block | Task;

export class Play {
  readonly kind = 'play';
  readonly uuid: string = randomUUID();
  readonly keywords: Keywords;
  readonly span: Span | undefined;
  readonly parent = undefined;
  /** Folder of the playbook file that holds the play; relative paths start there. */
  readonly basedir: string;
  /** `vars:` as written, with those of import_playbook and of prompts laid over. */
  readonly vars: Map<string, Value> = new Map();
  /** The collection whose playbook it is in; roles that are in none look there for short names. */
  collection: string | undefined = undefined;
  preTasks: Block[] = [];
  tasks: Block[] = [];
  postTasks: Block[] = [];
  /** Handlers of roles first, then the play's own, then those that includes bring. */
  handlers: Task[] = [];
  /** Roles named under `roles:`, and those that import_role or a public include_role have added. */
  roles: Role[] = [];
  /** `when` of import_playbook: fact gathering is subject to it as well. */
  importConditions: Value[] = [];
  /** Hosts that left the play: unreachable or ended by `meta: end_host`. */
  readonly removedHosts: Set<string> = new Set();
  /** `role identity → host names` that have completed the role. */
  readonly completedRoles: Map<string, Set<string>> = new Map();
  readonly startedRoles: Map<string, Set<string>> = new Map();
  /** Counts up when `roles` grows, so that caches of role variables know. */
  rolesVersion = 0;

  constructor(keywords: Keywords, basedir: string, span: Span | undefined) {
    this.keywords = keywords;
    this.basedir = basedir;
    this.span = span;
  }

  /** As Ansible prints it: the name, or the hosts pattern. */
  get name(): Value {
    const name = this.keywords.get('name');
    if (name !== undefined && name !== null && name !== '') return name;
    const hosts = this.keywords.get('hosts');
    return Array.isArray(hosts) ? hosts.join(',') : (hosts ?? '');
  }
}

/** What uses of a role with the same identity have in common. */
export interface RoleUse {
  allowDuplicates: boolean;
  /** Whether its arguments are checked against its argument_specs. */
  readonly checksArguments: boolean;
  /** Those of the first use, where a play or a role's dependencies name it. */
  handlers?: Task[];
  /** Those of the first use by an include. */
  includedHandlers?: Task[];
}

/** One use of a role: named in a play, as a dependency, or by include_role/import_role. */
export class Role {
  readonly kind = 'role';
  readonly name: string;
  /** Collection that holds the role (`namespace.name`), if any. */
  readonly collection: string | undefined;
  readonly path: string;
  readonly keywords: Keywords;
  readonly span: Span | undefined;
  /** Play, dependent role, or the include task that brought it. */
  readonly parent: Node;
  /** Name and parameters: two uses with the same identity run once a host (unless allow_duplicates). */
  identity = '';
  params: Map<string, Value> = new Map();
  /** `vars:` beside the role's name. */
  vars: Map<string, Value> = new Map();
  defaults: Dict = new Map();
  roleVars: Dict = new Map();
  dependencies: Role[] = [];
  /** Roles that led here, outermost first. */
  dependents: Role[] = [];
  /** Shared by all uses of the same identity. */
  use: RoleUse = { allowDuplicates: false, checksArguments: true };
  blocks: Block[] = [];
  handlers: Task[] = [];
  /** From include_role or import_role: its tasks are not among the play's roles. */
  fromInclude = false;

  constructor(
    name: string,
    collection: string | undefined,
    path: string,
    keywords: Keywords,
    parent: Node,
    span: Span | undefined,
  ) {
    this.name = name;
    this.collection = collection;
    this.path = path;
    this.keywords = keywords;
    this.parent = parent;
    this.span = span;
  }

  /** `namespace.collection.role`, or the bare name of a role outside a collection. */
  get fullName(): string {
    return this.collection === undefined ? this.name : `${this.collection}.${this.name}`;
  }

  /** All dependencies, deepest first, as they run. */
  get allDependencies(): Role[] {
    return this.dependencies.flatMap((dependency) => [...dependency.allDependencies, dependency]);
  }
}

export class Block {
  readonly kind = 'block';
  readonly keywords: Keywords;
  parent: Node;
  readonly role: Role | undefined;
  readonly play: Play;
  readonly span: Span | undefined;
  block: (Block | Task)[] = [];
  rescue: (Block | Task)[] = [];
  always: (Block | Task)[] = [];

  constructor(
    keywords: Keywords,
    parent: Node,
    role: Role | undefined,
    play: Play,
    span: Span | undefined,
  ) {
    this.keywords = keywords;
    this.parent = parent;
    this.role = role;
    this.play = play;
    this.span = span;
  }

  get isEmpty(): boolean {
    return this.block.length + this.rescue.length + this.always.length === 0;
  }

  /** A copy with other contents, for tag filtering. */
  withContents(block: (Block | Task)[], rescue: (Block | Task)[], always: (Block | Task)[]): Block {
    const copy = new Block(this.keywords, this.parent, this.role, this.play, this.span);
    copy.block = block;
    copy.rescue = rescue;
    copy.always = always;
    return copy;
  }
}

/** What a task does to the run itself instead of to a host. */
export type TaskKind =
  | 'module'
  | 'include_tasks'
  | 'include_role'
  | 'import_tasks'
  | 'import_role'
  | 'meta';

export class Task {
  readonly kind = 'task';
  uuid: string = randomUUID();
  readonly keywords: Keywords;
  readonly parent: Node;
  readonly role: Role | undefined;
  readonly play: Play;
  readonly span: Span | undefined;
  /** As written: `copy`, `ansible.builtin.copy`, or a Template in old `action:` tasks. */
  readonly action: string;
  readonly taskKind: TaskKind;
  args: Dict;
  /** `with_<name>`; the items are under the keyword `loop`. */
  readonly loopWith: string | undefined;
  readonly isHandler: boolean;
  /** Written with `action:` or `local_action:`, which module_defaults don't reach. */
  readonly isOldStyle: boolean;
  /** Inserted by the engine (flush_handlers, role_complete …): never filtered by tags, not listed. */
  implicit = false;
  /** Variables from the includer: `include_tasks` arguments, loop items. */
  includeVars: Map<string, Value> = new Map();
  /** Hosts that notified this handler since it last ran. */
  notifiedHosts: Set<string> = new Set();
  /** Folder part and path of the file that an include brought in, for includes relative to it. */
  includedFile: string | undefined;
  includedRole: Role | undefined;

  constructor(init: {
    keywords: Keywords;
    parent: Node;
    role: Role | undefined;
    play: Play;
    span: Span | undefined;
    action: string;
    taskKind: TaskKind;
    args: Dict;
    loopWith?: string | undefined;
    isHandler: boolean;
    isOldStyle?: boolean;
  }) {
    this.keywords = init.keywords;
    this.parent = init.parent;
    this.role = init.role;
    this.play = init.play;
    this.span = init.span;
    this.action = init.action;
    this.taskKind = init.taskKind;
    this.args = init.args;
    this.loopWith = init.loopWith;
    this.isHandler = init.isHandler;
    this.isOldStyle = init.isOldStyle ?? false;
  }

  /** An include that is carried out while the play runs: it hands on no keywords but through `apply`. */
  get isDynamicInclude(): boolean {
    return this.taskKind === 'include_tasks' || this.taskKind === 'include_role';
  }

  get hasLoop(): boolean {
    const loop = this.keywords.get('loop');
    return loop !== undefined && loop !== null;
  }

  /** The same task standing elsewhere (loops of includes, repeated roles). */
  copyFor(includeVars: Map<string, Value>): Task {
    const copy = new Task(this);
    copy.uuid = this.uuid;
    copy.implicit = this.implicit;
    copy.includeVars = new Map();
    copyEntries(this.includeVars, copy.includeVars);
    copyEntries(includeVars, copy.includeVars);
    return copy;
  }

  /** The same task with arguments and keywords of its own, which can change. */
  editable(args: Dict): Task {
    const copy = new Task({ ...this, keywords: new Map(this.keywords), args: new Map(args) });
    copy.uuid = this.uuid;
    copy.implicit = this.implicit;
    copy.includeVars = this.includeVars;
    copy.notifiedHosts = this.notifiedHosts;
    return copy;
  }
}

/** The nearest node that `node` inherits keywords from: dynamic includes are stepped over. */
export function inheritanceParent(node: Node): Node | undefined {
  const parent = node.parent;
  return parent?.kind === 'task' && parent.isDynamicInclude ? inheritanceParent(parent) : parent;
}

/** Value of a keyword as written on the node or, for inherited keywords, on what encloses it; undefined if nowhere. */
export function keywordOf(node: Node, name: string): Value | undefined {
  return keywordHolder(node, name)?.keywords.get(name);
}

/** The node whose word on a keyword counts: the nearest that says anything. */
export function keywordHolder(node: Node, name: string): Node | undefined {
  if (!isInherited(name)) return node;
  for (let at: Node | undefined = node; at !== undefined; at = inheritanceParent(at))
    if (at.keywords.get(name) !== undefined) return at;
  return undefined;
}

/** Whether what encloses a node passes a keyword on to it. */
export const isInherited = (name: string): boolean => blockKeywords[name]?.inherit === true;

/** All values of an extending keyword (`when`, `tags`, `environment`, `module_defaults`), outermost first. */
export function collectedKeyword(node: Node, name: string): Value[] {
  const collected: Value[][] = [];
  for (let at: Node | undefined = node; at !== undefined; at = inheritanceParent(at)) {
    const value = at.keywords.get(name);
    if (value === undefined || value === null) continue;
    collected.push(Array.isArray(value) ? value : [value]);
  }
  return collected.reverse().flat();
}

/** `role : name` as banners show it (before rendering); the action where the task has no name. */
export function bannerName(task: Task): Value {
  const name = task.keywords.get('name');
  return name === undefined || name === null || name === '' ? task.action : name;
}
