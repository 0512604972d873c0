import { decodeText } from '../../targets/text.ts';
import type { Command } from '../../targets/types.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import { fail } from '../definition/failure.ts';
import { lookAround } from './preconditions.ts';
import { expandWords } from './program.ts';
import { errnoText, notStarted } from './spawn-error.ts';
import { durationText, momentText } from './timing.ts';
import { quoteWords, splitWords } from './words.ts';

/** Arguments of the modules command and shell. */
export interface CommandArguments {
  readonly _raw_params: string | null;
  readonly argv: readonly string[] | null;
  readonly chdir: string | null;
  readonly creates: string | null;
  readonly removes: string | null;
  readonly executable: string | null;
  readonly stdin: string | null;
  readonly stdin_add_newline: boolean;
  readonly strip_empty_ends: boolean;
  readonly expand_argument_vars: boolean;
}

const NOTHING_RUN = {
  changed: false,
  stdout: '',
  stderr: '',
  rc: null,
  cmd: null,
  start: null,
  end: null,
  delta: null,
  msg: '',
};

/** Plans one command; `shell` says whether a shell reads it. */
export async function planCommand(
  context: ModuleContext<CommandArguments>,
  shell: boolean,
): Promise<Plan> {
  const { args, target, controller, check } = context;
  if (!shell && args.executable) {
    controller.warn(
      `As of Ansible 2.4, the parameter 'executable' is no longer supported with the 'command' module. Not using '${args.executable}'.`,
    );
  }
  const line = args._raw_params ?? '';
  const argv = args.argv ?? [];
  if (line.trim() === '' && argv.length === 0)
    fail('no command given', { ...NOTHING_RUN, rc: 256 });
  if (line !== '' && argv.length > 0) {
    fail('only command or argv can be given, not both', { ...NOTHING_RUN, rc: 256 });
  }
  const words = argv.length > 0 ? argv.map(String) : shell ? line : splitWords(line);
  if (words === undefined) fail('No closing quotation', { ...NOTHING_RUN, rc: 1 });
  const base: Result = { ...NOTHING_RUN, cmd: words };

  const found = await lookAround(target, args);
  if (found.chdirError !== undefined) {
    const reason = errnoText(found.chdirError, args.chdir ?? '');
    fail(`Unable to change directory before execution: ${reason}`, base);
  }
  const skip = needless(args, found);
  if (skip !== undefined) {
    const msg = `${check ? 'Would' : 'Did'} not run command since ${skip.quoted}`;
    return { changes: [], result: { ...base, rc: 0, msg, stdout: `skipped, since ${skip.plain}` } };
  }
  if (check) return { changes: [], result: wouldRun(base, args) };

  const command = shell ? shellCommand(args, words) : await argvCommand(context, words as string[]);
  const started = command.argv ?? [args.executable ?? '/bin/sh', '-c', command.shell ?? ''];
  return {
    changes: [{ op: 'run', command }],
    result: { ...base, changed: true },
    finish([outcome]) {
      const run = outcome?.command;
      if (run === undefined) return { ...base, changed: true };
      if (run.spawnError !== undefined) return notStarted(run.spawnError, started);
      const text = (bytes: Buffer): string =>
        args.strip_empty_ends ? decodeText(bytes).replace(/[\r\n]+$/, '') : decodeText(bytes);
      const result: Result = {
        ...base,
        changed: true,
        rc: run.rc,
        stdout: text(run.stdout),
        stderr: text(run.stderr),
        start: momentText(run.start),
        end: momentText(run.end),
        delta: durationText(run.end - run.start),
      };
      return run.rc === 0 ? result : { ...result, failed: true, msg: 'non-zero return code' };
    },
  };
}

function needless(
  args: CommandArguments,
  found: { createsExists: boolean; removesExists: boolean },
): { quoted: string; plain: string } | undefined {
  if (args.creates && found.createsExists) {
    return { quoted: `'${args.creates}' exists`, plain: `${args.creates} exists` };
  }
  if (args.removes && !found.removesExists) {
    return {
      quoted: `'${args.removes}' does not exist`,
      plain: `${args.removes} does not exist`,
    };
  }
  return undefined;
}

/** Check mode: with `creates` or `removes` it is known that the command would run, else it is skipped. */
function wouldRun(base: Result, args: CommandArguments): Result {
  const result = { ...base, rc: 0, msg: 'Command would have run if not in check mode' };
  return args.creates === null && args.removes === null
    ? { ...result, skipped: true }
    : { ...result, changed: true };
}

function shellCommand(args: CommandArguments, words: string | readonly string[]): Command {
  return {
    shell: typeof words === 'string' ? words : quoteWords(words),
    ...(args.executable ? { executable: args.executable } : {}),
    ...surroundings(args),
  };
}

async function argvCommand(
  { args, target }: ModuleContext<CommandArguments>,
  words: readonly string[],
): Promise<Command> {
  const argv = args.expand_argument_vars ? await expandWords(target, words) : words;
  return { argv, ...surroundings(args) };
}

function surroundings(args: CommandArguments): Pick<Command, 'cwd' | 'stdin'> {
  const end = args.stdin_add_newline ? '\n' : '';
  return {
    ...(args.chdir ? { cwd: args.chdir } : {}),
    ...(args.stdin !== null ? { stdin: args.stdin + end } : {}),
  };
}
