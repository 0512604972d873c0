import { errnoMessage } from '../errors.ts';
import { printCommand, quoteWord } from '../quote.ts';
import type { Reply, Upload } from '../session/frame.ts';
import type { Command, CommandResult } from '../types.ts';
import { contentUpload, INLINE_LIMIT } from './content.ts';

/** Names that a shell does not let its user export, or that change what the shell itself says. */
const NOT_FOR_EXPORT = /^(?:U?ID|EUID|PPID|GROUPS|BASHOPTS|SHELLOPTS|BASH_VERSINFO|LANG|LC_\w+)$/;

/** Text for a frame that runs a command; `slot` names its temporary files on the target. */
export function commandScript(command: Command, slot: number, uploads: Upload[]): string {
  const argv = command.argv ?? [command.executable ?? '/bin/sh', '-c', command.shell ?? ''];
  const [program = '', ...args] = argv;
  const env = Object.entries(command.env ?? {});
  const exported = env.filter(([name]) => isExportable(name));
  const others = env.filter(([name]) => !isExportable(name));
  const cwd = command.cwd === undefined ? '' : folderWord(command.cwd);
  const path = command.env?.PATH === undefined ? '"$PATH"' : quoteWord(command.env.PATH);
  const words = [
    ...(others.length
      ? ['env', ...others.map(([name, value]) => quoteWord(`${name}=${value}`))]
      : []),
    quoteWord(program),
    ...args.map(quoteWord),
  ];
  const inner = [
    ...(cwd ? [`cd ${cwd} || exit 126`] : []),
    ...(command.umask === undefined ? [] : [`umask ${command.umask.toString(8).padStart(4, '0')}`]),
    ...exported.map(([name, value]) => `export ${name}=${quoteWord(value)}`),
    `exec ${words.join(' ')}`,
  ].join('; ');
  const stdin = command.stdin === undefined ? undefined : Buffer.from(command.stdin);
  const input = stdin?.length ? `"$__D/${slot}i"` : '/dev/null';
  // Beside an upload the shell's own input is descriptor 9.
  const files = `<${input} 9<&- >"$__D/${slot}o" 2>"$__D/${slot}e"`;
  // dash gives a group that holds nothing but a subshell the group's redirections in place of its own: `__q=$?` stands
  // beside it. What the shell says of a signal goes to a file apart.
  const run = `__u; { ( ${inner} ) ${files}; __q=$?; } 2>"$__D/s"; __x $__q ${slot}`;
  const fed = stdin?.length
    ? `if ${feedScript(stdin, uploads)} >${input}; then ${run}; else __h=stdin; __e 28; false; fi`
    : run;
  return (
    `{ __d && if __k ${quoteWord(program)} ${cwd || "''"} ${path}; then ${fed}; ` +
    `else __q=$?; __h=spawn; __e $__q; false; fi; }`
  );
}

/** Prints the stdin of a command: a large one is sent as a stream. */
function feedScript(stdin: Buffer, uploads: Upload[]): string {
  if (stdin.length <= INLINE_LIMIT) return printCommand(stdin);
  uploads.push(contentUpload(stdin));
  return `__up ${stdin.length}`;
}

function isExportable(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name) && !NOT_FOR_EXPORT.test(name);
}

function folderWord(path: string): string {
  return quoteWord(path.startsWith('/') ? path : `./${path}`);
}

/** Words of the files that a command's slot left behind, for `rm`. */
export function slotFiles(slot: number): string {
  return `"$__D/${slot}o" "$__D/${slot}e" "$__D/${slot}i"`;
}

/** The clock of a target, by what it said of its uptime. */
export interface TargetClock {
  /** ms since the epoch when the target's uptime was 0; undefined where it has no /proc/uptime. */
  readonly boot: number | undefined;
}

/** Makes the result of a command from its reply. `started`/`ended` are the frame's, by the controller's clock. */
export function commandResult(
  command: Command,
  reply: Reply,
  frame: { readonly started: number; readonly ended: number; readonly timedOut: boolean },
  clock: TargetClock,
): CommandResult {
  const [program = ''] = command.argv ?? [command.executable ?? '/bin/sh'];
  if (reply.step === 'spawn') {
    const empty = Buffer.alloc(0);
    return {
      rc: 127,
      stdout: empty,
      stderr: empty,
      spawnError: spawnError(reply.rc, program, command.cwd ?? ''),
      start: frame.started,
      end: frame.ended,
    };
  }
  const [header, stdout, stderr] = reply.parts;
  const [code = '0', signaled, from, to] = (header?.toString('latin1') ?? '').split('|');
  return {
    rc: signedCode(Number(code), signaled === 's'),
    stdout: stdout ?? Buffer.alloc(0),
    stderr: stderr ?? Buffer.alloc(0),
    ...(frame.timedOut ? { timedOut: true } : {}),
    ...commandTimes(from, to, frame, clock),
  };
}

/** A shell says 128 + n (ksh: 256 + n) for a signal; a process may exit with such a number itself. */
function signedCode(code: number, signaled: boolean): number {
  if (code > 256) return 256 - code;
  return signaled ? 128 - code : code;
}

/** /proc/uptime has hundredths: what the controller measured fills in the rest. */
function commandTimes(
  from: string | undefined,
  to: string | undefined,
  frame: { readonly started: number; readonly ended: number },
  clock: TargetClock,
): { start: number; end: number } {
  if (clock.boot === undefined || !from || !to) return { start: frame.started, end: frame.ended };
  const start = clock.boot + Number(from) * 1000;
  const coarse = (Number(to) - Number(from)) * 1000;
  const measured = frame.ended - frame.started;
  const duration = Math.min(Math.max(measured, coarse - 10, 0), coarse + 10);
  return { start, end: start + duration };
}

function spawnError(code: number, program: string, cwd: string) {
  const path = code > 100 ? cwd : program;
  const names = { 2: 'ENOENT', 13: 'EACCES', 8: 'ENOEXEC', 20: 'ENOTDIR' } as const;
  const name = names[(code % 100) as keyof typeof names] ?? 'ENOENT';
  return { code: name, message: errnoMessage(name, path) };
}
