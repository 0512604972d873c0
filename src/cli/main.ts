import { basename } from 'node:path';
import type { CommandName } from './arguments.ts';
import type { Command, LoadCommand } from './launch.ts';
import { troupeVersion } from './version.ts';

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

/** Names of Ansible's programs that troupe answers to when it is called through a link of that name. */
const programs: Readonly<Record<string, CommandName>> = {
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
export async function main(argv: readonly string[], executable: string): Promise<number> {
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
  const { launch } = await import('./launch.ts');
  // The arguments are read by the rows of this very command.
  const load = commands[name as CommandName] as LoadCommand;
  return launch(name as CommandName, program === undefined ? rest : argv, executable, load);
}
