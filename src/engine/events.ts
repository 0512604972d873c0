import type { Span } from '../diagnostics/span.ts';
import type { Dict, Value } from '../values/types.ts';

/** What callbacks need to know of a play. */
export interface PlayInfo {
  readonly uuid: string;
  /** As written, or the hosts pattern when the play has no name. */
  readonly name: string;
  readonly hosts: readonly string[];
  /** Its `hosts` as patterns with commas. */
  readonly pattern?: string | undefined;
  readonly checkMode: boolean;
  /** `linear` where it is absent. */
  readonly strategy?: string | undefined;
  readonly span?: Span | undefined;
}

/** What callbacks need to know of a task. */
export interface TaskInfo {
  readonly uuid: string;
  /** `role : name` as Ansible prints it; rendered where that is possible. */
  readonly name: string;
  /** The same as it is written, where that may be another. */
  readonly writtenName?: string | undefined;
  /** Module as the task names it (`copy`, `ansible.builtin.copy`). */
  readonly action: string;
  readonly resolvedAction: string;
  readonly path?: string | undefined;
  readonly line?: number | undefined;
  readonly role?: string | undefined;
  readonly tags: readonly string[];
  readonly noLog: boolean;
  readonly checkMode: boolean;
  readonly diff: boolean;
  readonly runOnce: boolean;
  readonly loop: boolean;
  /** The lookup of `with_X`. */
  readonly loopWith?: string | undefined;
  readonly args: Dict;
  /** Of a result: the arguments as they were rendered, where they were. */
  readonly renderedArgs?: Dict | undefined;
  /** The task's own keywords as they are written. */
  readonly keywords?: ReadonlyMap<string, Value> | undefined;
  /** Inserted by the engine: `meta` tasks between the parts of a play. */
  readonly implicit?: boolean;
  readonly playUuid: string;
}

/** What in the user's text made a task fail. */
export interface Fault {
  readonly message: string;
  /** False where the text must not be shown. */
  readonly showContent: boolean;
  place(): Span | undefined;
  /** What may have been meant. */
  hint(): string | undefined;
}

export type ResultStatus = 'ok' | 'failed' | 'skipped' | 'unreachable';

/** Outcome of a task on a host, or of one item of its loop. */
export interface TaskOutcome {
  readonly status: ResultStatus;
  readonly host: string;
  /** Other host that did the work (delegate_to), as the task names it. */
  readonly delegatedTo?: string | undefined;
  readonly task: TaskInfo;
  /** The result as registered, with Ansible's internal fields (`_ansible_no_log`, `_ansible_item_label` …) among it. */
  readonly result: Dict;
  readonly changed: boolean;
  readonly ignoreErrors: boolean;
  readonly ignoreUnreachable: boolean;
  /** Seconds since the epoch. */
  readonly start: number;
  readonly end: number;
  /** Of a failure: the template that it comes from. */
  readonly fault?: Fault | undefined;
}

export interface HostStats {
  ok: number;
  changed: number;
  unreachable: number;
  failures: number;
  skipped: number;
  rescued: number;
  ignored: number;
}

/** When a collection's plugin goes, and which collection's it is. */
export interface DeprecationOrigin {
  readonly date?: string | undefined;
  readonly collection?: string | undefined;
}

/** Everything that a callback can hear, in Ansible's order. */
export type EngineEvent =
  | { readonly type: 'playbookStart'; readonly path: string }
  | { readonly type: 'playStart'; readonly play: PlayInfo }
  | { readonly type: 'noHostsMatched' }
  | { readonly type: 'noHostsRemaining' }
  | {
      readonly type: 'taskStart';
      readonly task: TaskInfo;
      readonly kind: 'task' | 'handler' | 'cleanup';
    }
  /** A `meta` task that the engine inserted: only callbacks that ask for these hear of them. */
  | { readonly type: 'implicitTask'; readonly task: TaskInfo }
  | { readonly type: 'hostStart'; readonly task: TaskInfo; readonly host: string }
  | { readonly type: 'result'; readonly outcome: TaskOutcome }
  | { readonly type: 'itemResult'; readonly outcome: TaskOutcome; readonly item: Value }
  | {
      readonly type: 'retry';
      readonly outcome: TaskOutcome;
      readonly attempt: number;
      readonly retries: number;
    }
  | {
      readonly type: 'asyncPoll';
      readonly host: string;
      readonly task: TaskInfo;
      readonly jid: string;
      readonly result: Dict;
    }
  | {
      readonly type: 'asyncFinished';
      readonly host: string;
      readonly task: TaskInfo;
      readonly failed: boolean;
      readonly result: Dict;
    }
  | {
      readonly type: 'included';
      /** Path as printed (`included: PATH for h1, h2`); for include_role the role's name. */
      readonly file: string;
      readonly hosts: readonly string[];
      readonly label?: Value | undefined;
      readonly task: TaskInfo;
    }
  | {
      readonly type: 'notified';
      readonly handler: string;
      readonly host: string;
      readonly task: TaskInfo;
    }
  /** A headline of the engine's own (`--step`). */
  | { readonly type: 'banner'; readonly message: string }
  /** `everyTime`: told again though it was told before. */
  | {
      readonly type: 'warning';
      readonly message: string;
      readonly everyTime?: boolean | undefined;
    }
  /** A person is asked something: nothing may be drawn over it. */
  | { readonly type: 'question' }
  | ({
      readonly type: 'deprecation';
      readonly message: string;
      readonly version?: string | undefined;
    } & DeprecationOrigin)
  /** `wrapped`: told as `[ERROR]: …`, broken into lines; else as `ERROR! …`. */
  | { readonly type: 'error'; readonly message: string; readonly wrapped?: boolean | undefined }
  /** Text that the engine must show at this very place (`pause` prompts, `meta` notices at -v). `verbosity`: least -v count. */
  | {
      readonly type: 'notice';
      readonly message: string;
      readonly verbosity: number;
      readonly host?: string | undefined;
    }
  | {
      readonly type: 'stats';
      readonly stats: ReadonlyMap<string, HostStats>;
      readonly custom: Dict;
    };

/** One output of a run. Callbacks are called in order and must not throw. */
export interface Callback {
  readonly name: string;
  onEvent(event: EngineEvent): void;
  /** Shows a result's diff ahead of it, where the two have to be told apart; the result is then shown without. */
  showDiff?(outcome: TaskOutcome): void;
  /** Called once at the end, whatever happened; may wait for files to be written. `code`: the run's exit code. */
  close?(code?: number): void | Promise<void>;
}
