import { settingRows } from '../settings/settings.ts';
import { flag, integer, many, type OptionRow, text, textWithDefault } from './row.ts';

export const baseOptions = [
  {
    name: 'help',
    flags: ['-h', '--help'],
    action: 'help',
    type: 'text',
    help: 'show this help message and exit',
    fallback: () => false,
  } satisfies OptionRow<'help', boolean>,
  {
    name: 'version',
    flags: ['--version'],
    action: 'version',
    type: 'text',
    help:
      "show program's version number, config file location, configured module search path, module location, " +
      'executable location and exit',
    fallback: () => false,
  } satisfies OptionRow<'version', boolean>,
];

export const verbosityOptions = [
  {
    name: 'verbosity',
    flags: ['-v', '--verbose'],
    action: 'count',
    type: 'text',
    help:
      'Causes Ansible to print more debug messages. Adding multiple -v will increase the verbosity, the builtin ' +
      'plugins currently evaluate up to -vvvvvv. A reasonable level to start is -vvv, connection debugging might ' +
      'require -vvvv.',
    fallback: (settings) => settings.DEFAULT_VERBOSITY,
  } satisfies OptionRow<'verbosity', number>,
];

export const asyncOptions = [
  integer(
    'pollInterval',
    ['-P', '--poll'],
    'POLL_INTERVAL',
    (settings) => `set the poll interval if using -B (default=${settings.DEFAULT_POLL_INTERVAL})`,
    (settings) => settings.DEFAULT_POLL_INTERVAL,
  ),
  integer(
    'seconds',
    ['-B', '--background'],
    'SECONDS',
    'run asynchronously, failing after X seconds (default=N/A)',
    () => 0,
  ),
];

export const basedirOptions = [
  text(
    'playbookDir',
    ['--playbook-dir'],
    'BASEDIR',
    'Since this tool does not use playbooks, use this as a substitute playbook directory. This sets the relative ' +
      'path for many features including roles/ group_vars/ etc.',
    { type: 'path', fallback: (settings) => settings.PLAYBOOK_DIR },
  ),
];

export const checkOptions = [
  flag(
    'check',
    ['-C', '--check'],
    "don't make any changes; instead, try to predict some of the changes that may occur",
  ),
  flag(
    'diff',
    ['-D', '--diff'],
    'when changing (small) files and templates, show the differences in those files; works great with --check',
    { fallback: (settings) => settings.DIFF_ALWAYS },
  ),
];

const connection = {
  section: {
    title: 'Connection Options',
    description: 'control as whom and how to connect to hosts',
  },
};

export const connectOptions = [
  text(
    'privateKeyFile',
    ['--private-key', '--key-file'],
    'PRIVATE_KEY_FILE',
    'use this file to authenticate the connection',
    { ...connection, type: 'path', fallback: (settings) => settings.DEFAULT_PRIVATE_KEY_FILE },
  ),
  text(
    'remoteUser',
    ['-u', '--user'],
    'REMOTE_USER',
    (settings) => `connect as this user (default=${settings.DEFAULT_REMOTE_USER ?? 'None'})`,
    { ...connection, fallback: (settings) => settings.DEFAULT_REMOTE_USER },
  ),
  textWithDefault(
    'connection',
    ['-c', '--connection'],
    'CONNECTION',
    (settings) => `connection type to use (default=${settings.DEFAULT_TRANSPORT})`,
    (settings) => settings.DEFAULT_TRANSPORT,
    connection,
  ),
  {
    ...integer(
      'timeout',
      ['-T', '--timeout'],
      'TIMEOUT',
      (settings) =>
        `override the connection timeout in seconds (default=${settings.DEFAULT_TIMEOUT})`,
      (settings) => settings.DEFAULT_TIMEOUT,
    ),
    ...connection,
  },
  text(
    'sshCommonArgs',
    ['--ssh-common-args'],
    'SSH_COMMON_ARGS',
    'specify common arguments to pass to sftp/scp/ssh (e.g. ProxyCommand)',
    connection,
  ),
  text(
    'sftpExtraArgs',
    ['--sftp-extra-args'],
    'SFTP_EXTRA_ARGS',
    'specify extra arguments to pass to sftp only (e.g. -f, -l)',
    connection,
  ),
  text(
    'scpExtraArgs',
    ['--scp-extra-args'],
    'SCP_EXTRA_ARGS',
    'specify extra arguments to pass to scp only (e.g. -l)',
    connection,
  ),
  text(
    'sshExtraArgs',
    ['--ssh-extra-args'],
    'SSH_EXTRA_ARGS',
    'specify extra arguments to pass to ssh only (e.g. -R)',
    connection,
  ),
  flag('askPass', ['-k', '--ask-pass'], 'ask for connection password', {
    exclusive: 'connection password',
    fallback: (settings) => settings.DEFAULT_ASK_PASS,
  }),
  text(
    'connectionPasswordFile',
    ['--connection-password-file', '--conn-pass-file'],
    'CONNECTION_PASSWORD_FILE',
    'Connection password file',
    {
      exclusive: 'connection password',
      type: 'path',
      fallback: (settings) => settings.CONNECTION_PASSWORD_FILE,
    },
  ),
];

export const forkOptions = [
  integer(
    'forks',
    ['-f', '--forks'],
    'FORKS',
    (settings) => `specify number of parallel processes to use (default=${settings.DEFAULT_FORKS})`,
    (settings) => settings.DEFAULT_FORKS,
  ),
];

export const inventoryOptions = [
  many(
    'inventory',
    ['-i', '--inventory', '--inventory-file'],
    'INVENTORY',
    'specify inventory host path or comma separated host list. --inventory-file is deprecated',
  ),
  flag(
    'listHosts',
    ['--list-hosts'],
    'outputs a list of matching hosts; does not execute anything else',
  ),
  text(
    'limit',
    ['-l', '--limit'],
    'SUBSET',
    'further limit selected hosts to an additional pattern',
  ),
];

export const metaOptions = [
  flag('forceHandlers', ['--force-handlers'], 'run handlers even if a task fails', {
    fallback: (settings) => settings.DEFAULT_FORCE_HANDLERS,
  }),
  flag('flushCache', ['--flush-cache'], 'clear the fact cache for every host in inventory'),
];

const modulePaths = String(settingRows.DEFAULT_MODULE_PATH.fallback).replace('{home}', '');

export const moduleOptions = [
  many(
    'modulePath',
    ['-M', '--module-path'],
    'MODULE_PATH',
    `prepend colon-separated path(s) to module library (default={{ ANSIBLE_HOME ~ "${modulePaths}" }})`,
    { action: 'prepend', type: 'paths' },
  ),
];

export const outputOptions = [
  flag('oneLine', ['-o', '--one-line'], 'condense output'),
  text('tree', ['-t', '--tree'], 'TREE', 'log output to this directory'),
];

const escalation = {
  section: {
    title: 'Privilege Escalation Options',
    description: 'control how and which user you become as on target hosts',
  },
};

export const runAsOptions = [
  flag(
    'become',
    ['-b', '--become'],
    'run operations with become (does not imply password prompting)',
    { ...escalation, fallback: (settings) => settings.DEFAULT_BECOME },
  ),
  textWithDefault(
    'becomeMethod',
    ['--become-method'],
    'BECOME_METHOD',
    (settings) =>
      `privilege escalation method to use (default=${settings.DEFAULT_BECOME_METHOD}), use ` +
      '`ansible-doc -t become -l` to list valid choices.',
    (settings) => settings.DEFAULT_BECOME_METHOD,
    escalation,
  ),
  text(
    'becomeUser',
    ['--become-user'],
    'BECOME_USER',
    (settings) => `run operations as this user (default=${settings.DEFAULT_BECOME_USER})`,
    escalation,
  ),
  flag('askBecomePass', ['-K', '--ask-become-pass'], 'ask for privilege escalation password', {
    exclusive: 'become password',
    fallback: (settings) => settings.DEFAULT_BECOME_ASK_PASS,
  }),
  text(
    'becomePasswordFile',
    ['--become-password-file', '--become-pass-file'],
    'BECOME_PASSWORD_FILE',
    'Become password file',
    {
      exclusive: 'become password',
      type: 'path',
      fallback: (settings) => settings.BECOME_PASSWORD_FILE,
    },
  ),
];

export const runTaskOptions = [
  many(
    'extraVars',
    ['-e', '--extra-vars'],
    'EXTRA_VARS',
    'set additional variables as key=value or YAML/JSON, if filename prepend with @',
    { type: 'atPath' },
  ),
];

export const taskTimeoutOptions = [
  integer(
    'taskTimeout',
    ['--task-timeout'],
    'TASK_TIMEOUT',
    'set task timeout limit in seconds, must be positive integer.',
    (settings) => settings.TASK_TIMEOUT,
  ),
];

export const subsetOptions = [
  many('tags', ['-t', '--tags'], 'TAGS', 'only run plays and tasks tagged with these values', {
    fallback: (settings) => settings.TAGS_RUN,
  }),
  many(
    'skipTags',
    ['--skip-tags'],
    'SKIP_TAGS',
    'only run plays and tasks whose tags do not match these values',
    { fallback: (settings) => settings.TAGS_SKIP },
  ),
];

export const vaultOptions = [
  many('vaultIds', ['--vault-id'], 'VAULT_IDS', 'the vault identity to use'),
  flag('askVaultPass', ['--ask-vault-password', '--ask-vault-pass'], 'ask for vault password', {
    exclusive: 'vault password',
    fallback: (settings) => settings.DEFAULT_ASK_VAULT_PASS,
  }),
  many(
    'vaultPasswordFiles',
    ['--vault-password-file', '--vault-pass-file'],
    'VAULT_PASSWORD_FILES',
    'vault password file',
    { exclusive: 'vault password', type: 'unresolvedPath' },
  ),
];

/** The kinds of plugins that have settings, and documentation. */
export const configuredPlugins = [
  'become',
  'cache',
  'callback',
  'cliconf',
  'connection',
  'httpapi',
  'inventory',
  'lookup',
  'netconf',
  'shell',
  'vars',
];
