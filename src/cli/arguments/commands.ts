import {
  asyncOptions,
  basedirOptions,
  baseOptions,
  checkOptions,
  configuredPlugins,
  connectOptions,
  forkOptions,
  inventoryOptions,
  metaOptions,
  moduleOptions,
  outputOptions,
  runAsOptions,
  runTaskOptions,
  subsetOptions,
  taskTimeoutOptions,
  vaultOptions,
  verbosityOptions,
} from './options.ts';
import { flag, many, type OptionRow, type PositionalRow, text, textWithDefault } from './row.ts';

/** A command without sub-commands: its options and positional arguments. */
export interface CommandRow<O extends readonly OptionRow[] = readonly OptionRow[]> {
  /** Ansible's name of the program, which its messages and help use. */
  readonly program: string;
  readonly description?: string | undefined;
  readonly epilog?: string | undefined;
  readonly options: O;
  readonly positional?: PositionalRow | undefined;
  /** Options are listed in the order of their flags, but not below sub-commands. */
  readonly sorted: boolean;
}

export const playbookOptions = [
  ...baseOptions,
  ...verbosityOptions,
  ...connectOptions,
  ...metaOptions,
  ...runAsOptions,
  ...subsetOptions,
  ...checkOptions,
  ...inventoryOptions,
  ...runTaskOptions,
  ...vaultOptions,
  ...forkOptions,
  ...moduleOptions,
  flag(
    'syntaxCheck',
    ['--syntax-check'],
    'perform a syntax check on the playbook, but do not execute it',
  ),
  flag('listTasks', ['--list-tasks'], 'list all tasks that would be executed'),
  flag('listTags', ['--list-tags'], 'list all available tags'),
  flag('foresee', ['--foresee'], undefined),
  flag('step', ['--step'], 'one-step-at-a-time: confirm each task before running'),
  text(
    'startAtTask',
    ['--start-at-task'],
    'START_AT_TASK',
    'start the playbook at the task matching this name',
  ),
];

export const adhocOptions = [
  ...baseOptions,
  ...verbosityOptions,
  ...runAsOptions,
  ...inventoryOptions,
  ...asyncOptions,
  ...outputOptions,
  ...connectOptions,
  ...checkOptions,
  ...runTaskOptions,
  ...vaultOptions,
  ...forkOptions,
  ...moduleOptions,
  ...basedirOptions,
  ...taskTimeoutOptions,
  text(
    'moduleArgs',
    ['-a', '--args'],
    'MODULE_ARGS',
    "The action's options in space separated k=v format: -a 'opt1=val1 opt2=val2' or a json string: -a " +
      '\'{"opt1": "val1", "opt2": "val2"}\'',
    { fallback: (settings) => settings.DEFAULT_MODULE_ARGS },
  ),
  textWithDefault(
    'moduleName',
    ['-m', '--module-name'],
    'MODULE_NAME',
    (settings) => `Name of the action to execute (default=${settings.DEFAULT_MODULE_NAME})`,
    (settings) => settings.DEFAULT_MODULE_NAME,
  ),
];

const refused = (flags: readonly string[]): OptionRow<'refused', boolean> => ({
  name: 'refused',
  flags,
  action: 'refuse',
  type: 'text',
  fallback: () => false,
});

const actions = {
  section: {
    title: 'Actions',
    description: 'One of following must be used on invocation, ONLY ONE!',
  },
};

export const inventoryCommandOptions = [
  ...baseOptions,
  ...verbosityOptions,
  many(
    'inventory',
    ['-i', '--inventory', '--inventory-file'],
    'INVENTORY',
    'specify inventory host path or comma separated host list. --inventory-file is deprecated',
  ),
  ...vaultOptions,
  ...basedirOptions,
  ...runTaskOptions,
  flag('list', ['--list'], 'Output all hosts info, works as inventory script', actions),
  text('host', ['--host'], 'HOST', 'Output specific host info, works as inventory script', actions),
  flag(
    'graph',
    ['--graph'],
    'create inventory graph, if supplying pattern it must be a valid group name',
    actions,
  ),
  flag('yaml', ['-y', '--yaml'], 'Use YAML format instead of default JSON, ignored for --graph'),
  flag('toml', ['--toml'], 'Use TOML format instead of default JSON, ignored for --graph'),
  flag('showVars', ['--vars'], 'Add vars to graph display, ignored unless used with --graph'),
  flag(
    'export',
    ['--export'],
    'When doing an --list, represent in a way that is optimized for export,' +
      'not as an accurate representation of how Ansible has processed it',
    { fallback: (settings) => settings.INVENTORY_EXPORT },
  ),
  text(
    'outputFile',
    ['--output'],
    'OUTPUT_FILE',
    'When doing --list, send the inventory to a file instead of to the screen',
  ),
];

export const playbookCommand: CommandRow<typeof playbookOptions> = {
  program: 'ansible-playbook',
  description: 'Runs Ansible playbooks, executing the defined tasks on the targeted hosts.',
  options: playbookOptions,
  positional: { metavar: 'playbook', count: 'some', help: 'Playbook(s)' },
  sorted: true,
};

export const adhocCommand: CommandRow<typeof adhocOptions> = {
  program: 'ansible',
  description: "Define and run a single task 'playbook' against a set of hosts",
  epilog: 'Some actions do not make sense in Ad-Hoc (include, meta, etc)',
  options: adhocOptions,
  positional: { metavar: 'pattern', count: 'one', help: 'host pattern' },
  sorted: true,
};

export const inventoryCommand: CommandRow = {
  program: 'ansible-inventory',
  description:
    'Show Ansible inventory information, by default it uses the inventory script JSON format',
  // The refused stand where argparse has them: what an ambiguous prefix could mean is told in this order.
  options: inventoryCommandOptions.flatMap<OptionRow>((option) =>
    option.name === 'list'
      ? [{ ...refused(['-l', '--limit']), metavar: 'LIMIT' }, refused(['--list-hosts']), option]
      : [option],
  ),
  positional: { metavar: 'host|group', count: 'optional' },
  sorted: true,
};

const documented = [
  ...configuredPlugins,
  'module',
  'strategy',
  'test',
  'filter',
  'role',
  'keyword',
];

const collectionFilter =
  'A supplied argument will be used for filtering, can be a namespace or full collection name.';

export const docOptions = [
  ...baseOptions,
  ...verbosityOptions,
  ...moduleOptions,
  ...basedirOptions,
  textWithDefault(
    'type',
    ['-t', '--type'],
    undefined,
    'Choose which plugin type (defaults to "module"). Available plugin types are : ' +
      `(${documented.map((name) => `'${name}'`).join(', ')})`,
    () => 'module',
    { choices: documented },
  ),
  flag('json', ['-j', '--json'], 'Change output into json format.'),
  many(
    'rolesPath',
    ['-r', '--roles-path'],
    'ROLES_PATH',
    'The path to the directory containing your roles.',
    { action: 'prepend', type: 'paths', fallback: (settings) => settings.DEFAULT_ROLES_PATH },
  ),
  text(
    'entryPoint',
    ['-e', '--entry-point'],
    'ENTRY_POINT',
    'Select the entry point for role(s).',
    { exclusive: 'form' },
  ),
  flag(
    'snippet',
    ['-s', '--snippet'],
    'Show playbook snippet for these plugin types: inventory, lookup, module',
    { exclusive: 'form' },
  ),
  flag(
    'listFiles',
    ['-F', '--list_files'],
    `Show plugin names and their source files without summaries (implies --list). ${collectionFilter}`,
    { exclusive: 'form' },
  ),
  flag('list', ['-l', '--list'], `List available plugins. ${collectionFilter}`, {
    exclusive: 'form',
  }),
  flag(
    'metadataDump',
    ['--metadata-dump'],
    '**For internal use only** Dump json metadata for all entries, ignores other options.',
    { exclusive: 'form' },
  ),
  flag(
    'noFailOnErrors',
    ['--no-fail-on-errors'],
    '**For internal use only** Only used for --metadata-dump. Do not fail on errors. ' +
      'Report the error message in the JSON instead.',
  ),
];

export const docCommand: CommandRow<typeof docOptions> = {
  program: 'ansible-doc',
  description: 'plugin documentation tool',
  epilog: 'See man pages for Ansible CLI options or website for tutorials https://docs.ansible.com',
  options: docOptions,
  positional: { metavar: 'plugin', count: 'any', help: 'Plugin' },
  sorted: true,
};
