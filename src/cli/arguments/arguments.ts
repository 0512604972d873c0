import { stringRepr } from '../../values/string-repr.ts';
import { OptionsError } from '../options-error.ts';
import type { Settings } from '../settings/settings.ts';
import { resolvePath } from '../settings/value.ts';
import { versionText } from '../version.ts';
import {
  adhocCommand,
  type adhocOptions,
  type CommandRow,
  docCommand,
  type docOptions,
  inventoryCommand,
  type inventoryCommandOptions,
  playbookCommand,
  type playbookOptions,
} from './commands.ts';
import {
  consoleCommand,
  type consoleOptions,
  pullCommand,
  type pullOptions,
} from './console-pull.ts';
import { galaxyCall, galaxyFamily, type galaxyOptions } from './galaxy.ts';
import { formatHelp, formatUsage, type HelpSubject } from './help.ts';
import { ArgumentError, ArgumentStop, type ParseOutput, parseOptions } from './parse.ts';
import type { ValuesOf } from './row.ts';
import {
  type CommandFamily,
  type configCommandOptions,
  configFamily,
  type vaultCommandOptions,
  vaultFamily,
} from './subcommands.ts';

interface Positional {
  /** Positional arguments in order: playbooks, the host pattern, plugin names, vault files. */
  readonly positionals: readonly string[];
}

interface Action<A extends string> {
  readonly action: A;
}

type VaultAction = 'create' | 'decrypt' | 'edit' | 'view' | 'encrypt' | 'encrypt_string' | 'rekey';

export type PlaybookArguments = ValuesOf<typeof playbookOptions> & Positional;
export type AdhocArguments = ValuesOf<typeof adhocOptions> & Positional;
export type InventoryArguments = ValuesOf<typeof inventoryCommandOptions> & Positional;
export type DocArguments = ValuesOf<typeof docOptions> & Positional;
export type VaultArguments = ValuesOf<typeof vaultCommandOptions> &
  Positional &
  Action<VaultAction>;
export type ConfigArguments = ValuesOf<typeof configCommandOptions> &
  Positional &
  Action<'list' | 'dump' | 'view' | 'init'>;

export type GalaxyArguments = ValuesOf<typeof galaxyOptions> &
  Positional &
  Action<string> & {
    readonly type: 'role' | 'collection';
    /** The type was not named. */
    readonly implicitRole: boolean;
  };
export type ConsoleArguments = ValuesOf<typeof consoleOptions> & Positional;
export type PullArguments = ValuesOf<typeof pullOptions> & Positional;

export interface ArgumentsOf {
  playbook: PlaybookArguments;
  adhoc: AdhocArguments;
  inventory: InventoryArguments;
  doc: DocArguments;
  vault: VaultArguments;
  config: ConfigArguments;
  galaxy: GalaxyArguments;
  console: ConsoleArguments;
  pull: PullArguments;
}

export type CommandName = keyof ArgumentsOf;

const commands: Record<CommandName, CommandRow | CommandFamily> = {
  playbook: playbookCommand,
  adhoc: adhocCommand,
  inventory: inventoryCommand,
  doc: docCommand,
  vault: vaultFamily,
  config: configFamily,
  galaxy: galaxyFamily,
  console: consoleCommand,
  pull: pullCommand,
};

/** What is to be written before leaving with `exitCode`. */
export interface Exit {
  readonly kind: 'exit';
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface Run<C extends CommandName> {
  readonly kind: 'run';
  readonly arguments: ArgumentsOf[C];
  /** The command's help, for an OptionsError that comes up later. */
  readonly help: () => string;
}

export interface ArgumentContext {
  readonly settings: Settings;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Name of the program in usage and errors; default Ansible's (`ansible-playbook`). */
  readonly program?: string | undefined;
  /** Path of the running program, for --version. */
  readonly executable: string;
  /** Columns of the terminal, where there is one. */
  readonly columns?: number | undefined;
}

/**
 * Reads a command's arguments as Ansible 2.14 does, down to argparse's usage errors (exit code 2) and Ansible's own
 * (5). Defaults come from the settings.
 */
export function parseArguments<C extends CommandName>(
  name: C,
  argv: readonly string[],
  context: ArgumentContext,
): Run<C> | Exit {
  const [command, start] = name === 'galaxy' ? galaxyCall(argv) : [commands[name], argv];
  const program = context.program ?? command.program;
  const columns = Number(context.env.COLUMNS) || context.columns || 80;
  const subjectOf = (command: CommandRow | CommandFamily, program: string): HelpSubject => ({
    program,
    command,
    settings: context.settings,
    columns,
  });
  const whole = subjectOf(command, program);
  const paths = { cwd: context.cwd, env: context.env };
  const common = { settings: context.settings, paths };
  let current = whole;
  try {
    let row: CommandRow | CommandFamily = command;
    let rest = start;
    let values: Record<string, unknown> = { implicitRole: rest !== argv };
    const extras: string[] = [];
    let parsed: ParseOutput;
    for (;;) {
      const isFamily: boolean = 'actions' in row;
      parsed = parseOptions(rest, {
        ...common,
        options: row.options,
        positional: 'actions' in row ? 'action' : row.positional,
        actionName: 'actions' in row ? row.metavar : undefined,
      });
      const defaults =
        'actions' in row
          ? Object.fromEntries(
              row.every.map((option) => [option.name, option.fallback(context.settings)]),
            )
          : {};
      values = { ...defaults, ...values, ...parsed.values };
      extras.push(...parsed.extras);
      if (!isFamily) break;
      const family = row as CommandFamily;
      const [action = '', ...others] = parsed.rest;
      row = chosen(family, action);
      values[family.choice ?? 'action'] = action;
      rest = others;
      current = subjectOf(row, `${current.program} ${action}`);
    }
    current = whole;
    if (extras.length > 0) throw new ArgumentError(`unrecognized arguments: ${extras.join(' ')}`);
    finish(name, values, parsed.positionals, context);
    // The rows that the values were read by give these types.
    const read = { ...values, positionals: parsed.positionals } as unknown as ArgumentsOf[C];
    return { kind: 'run', arguments: read, help: () => formatHelp(whole) };
  } catch (error) {
    if (error instanceof ArgumentStop) {
      const stdout =
        error.request === 'help' ? formatHelp(current) : `${versionText(program, context)}\n`;
      return { kind: 'exit', stdout, stderr: '', exitCode: 0 };
    }
    if (error instanceof ForksError) {
      return { kind: 'exit', stdout: '', stderr: usageError(whole, error.message), exitCode: 2 };
    }
    if (error instanceof ArgumentError) {
      const stderr = `${usageError(current, error.message)} \n${formatHelp(whole)}`;
      return { kind: 'exit', stdout: '', stderr, exitCode: 2 };
    }
    if (error instanceof OptionsError) {
      const stderr = `ERROR! ${error.message}\n`;
      return { kind: 'exit', stdout: formatHelp(whole), stderr, exitCode: 5 };
    }
    throw error;
  }
}

function chosen(family: CommandFamily, action: string): CommandRow | CommandFamily {
  if (Object.hasOwn(family.actions, action)) {
    return family.actions[action] as CommandRow | CommandFamily;
  }
  const choices = Object.keys(family.actions)
    .map((choice) => `'${choice}'`)
    .join(', ');
  throw new ArgumentError(
    `argument ${family.metavar ?? 'action'}: invalid choice: ${stringRepr(action)} (choose from ${choices})`,
  );
}

/** Found after argparse is done, therefore told without the help. */
class ForksError extends Error {}

function usageError(subject: HelpSubject, message: string): string {
  return `${formatUsage(subject)}${subject.program}: error: ${message}\n`;
}

/** What Ansible makes of the values once they are read. */
function finish(
  name: CommandName,
  values: Record<string, unknown>,
  positionals: readonly string[],
  context: ArgumentContext,
): void {
  if (name === 'playbook' || name === 'pull') {
    const tags = splitTags(values.tags);
    values.tags = tags.length > 0 ? tags : ['all'];
    values.skipTags = splitTags(values.skipTags);
  }
  if (Array.isArray(values.inventory)) {
    const sources: string[] = values.inventory;
    values.inventory =
      sources.length === 0
        ? context.settings.DEFAULT_HOST_LIST
        : sources.map((source) => (source.includes(',') ? source : resolvePath(source, context)));
  }
  if (['playbook', 'adhoc', 'console'].includes(name) && Number(values.forks) < 1) {
    throw new ForksError('The number of processes (--forks) must be >= 1');
  }
  if (name === 'inventory') checkInventoryActions(values);
  if (name === 'vault') checkVault(values, positionals);
}

function splitTags(tags: unknown): string[] {
  const parts = (tags as readonly string[]).flatMap((text) => text.split(','));
  return [...new Set(parts.map((tag) => tag.trim()))];
}

function checkInventoryActions(values: Record<string, unknown>): void {
  const used = [values.list, values.host, values.graph].filter((value) => Boolean(value)).length;
  if (used === 0) {
    throw new OptionsError(
      'No action selected, at least one of --host, --graph or --list needs to be specified.',
    );
  }
  if (used > 1) {
    throw new OptionsError(
      'Conflicting options used, only one of --host, --graph or --list can be used at the same time.',
    );
  }
}

function checkVault(values: Record<string, unknown>, positionals: readonly string[]): void {
  const ids = values.vaultIds as readonly string[];
  const wrong = ids.find((id) => id.includes(';'));
  if (wrong !== undefined) {
    throw new OptionsError(
      `'${wrong}' is not a valid vault id. The character ';' is not allowed in vault ids`,
    );
  }
  if (values.outputFile && positionals.length > 1) {
    throw new OptionsError('At most one input file may be used with the --output option');
  }
  const readsStdin =
    positionals.includes('-') || positionals.length === 0 || Boolean(values.stdinName);
  if (values.action === 'encrypt_string' && values.prompt && readsStdin) {
    throw new OptionsError('The --prompt option is not supported if also reading input from stdin');
  }
}
