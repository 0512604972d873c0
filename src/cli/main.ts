import { basename } from 'node:path';
import type { CommandName } from './arguments/arguments.ts';
import { troupeVersion } from './version.ts';

/** What the commands are run by: apart, because it is large. */
export type Commands = typeof import('./commands.ts');

const commands: readonly string[] = [
  'playbook',
  'adhoc',
  'inventory',
  'vault',
  'config',
  'doc',
  'galaxy',
  'console',
  'pull',
] satisfies CommandName[];

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

/** Runs the command line; `load` reads the commands. Gives the exit code. */
export async function main(
  argv: readonly string[],
  executable: string,
  load: () => Commands,
): Promise<number> {
  const program = programs[basename(executable)];
  const [word = '', ...rest] = argv;
  if (program === undefined && word === '--version') {
    process.stdout.write(`troupe ${troupeVersion}\n`);
    return 0;
  }
  if (program === undefined && word === 'shims') {
    return load().runShims(rest, executable, Object.keys(programs));
  }
  const name = program ?? word;
  if (!commands.includes(name)) {
    const asked = ['', '--help', '-h', 'help'].includes(word);
    if (asked) process.stdout.write(usage);
    else process.stderr.write(`troupe: there is no command '${word}'\n\n${usage}`);
    return asked ? 0 : 2;
  }
  return load().runCommand(name as CommandName, program === undefined ? rest : argv, executable);
}
