import { DEFAULT_SOURCE, ENABLED_SOURCES, IGNORED_EXTENSIONS } from '../../inventory/defaults.ts';
import { boolean, integer, list, pathList, pathOrNone, raw, string, stringOrNone } from './row.ts';

export const inventorySettings = {
  CACHE_PLUGIN: string('memory', 'defaults.fact_caching', 'ANSIBLE_CACHE_PLUGIN'),
  CACHE_PLUGIN_CONNECTION: stringOrNone(
    'defaults.fact_caching_connection',
    'ANSIBLE_CACHE_PLUGIN_CONNECTION',
  ),
  CACHE_PLUGIN_PREFIX: string(
    'ansible_facts',
    'defaults.fact_caching_prefix',
    'ANSIBLE_CACHE_PLUGIN_PREFIX',
  ),
  CACHE_PLUGIN_TIMEOUT: integer(
    86400,
    'defaults.fact_caching_timeout',
    'ANSIBLE_CACHE_PLUGIN_TIMEOUT',
  ),
  INVENTORY_UNPARSED_WARNING: boolean(
    true,
    'inventory.inventory_unparsed_warning',
    'ANSIBLE_INVENTORY_UNPARSED_WARNING',
  ),
  DEFAULT_ALLOW_UNSAFE_LOOKUPS: boolean(false, 'defaults.allow_unsafe_lookups'),
  DEFAULT_ASK_VAULT_PASS: boolean(false, 'defaults.ask_vault_pass', 'ANSIBLE_ASK_VAULT_PASS'),
  DEFAULT_HASH_BEHAVIOUR: string('replace', 'defaults.hash_behaviour', 'ANSIBLE_HASH_BEHAVIOUR', {
    choices: ['replace', 'merge'],
  }),
  DEFAULT_HOST_LIST: pathList(DEFAULT_SOURCE, 'defaults.inventory', 'ANSIBLE_INVENTORY'),
  DEFAULT_JINJA2_EXTENSIONS: string('', 'defaults.jinja2_extensions', 'ANSIBLE_JINJA2_EXTENSIONS'),
  DEFAULT_JINJA2_NATIVE: boolean(false, 'defaults.jinja2_native', 'ANSIBLE_JINJA2_NATIVE'),
  DEFAULT_MANAGED_STR: string('Ansible managed', 'defaults.ansible_managed'),
  DEFAULT_NULL_REPRESENTATION: raw(
    null,
    'defaults.null_representation',
    'ANSIBLE_NULL_REPRESENTATION',
  ),
  DEFAULT_UNDEFINED_VAR_BEHAVIOR: boolean(
    true,
    'defaults.error_on_undefined_vars',
    'ANSIBLE_ERROR_ON_UNDEFINED_VARS',
  ),
  DEFAULT_VAULT_ID_MATCH: boolean(false, 'defaults.vault_id_match', 'ANSIBLE_VAULT_ID_MATCH'),
  DEFAULT_VAULT_IDENTITY: string('default', 'defaults.vault_identity', 'ANSIBLE_VAULT_IDENTITY'),
  DEFAULT_VAULT_ENCRYPT_IDENTITY: stringOrNone(
    'defaults.vault_encrypt_identity',
    'ANSIBLE_VAULT_ENCRYPT_IDENTITY',
  ),
  DEFAULT_VAULT_IDENTITY_LIST: list(
    [],
    'defaults.vault_identity_list',
    'ANSIBLE_VAULT_IDENTITY_LIST',
  ),
  DEFAULT_VAULT_PASSWORD_FILE: pathOrNone(
    'defaults.vault_password_file',
    'ANSIBLE_VAULT_PASSWORD_FILE',
  ),
  DUPLICATE_YAML_DICT_KEY: string(
    'warn',
    'defaults.duplicate_dict_key',
    'ANSIBLE_DUPLICATE_YAML_DICT_KEY',
    { choices: ['error', 'warn', 'ignore'] },
  ),
  HOST_PATTERN_MISMATCH: string(
    'warning',
    'inventory.host_pattern_mismatch',
    'ANSIBLE_HOST_PATTERN_MISMATCH',
    { choices: ['error', 'warning', 'ignore'] },
  ),
  TRANSFORM_INVALID_GROUP_CHARS: string(
    'never',
    'defaults.force_valid_group_names',
    'ANSIBLE_TRANSFORM_INVALID_GROUP_CHARS',
    { choices: ['always', 'never', 'ignore', 'silently'] },
  ),
  INVENTORY_ANY_UNPARSED_IS_FAILED: boolean(
    false,
    'inventory.any_unparsed_is_failed',
    'ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED',
  ),
  INVENTORY_CACHE_ENABLED: boolean(false, 'inventory.cache', 'ANSIBLE_INVENTORY_CACHE'),
  INVENTORY_CACHE_PLUGIN: stringOrNone('inventory.cache_plugin', 'ANSIBLE_INVENTORY_CACHE_PLUGIN'),
  INVENTORY_CACHE_PLUGIN_CONNECTION: stringOrNone(
    'inventory.cache_connection',
    'ANSIBLE_INVENTORY_CACHE_CONNECTION',
  ),
  INVENTORY_CACHE_PLUGIN_PREFIX: string(
    'ansible_inventory_',
    'inventory.cache_prefix',
    'ANSIBLE_INVENTORY_CACHE_PLUGIN_PREFIX',
  ),
  INVENTORY_CACHE_TIMEOUT: string(
    '3600',
    'inventory.cache_timeout',
    'ANSIBLE_INVENTORY_CACHE_TIMEOUT',
  ),
  INVENTORY_ENABLED: list(ENABLED_SOURCES, 'inventory.enable_plugins', 'ANSIBLE_INVENTORY_ENABLED'),
  INVENTORY_EXPORT: boolean(false, 'inventory.export', 'ANSIBLE_INVENTORY_EXPORT'),
  INVENTORY_IGNORE_EXTS: list(
    IGNORED_EXTENSIONS,
    ['defaults.inventory_ignore_extensions', 'inventory.ignore_extensions'],
    'ANSIBLE_INVENTORY_IGNORE',
  ),
  INVENTORY_IGNORE_PATTERNS: list(
    [],
    ['defaults.inventory_ignore_patterns', 'inventory.ignore_patterns'],
    'ANSIBLE_INVENTORY_IGNORE_REGEX',
  ),
  INVENTORY_UNPARSED_IS_FAILED: boolean(
    false,
    'inventory.unparsed_is_failed',
    'ANSIBLE_INVENTORY_UNPARSED_FAILED',
  ),
  INJECT_FACTS_AS_VARS: boolean(true, 'defaults.inject_facts_as_vars', 'ANSIBLE_INJECT_FACT_VARS'),
  PLAYBOOK_VARS_ROOT: string('top', 'defaults.playbook_vars_root', 'ANSIBLE_PLAYBOOK_VARS_ROOT', {
    choices: ['top', 'bottom', 'all'],
  }),
  RUN_VARS_PLUGINS: string('demand', 'defaults.run_vars_plugins', 'ANSIBLE_RUN_VARS_PLUGINS', {
    choices: ['demand', 'start'],
  }),
  STRING_TYPE_FILTERS: list(
    ['string', 'to_json', 'to_nice_json', 'to_yaml', 'to_nice_yaml', 'ppretty', 'json'],
    'jinja2.dont_type_filters',
    'ANSIBLE_STRING_TYPE_FILTERS',
  ),
  VARIABLE_PLUGINS_ENABLED: list(
    ['host_group_vars'],
    'defaults.vars_plugins_enabled',
    'ANSIBLE_VARS_ENABLED',
  ),
  VARIABLE_PRECEDENCE: list(
    [
      'all_inventory',
      'groups_inventory',
      'all_plugins_inventory',
      'all_plugins_play',
      'groups_plugins_inventory',
      'groups_plugins_play',
    ],
    'defaults.precedence',
    'ANSIBLE_PRECEDENCE',
  ),
  YAML_FILENAME_EXTENSIONS: list(
    ['.yml', '.yaml', '.json'],
    'defaults.yaml_valid_extensions',
    'ANSIBLE_YAML_FILENAME_EXT',
  ),
  STRING_CONVERSION_ACTION: string(
    'warn',
    'defaults.string_conversion_action',
    'ANSIBLE_STRING_CONVERSION_ACTION',
  ),
};
