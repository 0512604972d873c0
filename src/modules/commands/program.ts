import { pythonBytes } from '../../targets/errors.ts';
import { decodeText } from '../../targets/text.ts';
import type { CommandResult, ReadTarget } from '../../targets/types.ts';
import { fail } from '../definition/failure.ts';
import type { StepOutcome } from './steps.ts';
import { quoteWords } from './words.ts';

const SYSTEM_PATHS = ['/sbin', '/usr/sbin', '/usr/local/sbin'];

/** Shell text that finds programs where modules look for them: a user's own PATH may lack the system's folders. */
export const WITH_SYSTEM_PATHS = `PATH=$PATH:${SYSTEM_PATHS.join(':')}; export PATH`;

/**
 * The path of a program that a module can't do without; `paths` are looked in first.
 * @throws ModuleFailure with Ansible's text when there is none
 */
export async function requireProgram(
  target: ReadTarget,
  name: string,
  paths: readonly string[] = [],
): Promise<string> {
  return (await findProgram(target, name, paths)) ?? missingProgram(target, name, paths);
}

/** The path of a program where there is one: in `paths`, in PATH or in the system's own folders. */
export async function findProgram(
  target: ReadTarget,
  name: string,
  paths: readonly string[] = [],
): Promise<string | null> {
  return (await target.which(name, paths)) ?? (await target.which(name, SYSTEM_PATHS));
}

/** The first of several programs that is there. @throws ModuleFailure naming the last one */
export async function requireOneOf(target: ReadTarget, names: readonly string[]): Promise<string> {
  const found = (await Promise.all(names.map((name) => findProgram(target, name)))).find(Boolean);
  return found ?? missingProgram(target, names.at(-1) ?? '', []);
}

/** @throws ModuleFailure that names the folders that were looked in */
export async function missingProgram(
  target: ReadTarget,
  name: string,
  paths: readonly string[] = [],
): Promise<never> {
  const [environment, ...known] = await Promise.all([
    target.environment(),
    ...[...paths, ...SYSTEM_PATHS].map((path) => target.stat(path, { follow: true })),
  ]);
  const exists = (path: string): boolean => known.some((stat) => stat?.path === path);
  const searched = [...paths.filter(exists), ...(environment.PATH ?? '').split(':')];
  for (const path of SYSTEM_PATHS)
    if (!searched.includes(path) && exists(path)) searched.push(path);
  return fail(`Failed to find required executable "${name}" in paths: ${searched.join(':')}`);
}

export interface AskOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Where it runs; a folder that isn't there changes nothing, as with run_command. */
  readonly cwd?: string;
  readonly stdin?: string;
  /** A program that can't be started has rc 2, and doesn't fail the module. */
  readonly optional?: boolean;
}

/**
 * Runs a program that only reads.
 * @throws ModuleFailure when it can't be started, as run_command fails
 */
export async function ask(
  target: ReadTarget,
  argv: readonly string[],
  { optional = false, ...options }: AskOptions = {},
): Promise<StepOutcome> {
  const env = { LANG: 'C', LC_ALL: 'C', LC_MESSAGES: 'C', LC_CTYPE: 'C', ...options.env };
  const run = await target.query({ argv, ...options, env });
  const { spawnError } = run;
  if (spawnError === undefined || optional) return outcomeOf(run);
  const { cwd, ...elsewhere } = options;
  if (cwd !== undefined && spawnError.message.endsWith(pythonBytes(cwd)))
    return ask(target, argv, elsewhere);
  fail(spawnError.message, { cmd: quoteWords(argv), rc: 2, stdout: '', stderr: '' });
}

/** A command's words as run_command starts them: `~` and `$VAR` of each are expanded on the host. */
export async function expandWords(
  target: ReadTarget,
  words: readonly string[],
): Promise<readonly string[]> {
  const expand = (word: string): Promise<string> | string =>
    word.startsWith('~') || word.includes('$') ? target.expandPath(word) : word;
  return Promise.all(words.map(expand));
}

/** What a command brought, as text; one that did not start has Ansible's code for that. */
export function outcomeOf(run: CommandResult | undefined): StepOutcome {
  if (run?.spawnError !== undefined) {
    return { rc: 2, stdout: '', stderr: run.spawnError.message };
  }
  return {
    rc: run?.rc ?? 1,
    stdout: run === undefined ? '' : decodeText(run.stdout),
    stderr: run === undefined ? '' : decodeText(run.stderr),
  };
}

/** The outcome, unless the program failed. @throws ModuleFailure as run_command(check_rc=True) fails */
export function succeeded<T extends StepOutcome>(argv: readonly string[], outcome: T): T {
  const { rc, stdout, stderr } = outcome;
  if (rc !== 0) {
    fail(stderr.trimEnd(), { cmd: quoteWords(argv), rc, stdout, stderr });
  }
  return outcome;
}
