import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { isatty } from 'node:tty';
import { UsageError } from '../diagnostics/errors.ts';
import { type ArgumentsOf, type CommandName, parseArguments } from './arguments.ts';
import { type CommandContext, messagesOf } from './command.ts';
import { OptionsError } from './options-error.ts';
import { reportError } from './report-error.ts';
import { loadSettings } from './settings.ts';
import { createDisplay } from './settings-callbacks.ts';
import { troupeVersion } from './version.ts';

type Command<N extends CommandName> = (
  args: ArgumentsOf[N],
  context: CommandContext,
) => Promise<number>;

/** Commands by name; each is read when it is called. */
const commands = {
  playbook: async () => (await import('./playbook.ts')).playbookCommand,
  adhoc: async () => (await import('./adhoc.ts')).adhocCommand,
  inventory: async () => (await import('./inventory.ts')).inventoryCommand,
  vault: async () => (await import('./vault.ts')).vaultCommand,
  config: async () => (await import('./config.ts')).configCommand,
  doc: async () => (await import('./doc.ts')).docCommand,
  galaxy: async () => (await import('../galaxy/galaxy.ts')).galaxyCommand,
  console: async () => {
    const { consoleCommand } = await import('./console.ts');
    return (args, context) => consoleCommand(args, context);
  },
  pull: async () => (await import('./pull.ts')).pullCommand,
} satisfies { [N in CommandName]: () => Promise<Command<N>> };

type Known = CommandName;

/** Names of Ansible's programs that troupe answers to when it is called through a link of that name. */
const programs: Readonly<Record<string, Known>> = {
  ansible: 'adhoc',
  'ansible-playbook': 'playbook',
  'ansible-inventory': 'inventory',
  'ansible-vault': 'vault',
  'ansible-config': 'config',
  'ansible-doc': 'doc',
  'ansible-galaxy': 'galaxy',
  'ansible-console': 'console',
  'ansible-pull': 'pull',
};

const usage = `usage: troupe <command> [options]

commands:
  playbook   run playbooks (ansible-playbook)
  adhoc      run one module on hosts (ansible)
  inventory  show the inventory (ansible-inventory)
  vault      encrypt and decrypt files (ansible-vault)
  config     show the settings in effect (ansible-config)
  doc        show the documentation of modules and plugins (ansible-doc)
  galaxy     install, list and make roles and collections (ansible-galaxy)
  console    run modules on hosts in a dialogue (ansible-console)
  pull       check out a repository and run its playbook (ansible-pull)
  shims DIR  make links in DIR with the names of Ansible's programs

'troupe <command> --help' tells a command's options. Called through a link with the name of one of Ansible's
programs, troupe answers to that name.
`;

/** Runs the command line. Gives the exit code. */
async function main(argv: readonly string[], executable: string): Promise<number> {
  const program = programs[basename(executable)];
  const [word = '', ...rest] = argv;
  if (program === undefined && word === '--version') {
    process.stdout.write(`troupe ${troupeVersion}\n`);
    return 0;
  }
  if (program === undefined && word === 'shims') {
    return (await import('./shims.ts')).makeShims(rest, executable, Object.keys(programs));
  }
  const name = program ?? word;
  if (!Object.hasOwn(commands, name)) {
    const asked = ['', '--help', '-h', 'help'].includes(word);
    if (asked) process.stdout.write(usage);
    else process.stderr.write(`troupe: there is no command '${word}'\n\n${usage}`);
    return asked ? 0 : 2;
  }
  return run(name as Known, program === undefined ? rest : argv, executable);
}

async function run(name: Known, argv: readonly string[], executable: string): Promise<number> {
  const { env } = process;
  const cwd = process.cwd();
  const columns = isatty(1) ? process.stdout.columns : undefined;
  try {
    const settings = loadSettings({ env, cwd });
    const parsed = parseArguments(name, argv, {
      settings,
      cwd,
      env,
      executable: realpathSync(executable),
      columns,
    });
    if (parsed.kind === 'exit') {
      process.stderr.write(parsed.stderr);
      process.stdout.write(parsed.stdout);
      return parsed.exitCode;
    }
    const { verbosity } = parsed.arguments;
    const output = { settings, cwd, env, verbosity };
    const display = createDisplay(output);
    const messages = messagesOf(display);
    for (const warning of settings.warnings) messages.warn(warning);
    const { configFile } = settings;
    messages.notice(
      configFile === undefined
        ? 'No config file found; using defaults'
        : `Using ${configFile} as config file`,
      1,
    );
    for (const { message, version } of settings.deprecations) messages.deprecate(message, version);
    const live =
      columns === undefined
        ? undefined
        : {
            write: (text: string) => void process.stdout.write(text),
            columns: () => process.stdout.columns,
          };
    try {
      // The arguments were read by the rows of this very command.
      const command = (await commands[name]()) as Command<CommandName>;
      return await command(parsed.arguments, { ...output, display, messages, live });
    } catch (error) {
      if (error instanceof UsageError) {
        display.flush();
        process.stdout.write(parsed.help());
      }
      return reportError(error, display);
    } finally {
      display.flush();
    }
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    process.stderr.write(`ERROR! ${error.message}\n`);
    return 5;
  }
}

process.exitCode = await main(process.argv.slice(2), process.argv[1] ?? 'troupe');
