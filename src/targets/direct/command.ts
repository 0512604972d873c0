import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import { constants as osConstants } from 'node:os';
import { errnoMessage } from '../errors.ts';
import type { Command, CommandResult } from '../types.ts';

type SpawnError = NonNullable<CommandResult['spawnError']>;

/** How long what a command left running may go on writing to its output, ms. */
const LINGER = 200;

/** Kills commands that are under way, with their groups. */
export function endCommands(running: ReadonlySet<ChildProcess>): void {
  for (const child of running) killGroup(child);
}

/** Runs a command of this machine without a shell in between; its group is killed when time is up. It is in `running` meanwhile. */
export async function runDirect(
  command: Command,
  environment: NodeJS.ProcessEnv = process.env,
  running = new Set<ChildProcess>(),
): Promise<CommandResult> {
  if (command.dialogue) return await converseDirect(command);
  const env: NodeJS.ProcessEnv = command.env ? { ...environment, ...command.env } : environment;
  const argv = command.argv ?? [command.executable ?? '/bin/sh', '-c', command.shell ?? ''];
  const [program = '', ...args] = argv;
  const start = Date.now();
  const refused = refusal(program, command.cwd, env.PATH);
  if (refused) return spawnFailure(refused, start);
  const wrapped = withUmask(program, args, command.umask);
  const child = spawn(wrapped.program, wrapped.args, {
    cwd: command.cwd,
    env,
    // A group of its own, so that a timeout reaches the children too.
    detached: true,
    stdio: [command.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  running.add(child);
  return await collect(child, command, program, start).finally(() => running.delete(child));
}

/** A dialogue needs a terminal, which a shell gets from script(1). */
async function converseDirect(command: Command): Promise<CommandResult> {
  const [{ converse }, { greet }, { spawnChannel }, { shellCommandLine }] = await Promise.all([
    import('../session/dialogue.ts'),
    import('../session/open.ts'),
    import('../connection/local.ts'),
    import('../session/greeting.ts'),
  ]);
  const channel = spawnChannel('/bin/sh', ['-c', shellCommandLine()]);
  const shell = await greet(channel, {
    timeout: 10_000,
    describeEnd: (_end, output) => `The local shell ended: ${output}`,
  });
  return await converse(shell, command);
}

function spawnFailure(spawnError: SpawnError, start: number): CommandResult {
  const empty = Buffer.alloc(0);
  return { rc: 127, stdout: empty, stderr: empty, spawnError, start, end: Date.now() };
}

/** umask(2) is the process's own in Node, so a command with another one gets it from a shell that execs it. */
function withUmask(program: string, args: string[], umask: number | undefined) {
  if (umask === undefined) return { program, args };
  const script = `umask ${umask.toString(8).padStart(4, '0')}; exec "$@"`;
  return { program: '/bin/sh', args: ['-c', script, 'sh', program, ...args] };
}

function collect(
  child: ChildProcess,
  command: Command,
  program: string,
  start: number,
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let timedOut = false;
    let exit: { rc: number; end: number } | undefined;
    let linger: NodeJS.Timeout | undefined;
    const timer =
      command.timeout === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            killGroup(child);
          }, command.timeout * 1000);

    const finish = () => {
      clearTimeout(timer);
      clearTimeout(linger);
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve({
        rc: exit?.rc ?? -1,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr),
        ...(timedOut ? { timedOut } : {}),
        start,
        end: exit?.end ?? Date.now(),
      });
    };
    const wait = () => {
      if (!exit) return;
      clearTimeout(linger);
      linger = setTimeout(finish, LINGER);
    };
    const take = (into: Buffer[]) => (chunk: Buffer) => {
      into.push(chunk);
      wait();
    };
    child.stdout?.on('data', take(stdout));
    child.stderr?.on('data', take(stderr));
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      resolve(spawnFailure(spawnError(error.code ?? 'ENOENT', program), start));
    });
    child.on('exit', (code, signal) => {
      exit = { rc: code ?? -(osConstants.signals[signal ?? 'SIGKILL'] ?? 9), end: Date.now() };
      wait();
    });
    child.on('close', finish);
    if (command.stdin !== undefined && child.stdin) {
      // A command need not read what it is given.
      child.stdin.on('error', () => {});
      child.stdin.end(command.stdin);
    }
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

function spawnError(code: string, path: string): SpawnError {
  const known = code === 'EACCES' || code === 'ENOEXEC' || code === 'ENOTDIR' ? code : 'ENOENT';
  return { code: known, message: errnoMessage(known, path) };
}

/** Why execve(2) would refuse: libc's execvp hides some of it (a script without `#!` it gives to sh). */
function refusal(program: string, cwd: string | undefined, path: string | undefined) {
  if (cwd !== undefined) {
    const folder = statSync(cwd, { throwIfNoEntry: false });
    if (!folder) return spawnError('ENOENT', cwd);
    if (!folder.isDirectory()) return spawnError('ENOTDIR', cwd);
  }
  if (!program.includes('/')) {
    return findProgram(program, path) === null ? spawnError('ENOENT', program) : undefined;
  }
  const file = program.startsWith('/') || cwd === undefined ? program : `${cwd}/${program}`;
  try {
    accessSync(file, constants.X_OK);
    if (statSync(file).isDirectory()) return spawnError('EACCES', program);
  } catch (error) {
    return spawnError((error as NodeJS.ErrnoException).code ?? 'ENOENT', program);
  }
  return isExecutableFormat(file) ? undefined : spawnError('ENOEXEC', program);
}

/** Whether the kernel knows the file's format by its first bytes: `#!`, ELF, Mach-O, or something registered. */
function isExecutableFormat(file: string): boolean {
  const head = Buffer.alloc(4);
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    // May be executed without being readable.
    return true;
  }
  try {
    const count = readSync(descriptor, head, 0, 4, 0);
    if (count === 0) return false;
    if (head.toString('latin1', 0, 2) === '#!') return true;
    // Plain text is no format; anything binary is left to the kernel.
    return head.subarray(0, count).some((byte) => byte < 9 || byte > 126);
  } finally {
    closeSync(descriptor);
  }
}

/** Path of a program as execvp(3) finds it, `first` looked in before PATH; null when there is none. */
export function findProgram(
  program: string,
  path: string | undefined,
  first: readonly string[] = [],
): string | null {
  const folders = program.includes('/')
    ? ['']
    : [...first, ...(path ?? '/bin:/usr/bin').split(':')];
  for (const folder of folders) {
    const candidate = program.includes('/') ? program : `${folder || '.'}/${program}`;
    try {
      accessSync(candidate, constants.X_OK);
      if (statSync(candidate).isFile()) return candidate;
    } catch {
      // Not here.
    }
  }
  return null;
}
