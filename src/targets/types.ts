import type { Digests } from './digest.ts';
import type { ShellChannel } from './session/channel.ts';

/**
 * What a module sees of a host. Reads that are started in the same turn of the event loop travel in one
 * request: `await Promise.all([target.stat(a), target.readFile(b)])` is one round trip.
 */
export interface ReadTarget {
  readonly platform: Platform;
  /** The controller itself as its own user: what would cost a process can be done in this one (sockets …). */
  readonly local?: boolean;
  /** What the task lays over the surroundings of commands. */
  readonly surroundings?: Surroundings;
  /** stat(2) or lstat(2); null when nothing is there. @throws TargetError when the path can't be looked at. */
  stat(path: string, options?: StatOptions): Promise<FileStat | null>;
  /**
   * Content of a regular file, or its first `limit` bytes (a multiple of 64 KiB); null when nothing is there.
   * @throws TargetError (directory, permission).
   */
  readFile(path: string, limit?: number): Promise<Buffer | null>;
  /** Names in a folder (no `.` and `..`, sorted by code point); null when it isn't a folder. */
  readDirectory(path: string): Promise<string[] | null>;
  /**
   * Everything below a folder, the folder itself left out, in one round trip: path relative to it and lstat.
   * `prune` names entries (relative paths) not to descend into.
   */
  walk(path: string, options?: WalkOptions): Promise<WalkEntry[]>;
  /** Expands a leading `~` or `~user` and `$VAR` as the target's user. */
  expandPath(path: string): Promise<string>;
  /** Finds a program as execvp would; null when there is none. `paths` are looked in first. */
  which(program: string, paths?: readonly string[]): Promise<string | null>;
  /**
   * Runs a command that only reads (the caller's promise). A program that is missing or can't be
   * executed gives `spawnError`, not an exception.
   */
  query(command: Command): Promise<CommandResult>;
  /**
   * Copies a file of the target to one of the controller, streaming; gives its checksums. What was there is replaced at
   * the end, its mode stays. @throws TargetError
   */
  download(
    path: string,
    localPath: string,
    digests?: readonly ChecksumAlgorithm[],
  ): Promise<Digests>;
  /** Environment of the target's user as the session's shell has it, with the task's `environment` laid over. */
  environment(): Promise<Record<string, string>>;
}

/** The only writer. Changes are performed in order, in one round trip where none needs an earlier one's answer. */
export interface WriteTarget extends ReadTarget {
  /**
   * Performs changes in order; stops at the first that fails (a command with an exit code other than 0 is no failure).
   * @throws ApplyError, which carries the outcomes so far, when a change can't be performed.
   */
  apply(changes: readonly Change[]): Promise<ChangeOutcome[]>;
  /**
   * Starts a program that the caller talks with while the target is open; the task's surroundings are not laid over it.
   * It must say something before it is sent anything. @throws UnreachableError, TargetError
   */
  start?(
    program: Pick<Command, 'env'> & { readonly argv: readonly string[] },
  ): Promise<ShellChannel>;
}

/** The `environment` of a task, and where and how its commands run. */
export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly umask?: number;
  /** Seconds after which commands are ended. */
  readonly timeout?: number;
}

export interface Platform {
  /** `uname -s`: Linux, Darwin, FreeBSD … */
  readonly kernel: string;
  /** `uname -m` */
  readonly machine: string;
  /** Name, uid, gid and home of the user that operations run as (after become). */
  readonly user: {
    readonly name: string;
    readonly uid: number;
    readonly gid: number;
    readonly home: string;
  };
  /** Where Ansible would keep what it passes to this host; default: below the user's home. */
  readonly passing?: string;
}

export interface StatOptions {
  /** Follow symbolic links (default false). */
  follow?: boolean;
  /** Also the content's checksum, in hex, for regular files. */
  checksum?: ChecksumAlgorithm;
}

export type ChecksumAlgorithm = 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';

export type FileType = 'file' | 'directory' | 'link' | 'fifo' | 'socket' | 'block' | 'char';

export interface FileStat {
  readonly path: string;
  readonly type: FileType;
  /** Permission bits with setuid, setgid and sticky (0o7777). */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Name of the owner, null where the id has none. */
  readonly owner: string | null;
  readonly group: string | null;
  readonly size: number;
  /** Seconds since the epoch, with fraction. */
  readonly atime: number;
  readonly mtime: number;
  readonly ctime: number;
  readonly inode: number;
  readonly device: number;
  readonly deviceType: number;
  readonly links: number;
  readonly blocks: number;
  readonly blockSize: number;
  /** Of a symbolic link: what it says, and where it ends (realpath; null when it can't be resolved). */
  readonly linkTarget?: string;
  readonly realPath?: string | null;
  readonly checksum?: string;
  /** What the target's user may do (access(2)). */
  readonly readable: boolean;
  readonly writable: boolean;
  readonly executable: boolean;
}

export interface WalkOptions {
  maxDepth?: number;
  follow?: boolean;
  checksum?: ChecksumAlgorithm;
  /** Entries (relative paths) that are listed but not descended into. */
  prune?: readonly string[];
}

export interface WalkEntry extends FileStat {
  /** Path relative to the folder walked. */
  readonly relative: string;
}

export interface Command {
  /** Either a program with arguments, run without a shell … */
  argv?: readonly string[];
  /** … or text for a shell (`executable`, default /bin/sh). */
  shell?: string;
  executable?: string;
  cwd?: string;
  env?: Readonly<Record<string, string>>;
  stdin?: string | Buffer;
  /** Seconds until the command and its children are killed. */
  timeout?: number;
  umask?: number;
  /** Run on a pseudo-terminal and answer prompts: the expect module. */
  dialogue?: readonly Answer[];
  /** With `dialogue`: leave the terminal's echo on, so that answers show in stdout. */
  echo?: boolean;
}

export interface Answer {
  /** JavaScript regular expression source, matched against what was printed since the last answer. */
  readonly prompt: string;
  readonly flags?: string;
  /** Sent with a newline; several are used up one after another, the last one fails when asked again. */
  readonly responses: readonly string[];
  /** The only response is sent each time the prompt appears. */
  readonly repeat?: boolean;
}

export interface CommandResult {
  /** Exit code; negative signal number when a signal ended it. */
  readonly rc: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** The program could not be started at all. */
  readonly spawnError?: {
    readonly code: 'ENOENT' | 'EACCES' | 'ENOEXEC' | 'ENOTDIR';
    readonly message: string;
  };
  readonly timedOut?: boolean;
  /** Of a dialogue: the answer that was asked for again when it had no response left, and what was printed since the one before. */
  readonly exhausted?: { readonly prompt: string; readonly output: string };
  /** Target's clock, ms since the epoch. */
  readonly start: number;
  readonly end: number;
}

/** Content of a file to be: bytes in memory, or a file of the controller that is streamed. */
export type Content = Buffer | { readonly localPath: string; readonly size: number };

/** Ownership and permissions; what is absent stays as it is (or takes the umask's default for new files). */
export interface Attributes {
  mode?: number;
  /** Name or numeric id. */
  owner?: string | number;
  group?: string | number;
  seuser?: string;
  serole?: string;
  setype?: string;
  selevel?: string;
  /** chattr(1) string, for example `+i`. */
  attributes?: string;
}

/** One change of a host, as plain data: it can be saved, shown and replayed. */
export type Change =
  | ({
      readonly op: 'write';
      readonly path: string;
      readonly content: Content;
      /** Keep a copy of the old file: `PATH.PID.TIMESTAMP~`; its name comes back in the outcome. */
      readonly backup?: boolean;
      /** Command with `%s` for the temporary file; the file is only put in place when it exits 0. */
      readonly validate?: string;
      /** Write in place instead of by rename (bind mounts). */
      readonly unsafeWrites?: boolean;
      /** Seconds since the epoch. */
      readonly mtime?: number;
      /** Checksums to take of the content while it is sent, for the outcome. */
      readonly digests?: readonly ChecksumAlgorithm[];
    } & Attributes)
  | ({ readonly op: 'mkdir'; readonly path: string; readonly parents?: boolean } & Attributes)
  | ({ readonly op: 'attributes'; readonly path: string; readonly follow?: boolean } & Attributes)
  /** Sets times; creates an empty file when `create`. null keeps, 'now' is the target's clock. */
  | {
      readonly op: 'touch';
      readonly path: string;
      readonly create?: boolean;
      readonly atime: number | 'now' | null;
      readonly mtime: number | 'now' | null;
    }
  /** Replaces what is there (atomically) by a symbolic or hard link to `target`. */
  | { readonly op: 'symlink'; readonly path: string; readonly target: string }
  | { readonly op: 'hardlink'; readonly path: string; readonly target: string }
  | { readonly op: 'remove'; readonly path: string; readonly recursive?: boolean }
  | { readonly op: 'rename'; readonly from: string; readonly to: string }
  /** Copies on the target itself, atomically, keeping mode and times when `preserve`. */
  | ({
      readonly op: 'copy';
      readonly from: string;
      readonly to: string;
      readonly preserve?: boolean;
      readonly backup?: boolean;
      readonly validate?: string;
    } & Attributes)
  /** Lays a tree of files below `path` as one stream. */
  | { readonly op: 'writeTree'; readonly path: string; readonly entries: readonly TreeEntry[] }
  /** Copies a controller file to a fresh temporary path (mode 0600, or 0700 with `executable`): outcome.path. */
  | {
      readonly op: 'stage';
      readonly content: Content;
      readonly suffix?: string;
      readonly executable?: boolean;
    }
  | { readonly op: 'run'; readonly command: Command };

export type TreeEntry = { readonly relative: string } & Attributes &
  (
    | { readonly type: 'file'; readonly content: Content; readonly mtime?: number }
    | { readonly type: 'directory' }
    | { readonly type: 'link'; readonly target: string }
  );

export interface ChangeOutcome {
  /** Of `run`. */
  readonly command?: CommandResult;
  /** Of `write` and `copy` with `backup`, where there was a file. */
  readonly backupPath?: string;
  /** Of `stage`. */
  readonly path?: string;
  /** Of `write` with `digests`. */
  readonly digests?: Digests;
  /** Of `write` and `copy` with `validate`: what the command said. */
  readonly validation?: { readonly stdout: string; readonly stderr: string };
}
