import type { ChildProcess } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
} from 'node:fs';
import { homedir, type as kernelName, machine, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { spawnChannel } from '../connection/local.ts';
import { type ContextualTarget, inContext, layContext, type TargetContext } from '../context.ts';
import { ApplyError, OperationError, operationError } from '../errors.ts';
import type { ShellChannel } from '../session/channel.ts';
import { encodeText } from '../text.ts';
import type { ChangeOutcome, Platform, WriteTarget } from '../types.ts';
import { findAccount } from './accounts.ts';
import { performDirect } from './changes.ts';
import { endCommands, findProgram, runDirect } from './command.ts';
import { statDirect } from './stat.ts';
import { listDirect, walkDirect } from './walk.ts';
import { downloadDirect } from './write.ts';

/** A local target and the way to remove what it staged. */
export interface DirectTarget {
  readonly target: ContextualTarget;
  close(): void;
}

/**
 * The controller itself as its own user: system calls instead of a shell, so that work costs no process but the
 * commands that are asked for. `remoteTmp` is where staged files go (`~` expanded).
 */
export function openDirectTarget(remoteTmp = '~/.ansible/tmp'): DirectTarget {
  let folder: string | undefined;
  const stageFolder = () => {
    folder ??= makeStageFolder(remoteTmp);
    return folder;
  };
  const running = new Set<ChildProcess>();
  const programs: ShellChannel[] = [];
  const start: DirectScope['start'] = async ({ argv: [program = '', ...args], env }) => {
    const channel = spawnChannel(program, args, { env: { ...process.env, ...env } });
    channel.stdin.on('error', () => {});
    programs.push(channel);
    return channel;
  };
  return {
    target: directTarget(localPlatform(), {}, { stageFolder, start, running }),
    close() {
      endCommands(running);
      for (const program of programs) program.destroy();
      programs.length = 0;
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      folder = undefined;
    },
  };
}

/** What views of the target share. */
interface DirectScope {
  readonly stageFolder: () => string;
  readonly running: Set<ChildProcess>;
  readonly start: NonNullable<WriteTarget['start']>;
}

function makeStageFolder(remoteTmp: string): string {
  const base = expandUser(remoteTmp);
  try {
    mkdirSync(base, { recursive: true, mode: 0o700 });
    return mkdtempSync(join(base, 'ansible-tmp-'));
  } catch {
    return mkdtempSync(join(tmpdir(), 'ansible-tmp-'));
  }
}

function localPlatform(): Platform {
  const { username, uid, gid, homedir: home } = userInfo();
  return { kernel: kernelName(), machine: machine(), user: { name: username, uid, gid, home } };
}

function directTarget(
  platform: Platform,
  context: TargetContext,
  scope: DirectScope,
): ContextualTarget {
  const { stageFolder, start, running } = scope;
  const environment = (): NodeJS.ProcessEnv =>
    context.env ? { ...process.env, ...context.env } : process.env;
  return {
    platform,
    local: true,
    surroundings: context,
    start,
    stat: async (path, options) => statDirect(path, options),
    readFile: async (path, limit) => readDirect(path, limit),
    readDirectory: async (path) => listDirect(path),
    walk: async (path, options) => walkDirect(path, options),
    expandPath: async (path) => expandVariables(expandUser(path), environment()),
    which: async (program, paths) => findProgram(program, environment().PATH, paths),
    query: async (command) => await runDirect(inContext(command, context), process.env, running),
    environment: async () => {
      const defined = Object.entries(environment()).filter((entry) => entry[1] !== undefined);
      return Object.fromEntries(defined) as Record<string, string>;
    },
    async apply(changes) {
      const outcomes: ChangeOutcome[] = [];
      for (const change of changes) {
        try {
          outcomes.push(await performDirect(change, { context, stageFolder, running }));
        } catch (error) {
          throw new ApplyError(operationError(error), outcomes);
        }
      }
      return outcomes;
    },
    download: async (path, localPath, digests = []) => {
      try {
        return await downloadDirect(path, localPath, digests);
      } catch (error) {
        throw operationError(error, path);
      }
    },
    withContext: (over) => directTarget(platform, layContext(context, over), scope),
  };
}

function readDirect(path: string, limit = Number.POSITIVE_INFINITY): Buffer | null {
  const bytes = encodeText(path);
  try {
    const info = statSync(bytes, { throwIfNoEntry: false });
    if (!info) return null;
    if (info.isDirectory()) throw new OperationError('EISDIR', path);
    return info.isFile() && info.size > limit ? readHead(bytes, limit) : readFileSync(bytes);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw operationError(error, path);
  }
}

function readHead(path: Buffer, length: number): Buffer {
  const descriptor = openSync(path, 'r');
  try {
    const head = Buffer.alloc(length);
    return head.subarray(0, readSync(descriptor, head));
  } finally {
    closeSync(descriptor);
  }
}

/** Expands a leading `~` or `~user`; an unknown user stays as written, as in os.path.expanduser. */
function expandUser(path: string): string {
  const match = /^~([^/]*)/.exec(path);
  if (!match) return path;
  const [tilde, user] = match;
  const home = user ? findAccount('passwd', user)?.[5] : (process.env.HOME ?? homedir());
  return home === undefined ? path : home.replace(/\/+$/, '') + path.slice(tilde.length) || '/';
}

/** Expands `$VAR` and `${VAR}`; an unknown variable stays as written, as in os.path.expandvars. */
export function expandVariables(path: string, env: Readonly<NodeJS.ProcessEnv>): string {
  if (!path.includes('$')) return path;
  return path.replace(
    /\$(?:(\w+)|\{([^}]*)\})/g,
    (whole, name?: string, braced?: string) => env[name ?? braced ?? ''] ?? whole,
  );
}
