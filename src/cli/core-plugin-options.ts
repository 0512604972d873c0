import { fromPlain } from '../values/index.ts';
import type { Dict } from '../values/types.ts';

interface Option {
  readonly type?: string;
  readonly default?: unknown;
  readonly choices?: readonly string[];
  readonly required?: boolean;
  readonly env?: readonly { name: string }[];
  readonly vars?: readonly { name: string }[];
  readonly ini?: readonly { section: string; key: string }[];
  readonly keyword?: readonly { name: string }[];
}
type Options = Readonly<Record<string, Option>>;

const named = (...names: string[]): { name: string }[] => names.map((name) => ({ name }));
/** `section.key` each. */
const ini = (...paths: string[]): { section: string; key: string }[] =>
  paths.map((path) => {
    const [section = '', key = ''] = path.split('.');
    return { section, key };
  });

/** A switch that environment and ansible.cfg know by the option's own name. */
const toggle = (name: string, value: unknown): Option => ({
  type: 'bool',
  default: value,
  env: named(`ANSIBLE_${name.toUpperCase()}`),
  ini: ini(`defaults.${name}`),
});
const toggles = (values: Readonly<Record<string, boolean>>): Options =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toggle(name, value)]));

const stored = (type: string, value: unknown, key: string, env: string): Option => ({
  type,
  default: value,
  env: named(`ANSIBLE_CACHE_PLUGIN_${env}`, `ANSIBLE_INVENTORY_CACHE_${env}`),
  ini: ini(`defaults.fact_caching_${key}`, `inventory.cache_${key}`),
});

/** What `extends_documentation_fragment` names of ansible-core, as far as plugins of the controller use it. */
const FRAGMENTS: Readonly<Record<string, Options>> = {
  constructed: {
    strict: { type: 'bool', default: false },
    compose: { type: 'dict', default: {} },
    groups: { type: 'dict', default: {} },
    keyed_groups: { type: 'list', default: [] },
    use_extra_vars: {
      type: 'bool',
      default: false,
      ini: ini('inventory_plugins.use_extra_vars'),
      env: named('ANSIBLE_INVENTORY_USE_EXTRA_VARS'),
    },
    leading_separator: { type: 'boolean', default: true },
  },
  inventory_cache: {
    cache: {
      type: 'bool',
      default: false,
      env: named('ANSIBLE_INVENTORY_CACHE'),
      ini: ini('inventory.cache'),
    },
    cache_plugin: {
      type: 'str',
      default: 'memory',
      env: named('ANSIBLE_CACHE_PLUGIN', 'ANSIBLE_INVENTORY_CACHE_PLUGIN'),
      ini: ini('defaults.fact_caching', 'inventory.cache_plugin'),
    },
    cache_timeout: stored('int', 3600, 'timeout', 'TIMEOUT'),
    cache_connection: stored('str', null, 'connection', 'CONNECTION'),
    cache_prefix: {
      ...stored('str', 'ansible_inventory_', 'prefix', 'PREFIX'),
      env: named('ANSIBLE_CACHE_PLUGIN_PREFIX', 'ANSIBLE_INVENTORY_CACHE_PLUGIN_PREFIX'),
    },
  },
  default_callback: toggles({
    display_skipped_hosts: true,
    display_ok_hosts: true,
    display_failed_stderr: false,
    show_custom_stats: false,
    show_per_host_start: false,
    check_mode_markers: false,
    show_task_path_on_failure: false,
  }),
  result_format_callback: {
    result_format: {
      type: 'str',
      default: 'json',
      choices: ['json', 'yaml'],
      env: named('ANSIBLE_CALLBACK_RESULT_FORMAT'),
      ini: ini('defaults.callback_result_format'),
    },
    pretty_results: {
      type: 'bool',
      default: null,
      env: named('ANSIBLE_CALLBACK_FORMAT_PRETTY'),
      ini: ini('defaults.callback_format_pretty'),
    },
  },
  vars_plugin_staging: { stage: { type: 'str', choices: ['all', 'task', 'inventory'] } },
  connection_pipelining: {
    pipelining: {
      type: 'boolean',
      default: false,
      env: named('ANSIBLE_PIPELINING'),
      ini: ini('defaults.pipelining', 'connection.pipelining'),
      vars: named('ansible_pipelining'),
    },
  },
};

const cached = (name: string, more: Option): Option => ({
  env: named(`ANSIBLE_CACHE_PLUGIN_${name.toUpperCase()}`),
  ini: ini(`defaults.fact_caching_${name}`),
  ...more,
});

/** An option of what makes another user of one. */
const become = (option: string, plugin: string, word: string, value: string): Option => ({
  default: value,
  env: named(`ANSIBLE_BECOME_${option.toUpperCase()}`, `ANSIBLE_SUDO_${option.toUpperCase()}`),
  ini: ini(`privilege_escalation.become_${option}`, `${plugin}.${word}`),
  vars: named(`ansible_become_${option}`, `ansible_sudo_${option}`),
  keyword: named(`become_${option}`),
});

/** Options of plugins that stand in for ansible-core's, by `type/name`. */
const PLUGINS: Readonly<Record<string, Options>> = {
  'cache/jsonfile': {
    _uri: cached('connection', { type: 'path', required: true }),
    _prefix: cached('prefix', {}),
    _timeout: cached('timeout', { type: 'integer', default: 86400 }),
  },
  'become/sudo': {
    become_user: become('user', 'sudo_become_plugin', 'user', 'root'),
    become_exe: become('exe', 'sudo_become_plugin', 'executable', 'sudo'),
    become_flags: become('flags', 'sudo_become_plugin', 'flags', '-H -S -n'),
    become_pass: {
      vars: named('ansible_become_password', 'ansible_become_pass', 'ansible_sudo_pass'),
      env: named('ANSIBLE_BECOME_PASS', 'ANSIBLE_SUDO_PASS'),
      ini: ini('sudo_become_plugin.password'),
    },
  },
  'callback/default': {
    ...FRAGMENTS.default_callback,
    ...FRAGMENTS.result_format_callback,
  },
  'callback/minimal': { ...FRAGMENTS.result_format_callback },
  'connection/local': { ...FRAGMENTS.connection_pipelining },
};

const short = (name: string): string => name.replace(/^ansible\.(?:builtin|legacy)\./, '');
const dictOf = (options: Options | undefined): Dict | undefined =>
  options && (fromPlain(options) as Dict);

/** Options that a fragment of ansible-core declares; undefined for one that is not known. */
export const coreFragment = (slug: string): Dict | undefined =>
  dictOf(FRAGMENTS[short(slug).toLowerCase()]);

/** Options of a plugin that is not a file; undefined for one that is not known. */
export const corePluginOptions = (type: string, name: string): Dict | undefined =>
  dictOf(PLUGINS[`${type}/${short(name)}`]);
