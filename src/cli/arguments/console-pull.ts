import type { CommandRow } from './commands.ts';
import {
  basedirOptions,
  baseOptions,
  checkOptions,
  connectOptions,
  forkOptions,
  inventoryOptions,
  moduleOptions,
  runAsOptions,
  runTaskOptions,
  subsetOptions,
  taskTimeoutOptions,
  vaultOptions,
  verbosityOptions,
} from './options.ts';
import { flag, text, textWithDefault } from './row.ts';

const stepOption = flag('step', ['--step'], 'one-step-at-a-time: confirm each task before running');

export const consoleOptions = [
  ...baseOptions,
  ...verbosityOptions,
  ...runAsOptions,
  ...inventoryOptions,
  ...connectOptions,
  ...checkOptions,
  ...vaultOptions,
  ...forkOptions,
  ...moduleOptions,
  ...basedirOptions,
  ...runTaskOptions,
  ...taskTimeoutOptions,
  stepOption,
];

export const consoleCommand: CommandRow<typeof consoleOptions> = {
  program: 'ansible-console',
  description: 'REPL console for executing Ansible tasks.',
  epilog:
    'This is not a live session/connection: each task is executed in the background and returns its results.',
  options: consoleOptions,
  positional: { metavar: 'pattern', count: 'optional', help: 'host pattern' },
  sorted: true,
};

const plain = <O extends { section?: unknown }>(option: O): O => ({
  ...option,
  section: undefined,
});

export const pullOptions = [
  ...baseOptions,
  ...verbosityOptions,
  ...connectOptions,
  ...vaultOptions,
  ...runTaskOptions,
  ...subsetOptions,
  ...inventoryOptions,
  ...moduleOptions,
  ...runAsOptions
    .filter(({ name }) => name === 'askBecomePass' || name === 'becomePasswordFile')
    .map(plain),
  flag('purge', ['--purge'], 'purge checkout after playbook run'),
  flag(
    'onlyIfChanged',
    ['-o', '--only-if-changed'],
    'only run the playbook if the repository has been updated',
  ),
  text(
    'sleep',
    ['-s', '--sleep'],
    'SLEEP',
    'sleep for random interval (between 0 and n number of seconds) before starting. This is a useful way to ' +
      'disperse git requests',
  ),
  flag('force', ['-f', '--force'], 'run the playbook even if the repository could not be updated'),
  text(
    'dest',
    ['-d', '--directory'],
    'DEST',
    'path to the directory to which Ansible will checkout the repository.',
    { type: 'path' },
  ),
  text('url', ['-U', '--url'], 'URL', 'URL of the playbook repository'),
  flag('full', ['--full'], 'Do a full clone, instead of a shallow one.'),
  text(
    'checkout',
    ['-C', '--checkout'],
    'CHECKOUT',
    'branch/tag/commit to checkout. Defaults to behavior of repository module.',
  ),
  flag(
    'acceptHostKey',
    ['--accept-host-key'],
    'adds the hostkey for the repo url if not already added',
  ),
  textWithDefault(
    'moduleName',
    ['-m', '--module-name'],
    'MODULE_NAME',
    "Repository module name, which ansible will use to check out the repo. Choices are ('git', 'subversion', " +
      "'hg', 'bzr'). Default is git.",
    () => 'git',
  ),
  flag(
    'verifyCommit',
    ['--verify-commit'],
    'verify GPG signature of checked out commit, if it fails abort running the playbook. This needs the ' +
      'corresponding VCS module to support such an operation',
  ),
  flag('clean', ['--clean'], 'modified files in the working repository will be discarded'),
  flag(
    'trackSubmodules',
    ['--track-subs'],
    'submodules will track the latest changes. This is equivalent to specifying the --remote flag to git ' +
      'submodule update',
  ),
  flag(
    'check',
    ['--check'],
    "don't make any changes; instead, try to predict some of the changes that may occur",
  ),
  flag(
    'diff',
    ['--diff'],
    'when changing (small) files and templates, show the differences in those files; works great with --check',
    { fallback: (settings) => settings.DIFF_ALWAYS },
  ),
];

export const pullCommand: CommandRow<typeof pullOptions> = {
  program: 'ansible-pull',
  description: 'pulls playbooks from a VCS repo and executes them for the local host',
  options: pullOptions,
  positional: { metavar: 'playbook.yml', count: 'any', help: 'Playbook(s)' },
  sorted: true,
};
