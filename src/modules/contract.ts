import type { Change, ChangeOutcome, ReadTarget, WriteTarget } from '../targets/types.ts';
import type { Dict, PyFloat, Value } from '../values/types.ts';

/** Plain JSON of a result; floats that must print with a point are PyFloat. */
export type Json =
  | null
  | boolean
  | number
  | bigint
  | string
  | PyFloat
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** A task's result in Ansible's field names (`changed`, `msg`, `rc`, `stdout` …). Undefined fields are left out. */
export type Result = { [key: string]: Json | undefined };

/** One entry of `result.diff`, as Ansible's callbacks expect it. */
export interface Diff {
  before?: string | { readonly [key: string]: Json };
  after?: string | { readonly [key: string]: Json };
  before_header?: string;
  after_header?: string;
  prepared?: string;
  /** Set to 1 where a side is not shown because it is binary … */
  dst_binary?: number;
  src_binary?: number;
  /** … or to the limit in bytes where it is larger than that. */
  dst_larger?: number;
  src_larger?: number;
}

/** What a module found must be done. An empty list of changes means "ok". */
export interface Plan {
  readonly changes: readonly Change[];
  /** A user of the host whose account the changes touch: systems refuse that while shells of the user are open. */
  readonly account?: string;
  /**
   * The result as it stands when all changes are applied. `changed` is filled in from the changes unless given;
   * `failed: true` (with `msg`) makes the task fail and nothing is applied; `skipped: true` skips it.
   */
  readonly result: Result;
  readonly diff?: Diff | readonly Diff[];
  /** The template's error that a failed result comes from. */
  readonly fault?: Error;
  /**
   * All arguments after validation, with defaults: `invocation.module_args`. `defineModule` fills it in; null from a
   * module means that Ansible shows none here.
   */
  readonly moduleArgs?: Result | null;
  /**
   * Makes the final result from what applying brought (a command's output, a download). Not called in check mode.
   * It may read the target again (one round trip more).
   */
  finish?(outcomes: readonly ChangeOutcome[], target: ReadTarget): Result | Promise<Result>;
  /** Makes the result when applying a change failed; default: `failed` with the error's message. */
  failed?(
    error: Error,
    outcomes: readonly ChangeOutcome[],
    target: ReadTarget,
  ): Result | Promise<Result>;
  /**
   * Of a module that can't be planned, because a program of its own does the work on the host: runs it and makes the
   * result. Called in check mode as well, of which the program has been told; there are no `changes` then.
   */
  perform?(target: WriteTarget): Promise<Result>;
  /** Values of secret arguments that the result is to show all the same. */
  readonly revealed?: readonly string[];
  /** A failed plan because the arguments ask for more than the native module does: one in Python may do it. */
  readonly beyondNative?: true;
  /** A failed plan for want of something on the host with which there would be a change. */
  readonly lacking?: true;
}

/** What a module may use of the controller. */
export interface Controller {
  /**
   * Finds a file of the playbook or role as Ansible's copy/template do (`files/`, `templates/`, `vars/` of role and play).
   * @throws TargetError `Could not find or access 'x'\nSearched in:\n\t…`
   */
  findFile(kind: 'files' | 'templates' | 'vars' | 'tasks', name: string): string;
  /** Path on the controller that the user wrote (fetch's dest, …), against the playbook's folder, `~` expanded. */
  resolvePath(path: string): string;
  /** Content of a controller file, decrypted when it is a vault and `decrypt` isn't false. */
  readFile(path: string, options?: { decrypt?: boolean }): Buffer;
  /** Controller path holding the file's content in the clear: the path itself, or Content when it had to be decrypted. */
  fileContent(
    path: string,
    options?: { decrypt?: boolean },
  ): Buffer | { localPath: string; size: number };
  /** Renders a template file's text as the template module does, with the task's variables. */
  renderTemplate(text: string, options: RenderOptions): string;
  /** A variable of this host as the task sees it, rendered; undefined where it does not exist. */
  variable(name: string): Value | undefined;
  /** The same of the host that does the work: another one with `delegate_to`. */
  workerVariable?(name: string): Value | undefined;
  /** Runs another module's plan with the same target and task (package → apt, service → systemd). */
  planModule(name: string, args: Record<string, unknown>): Promise<Plan>;
  warn(message: string): void;
  /** Warns the user without a trace in the result, as an action of Ansible does. */
  display(message: string): void;
  /** `collection` is what the version is one of; default: ansible-core. */
  deprecate(message: string, version: string, collection?: string): void;
  /** Ansible's module puts something into its own folder for passing files here: it makes that, and warns of it. */
  takesFolder?(): void;
  /** What an action plugin needs beyond a module; given where a task runs. */
  readonly task?: TaskAccess;
}

/** A task as action plugins see it. */
export interface TaskAccess {
  /** Its keywords and connection, under Ansible's names. */
  readonly about: Readonly<Record<string, Value>>;
  /** Names of its variables. */
  variableNames(): Iterable<string>;
  /** A variable as it is written, loop variables included. */
  rawVariable(name: string): Value | undefined;
  /** Performs another module on the task's host; gives its result. */
  runModule(name: string, args: Record<string, unknown>): Promise<Dict>;
}

interface RenderOptions {
  /** Path of the template on the controller. */
  path: string;
  /** The same as the task has it, for `template_path`; default: `path`. */
  named?: string;
  /** Path on the target, for `template_destpath`. */
  dest?: string;
  blockStart?: string;
  blockEnd?: string;
  variableStart?: string;
  variableEnd?: string;
  commentStart?: string;
  commentEnd?: string;
  trimBlocks?: boolean;
  lstripBlocks?: boolean;
  newlineSequence?: string;
}

export interface ModuleContext<A> {
  readonly args: A;
  /** The arguments as the task gave them, rendered. */
  readonly raw?: Readonly<Record<string, unknown>>;
  readonly target: ReadTarget;
  readonly controller: Controller;
  readonly check: boolean;
  readonly diff: boolean;
  /** The name the task used for the module (`apt`, `ansible.builtin.apt`, `package` …), last part only. */
  readonly calledAs: string;
  /** The name exactly as the task writes it (`ansible.builtin.apt`), for error texts; default: `calledAs`. */
  readonly calledName?: string;
  /** Seconds that the whole task may take, when the task sets `timeout`. */
  readonly remoteUser: string | undefined;
  readonly noLog: boolean;
  /** Name of the host that does the work with `delegate_to`. */
  readonly delegatedTo?: string;
  /** What is wrong with the options' names, for modules that find it late. */
  readonly unsupported?: string;
}

/** Support as `ansible-doc` states it under ATTRIBUTES. */
export type Support = 'full' | 'partial' | 'none';

/**
 * A module: a function from arguments and observed state to a plan. Made by `defineModule` (define.ts), which
 * checks the arguments against `args` with Ansible's wording.
 */
export interface Module {
  /** FQCN, for example `ansible.builtin.lineinfile`. */
  readonly name: string;
  /** Other FQCNs or short names that reach it (`ansible.builtin.systemd_service`). */
  readonly aliases?: readonly string[];
  readonly summary: string;
  /** Examples as YAML text, for `troupe doc` and the documentation pages. */
  readonly examples?: string;
  /** Argument documentation, in Ansible's argument_spec terms. */
  readonly spec: ArgumentSpec;
  readonly returns?: Readonly<Record<string, string>>;
  readonly support: { readonly check: Support; readonly diff: Support };
  /** Planning takes a look at the host and no more: it may be done ahead of a task's turn, and for nothing. */
  readonly onlyLooks?: boolean;
  /** Whether these arguments, rendered and not checked yet, change a host whatever it is like, unless they fail. */
  alwaysChanges?(raw: Readonly<Record<string, unknown>>): boolean;
  /** It runs through the host's Python, and tells itself which one that is. */
  readonly tellsPython?: boolean;
  /** Free-form text (`command: ls -l`) goes to this argument. */
  readonly freeForm?: string;
  /** The value of `creates`/`removes`-like key=value pairs may stand within free-form text. */
  readonly freeFormKeys?: readonly string[];
  /**
   * Validates raw arguments (already rendered, plain JSON) and plans. A fault in the arguments gives a failed plan
   * with Ansible's text (`Unsupported parameters for (lineinfile) module: …`), never an exception.
   */
  plan(raw: Record<string, unknown>, context: Omit<ModuleContext<unknown>, 'args'>): Promise<Plan>;
}

/** argument_spec of one module, as Ansible's AnsibleModule takes it. */
export interface ArgumentSpec {
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly mutuallyExclusive?: readonly (readonly string[])[];
  readonly requiredTogether?: readonly (readonly string[])[];
  readonly requiredOneOf?: readonly (readonly string[])[];
  readonly requiredIf?: readonly (readonly [string, unknown, readonly string[], boolean?])[];
  readonly requiredBy?: Readonly<Record<string, string | readonly string[]>>;
  /** Adds mode, owner, group, seuser, serole, selevel, setype, attributes (attr), unsafe_writes. */
  readonly fileAttributes?: boolean;
}

export interface OptionSpec {
  readonly type:
    | 'str'
    | 'bool'
    | 'int'
    | 'float'
    | 'path'
    | 'raw'
    | 'list'
    | 'dict'
    | 'json'
    | 'jsonarg'
    | 'bytes'
    | 'bits';
  readonly elements?: OptionSpec['type'];
  readonly required?: boolean;
  readonly default?: unknown;
  readonly choices?: readonly (string | number | boolean)[];
  readonly aliases?: readonly string[];
  readonly noLog?: boolean;
  readonly doc?: string;
  /** Sub-options of a dict, or of each dict in a list. */
  readonly options?: ArgumentSpec['options'];
  /** Rules between the sub-options. */
  readonly constraints?: Omit<ArgumentSpec, 'options' | 'fileAttributes'>;
  readonly removedInVersion?: string;
  /** What that is a version of, as the module says it; default: its own collection. */
  readonly removedFrom?: string;
  /** Newer than ansible-core 2.14: works, but error texts don't list it among the supported parameters. */
  readonly unlisted?: boolean;
  /** Content of a file: not shown among the arguments, but in diffs and results. */
  readonly content?: boolean;
  /** A path of the controller: left as written, not expanded on the target. */
  readonly local?: boolean;
}
