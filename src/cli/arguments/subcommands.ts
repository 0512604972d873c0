import type { CommandRow } from './commands.ts';
import { baseOptions, configuredPlugins, vaultOptions, verbosityOptions } from './options.ts';
import { flag, many, type OptionRow, text, textWithDefault } from './row.ts';

/** A program whose first positional argument names what it is to do; what it names may be a family again. */
export interface CommandFamily {
  readonly program: string;
  readonly description?: string | undefined;
  readonly epilog?: string | undefined;
  readonly options: readonly OptionRow[];
  /** The options of all actions: what an action does not have keeps the default from here. */
  readonly every: readonly OptionRow[];
  readonly actions: Readonly<
    Record<string, (CommandRow | CommandFamily) & { readonly help: string }>
  >;
  /** What usage calls the first positional argument; default: the actions themselves, and `action` in errors. */
  readonly metavar?: string | undefined;
  /** Under which name the choice is among the values; default `action`. */
  readonly choice?: string | undefined;
}

const helpOption = baseOptions.filter((option) => option.name === 'help');
const common = [...vaultOptions, ...verbosityOptions];

const output = [
  text(
    'outputFile',
    ['--output'],
    'OUTPUT_FILE',
    'output file name for encrypt or decrypt; use - for stdout',
    { type: 'path' },
  ),
];

const encryptVaultId = [
  text(
    'encryptVaultId',
    ['--encrypt-vault-id'],
    'ENCRYPT_VAULT_ID',
    'the vault id used to encrypt (required if more than one vault-id is provided)',
  ),
];

const encryptString = [
  flag('prompt', ['-p', '--prompt'], 'Prompt for the string to encrypt'),
  flag('showInput', ['--show-input'], 'Do not hide input when prompted for the string to encrypt'),
  many('names', ['-n', '--name'], 'ENCRYPT_STRING_NAMES', 'Specify the variable name'),
  text(
    'stdinName',
    ['--stdin-name'],
    'ENCRYPT_STRING_STDIN_NAME',
    'Specify the variable name for stdin',
  ),
];

const rekey = [
  text(
    'newVaultPasswordFile',
    ['--new-vault-password-file'],
    'NEW_VAULT_PASSWORD_FILE',
    'new vault password file for rekey',
    { exclusive: 'new password', type: 'path' },
  ),
  text(
    'newVaultId',
    ['--new-vault-id'],
    'NEW_VAULT_ID',
    'the new vault identity to use for rekey',
    { exclusive: 'new password' },
  ),
];

export const vaultCommandOptions = [
  ...common,
  ...output,
  ...encryptVaultId,
  ...encryptString,
  ...rekey,
];

function vaultAction(
  action: string,
  help: string,
  options: readonly OptionRow[],
  metavar = 'file_name',
  positionalHelp = 'Filename',
): CommandRow & { readonly help: string } {
  return {
    program: `ansible-vault ${action}`,
    help,
    options: [...helpOption, ...options],
    positional: { metavar, count: 'any', help: positionalHelp },
    sorted: false,
  };
}

export const vaultFamily: CommandFamily = {
  program: 'ansible-vault',
  description: 'encryption/decryption utility for Ansible data files',
  epilog: "\nSee '%(prog)s <command> --help' for more information on a specific command.\n\n",
  options: [...baseOptions, ...verbosityOptions],
  every: vaultCommandOptions,
  actions: {
    create: vaultAction('create', 'Create new vault encrypted file', [
      ...encryptVaultId,
      ...common,
    ]),
    decrypt: vaultAction('decrypt', 'Decrypt vault encrypted file', [...output, ...common]),
    edit: vaultAction('edit', 'Edit vault encrypted file', [...encryptVaultId, ...common]),
    view: vaultAction('view', 'View vault encrypted file', common),
    encrypt: vaultAction('encrypt', 'Encrypt YAML file', [...common, ...output, ...encryptVaultId]),
    encrypt_string: vaultAction(
      'encrypt_string',
      'Encrypt a string',
      [...common, ...output, ...encryptVaultId, ...encryptString],
      'string_to_encrypt',
      'String to encrypt',
    ),
    rekey: vaultAction('rekey', 'Re-key a vault encrypted file', [
      ...common,
      ...encryptVaultId,
      ...rekey,
    ]),
  },
};

const configurable = ['all', 'base', ...configuredPlugins];

const configCommon = [
  ...verbosityOptions,
  text(
    'configFile',
    ['-c', '--config'],
    'CONFIG_FILE',
    'path to configuration file, defaults to first file found in precedence.',
  ),
  textWithDefault(
    'type',
    ['-t', '--type'],
    undefined,
    'Filter down to a specific plugin type.',
    () => 'base',
    { choices: configurable },
  ),
];

const onlyChanged = flag(
  'onlyChanged',
  ['--only-changed', '--changed-only'],
  'Only show configurations that have changed from the default',
);

const commented = flag(
  'commented',
  ['--disabled'],
  'Prefixes all entries with a comment character to disable them',
);

function format(help: string, choices: readonly string[], fallback: string) {
  return textWithDefault('format', ['--format', '-f'], undefined, help, () => fallback, {
    choices,
  });
}

export const configCommandOptions = [
  ...configCommon,
  onlyChanged,
  commented,
  format('', [], 'display'),
];

function configAction(
  action: string,
  help: string,
  options: readonly OptionRow[],
): CommandRow & { readonly help: string } {
  return {
    program: `ansible-config ${action}`,
    help,
    options: [...helpOption, ...configCommon, ...options],
    positional: {
      metavar: 'args',
      count: 'any',
      help: 'Specific plugin to target, requires type of plugin to be set',
    },
    sorted: false,
  };
}

export const configFamily: CommandFamily = {
  program: 'ansible-config',
  description: 'View ansible configuration.',
  options: [...baseOptions, ...verbosityOptions],
  every: configCommandOptions,
  actions: {
    list: configAction('list', 'Print all config options', [
      format('Output format for list', ['json', 'yaml'], 'yaml'),
    ]),
    dump: configAction('dump', 'Dump configuration', [
      onlyChanged,
      format('Output format for dump', ['json', 'yaml', 'display'], 'display'),
    ]),
    view: configAction('view', 'View configuration file', []),
    init: configAction('init', 'Create initial configuration', [
      format('Output format for init', ['ini', 'env', 'vars'], 'ini'),
      commented,
    ]),
  },
};
