import type { Controller, Module } from '../modules/contract.ts';
import type { PlaybookContext } from '../playbook/context.ts';
import type { TagSelection } from '../playbook/tags.ts';
import type { TargetPool } from '../targets/pool.ts';
import type { ReadTarget } from '../targets/types.ts';
import type { TemplateServices } from '../template/contract.ts';
import type { Value } from '../values/types.ts';
import type { VariableManager } from '../vars/manager.ts';
import type { AsyncJobs } from './async-jobs.ts';
import type { EngineEvent } from './events.ts';
import type { Foresight } from './foresight.ts';
import type { RunInventory } from './run-inventory.ts';
import type { RunStats } from './stats.ts';

/** What the command line and the configuration decide for a whole run. */
export interface RunOptions {
  readonly check: boolean;
  /** A check in which tasks see what those before them would have changed. */
  readonly foresee: boolean;
  readonly diff: boolean;
  readonly forks: number;
  readonly tags: TagSelection;
  readonly startAtTask: string | undefined;
  readonly step: boolean;
  readonly forceHandlers: boolean;
  readonly verbosity: number;
  readonly connection: ConnectionDefaults;
  readonly become: BecomeDefaults;
  /** ANY_ERRORS_FATAL */
  readonly anyErrorsFatal: boolean;
  /** DEFAULT_NO_LOG */
  readonly noLog: boolean;
  /** DEFAULT_GATHERING: implicit, explicit or smart. */
  readonly gathering: string;
  readonly gatherSubset: readonly string[] | undefined;
  readonly gatherTimeout: number | undefined;
  readonly factPath: string | undefined;
  /** FACTS_MODULES */
  readonly factsModules: readonly string[];
  /** DEFAULT_STRATEGY */
  readonly strategy: string;
  /** ERROR_ON_MISSING_HANDLER */
  readonly errorOnMissingHandler: boolean;
  /** TASK_TIMEOUT, seconds; 0 is none. */
  readonly taskTimeout: number;
  /** DEFAULT_POLL_INTERVAL, seconds. */
  readonly pollInterval: number;
  /** Folder of targets for results of async jobs, where `ansible_async_dir` names none. */
  readonly asyncFolder: string;
  readonly jinja2Native: boolean;
  /** DEFAULT_MANAGED_STR: what `ansible_managed` is made of. */
  readonly managed: string;
  readonly debugger: DebuggerOptions;
  /** RETRY_FILES_ENABLED, with RETRY_FILES_SAVE_PATH (default: the playbook's folder). */
  readonly retryFiles: { readonly folder: string | undefined } | undefined;
}

export interface DebuggerOptions {
  /** ENABLE_TASK_DEBUGGER: the debugger opens for every failed and unreachable result. */
  readonly enabled: boolean;
  /** TASK_DEBUGGER_IGNORE_ERRORS: failures under ignore_errors are left alone. */
  readonly ignoresErrors: boolean;
}

/** Connection settings where neither variables nor keywords say otherwise. */
interface ConnectionDefaults {
  /** DEFAULT_TRANSPORT or -c; `smart` is ssh. */
  readonly type: string;
  readonly user: string | undefined;
  readonly port: number | undefined;
  readonly password: string | undefined;
  readonly privateKeyFile: string | undefined;
  readonly sshArgs: string | undefined;
  readonly sshCommonArgs: string | undefined;
  readonly sshExtraArgs: string | undefined;
  readonly hostKeyChecking: boolean;
  readonly timeout: number;
  readonly retries: number;
  readonly shellExecutable: string;
  readonly remoteTmp: string | undefined;
}

interface BecomeDefaults {
  readonly enabled: boolean;
  readonly method: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly exe: string | undefined;
  readonly flags: string | undefined;
  /** BECOME_ALLOW_SAME_USER: whoever is that user already goes through the method as well. */
  readonly allowSameUser: boolean;
  /** What is said of one method alone. */
  readonly ofMethod?: Readonly<Record<string, BecomeOptions>>;
}

export interface BecomeOptions {
  readonly password: string | undefined;
  readonly exe: string | undefined;
  readonly flags: string | undefined;
}

export interface PauseEnd {
  readonly ended: 'done' | 'abort';
  /** What the person typed. */
  readonly text: string;
}

/** Talks with the person at the terminal. */
export interface Prompter {
  readonly interactive: boolean;
  ask(prompt: string, options: { echo: boolean }): Promise<string>;
  /** Asks for a line even where nobody sits at a terminal; undefined at the end of input. */
  readLine(prompt: string): Promise<string | undefined>;
  /**
   * Waits some seconds or, without `seconds`, for a line. The person may cut it short by Ctrl-C, and end the run then
   * (`abort`). Without a person only time is waited for.
   */
  pause(wait: { seconds: number | undefined; echo: boolean }): Promise<PauseEnd>;
}

/** What all parts of a run share. */
export interface RunContext {
  /** What can be said of a strategy that troupe does not have, to be added to the error. */
  readonly foreignStrategy?: (name: string) => string | undefined;
  readonly options: RunOptions;
  readonly inventory: RunInventory;
  readonly vars: VariableManager;
  readonly playbook: PlaybookContext;
  readonly pool: TargetPool;
  readonly services: TemplateServices;
  readonly stats: RunStats;
  readonly jobs: AsyncJobs;
  /** Of a dry run that looks ahead. */
  readonly foresight: Foresight | undefined;
  readonly prompter: Prompter;
  resolveModule(name: string, collections: readonly string[]): Promise<Module | undefined>;
  /** The Python that Ansible would find on a host, where it has to look for it and finds one. */
  findPython(
    target: ReadTarget,
    variables: Pick<Controller, 'variable'>,
  ): Promise<string | undefined>;
  /** By host the task (its uuid) whose result told of the host's Python last. */
  readonly pythonTold: Map<string, string>;
  /** Redirects and full names: `systemd` → `ansible.builtin.systemd`. */
  resolvedName(name: string): string;
  emit(event: EngineEvent): void;
  /** Hosts that can't be reached any more; they leave the run. */
  readonly unreachable: Set<string>;
  /** Hosts that failed in this or an earlier play. */
  readonly failed: Set<string>;
  /** `play` defaults for module arguments may name groups: `group/NAME`. */
  readonly extraVars: ReadonlyMap<string, Value>;
}
