import {
  boolean,
  booleanOrNone,
  float,
  integer,
  list,
  path,
  pathOrNone,
  pathSpec,
  raw,
  string,
  stringOrNone,
} from './row.ts';

const plugins = (kind: string, env: string) =>
  pathSpec(
    `{home}/plugins/${kind}:/usr/share/ansible/plugins/${kind}`,
    `defaults.${kind}_plugins`,
    `ANSIBLE_${env}_PLUGINS`,
  );

const networkGroups =
  'eos nxos ios iosxr junos enos ce vyos sros dellos9 dellos10 dellos6 asa aruba aireos bigip ironware onyx netconf exos voss slxos';

/**
 * Settings of what has no part here: cowsay, connections to network devices, Windows, workers, coverage. They are read so
 * that a configuration written for Ansible is understood as a whole.
 */
export const foreignSettings = {
  ANSIBLE_CONNECTION_PATH: pathOrNone(
    'persistent_connection.ansible_connection_path',
    'ANSIBLE_CONNECTION_PATH',
  ),
  ANSIBLE_COW_PATH: stringOrNone('defaults.cowpath', 'ANSIBLE_COW_PATH'),
  ANSIBLE_COW_SELECTION: string('default', 'defaults.cow_selection', 'ANSIBLE_COW_SELECTION'),
  ANSIBLE_NOCOWS: boolean(false, 'defaults.nocows', 'ANSIBLE_NOCOWS'),
  COVERAGE_REMOTE_OUTPUT: stringOrNone([], '_ANSIBLE_COVERAGE_REMOTE_OUTPUT'),
  COVERAGE_REMOTE_PATHS: string('*', [], '_ANSIBLE_COVERAGE_REMOTE_PATH_FILTER'),
  DEFAULT_CLICONF_PLUGIN_PATH: plugins('cliconf', 'CLICONF'),
  DEFAULT_HTTPAPI_PLUGIN_PATH: plugins('httpapi', 'HTTPAPI'),
  DEFAULT_LIBVIRT_LXC_NOSECLABEL: boolean(
    false,
    'selinux.libvirt_lxc_noseclabel',
    'ANSIBLE_LIBVIRT_LXC_NOSECLABEL',
  ),
  DEFAULT_NETCONF_PLUGIN_PATH: plugins('netconf', 'NETCONF'),
  DEFAULT_SU: boolean(false, 'defaults.su', 'ANSIBLE_SU'),
  DEFAULT_TERMINAL_PLUGIN_PATH: plugins('terminal', 'TERMINAL'),
  DEVEL_WARNING: boolean(true, 'defaults.devel_warning', 'ANSIBLE_DEVEL_WARNING'),
  DOCSITE_ROOT_URL: string('https://docs.ansible.com/ansible-core/', 'defaults.docsite_root_url'),
  DOC_FRAGMENT_PLUGIN_PATH: plugins('doc_fragments', 'DOC_FRAGMENT'),
  GALAXY_CACHE_DIR: path('{home}/galaxy_cache', 'galaxy.cache_dir', 'ANSIBLE_GALAXY_CACHE_DIR'),
  GALAXY_DISPLAY_PROGRESS: booleanOrNone(
    'galaxy.display_progress',
    'ANSIBLE_GALAXY_DISPLAY_PROGRESS',
  ),
  NETCONF_SSH_CONFIG: raw(null, 'netconf_connection.ssh_config', 'ANSIBLE_NETCONF_SSH_CONFIG'),
  NETWORK_GROUP_MODULES: list(
    networkGroups.split(' '),
    'defaults.network_group_modules',
    'ANSIBLE_NETWORK_GROUP_MODULES',
  ),
  OLD_PLUGIN_CACHE_CLEARING: boolean(
    false,
    'defaults.old_plugin_cache_clear',
    'ANSIBLE_OLD_PLUGIN_CACHE_CLEAR',
  ),
  PARAMIKO_HOST_KEY_AUTO_ADD: boolean(
    false,
    'paramiko_connection.host_key_auto_add',
    'ANSIBLE_PARAMIKO_HOST_KEY_AUTO_ADD',
  ),
  PARAMIKO_LOOK_FOR_KEYS: boolean(
    true,
    'paramiko_connection.look_for_keys',
    'ANSIBLE_PARAMIKO_LOOK_FOR_KEYS',
  ),
  PERSISTENT_COMMAND_TIMEOUT: integer(
    30,
    'persistent_connection.command_timeout',
    'ANSIBLE_PERSISTENT_COMMAND_TIMEOUT',
  ),
  PERSISTENT_CONNECT_RETRY_TIMEOUT: integer(
    15,
    'persistent_connection.connect_retry_timeout',
    'ANSIBLE_PERSISTENT_CONNECT_RETRY_TIMEOUT',
  ),
  PERSISTENT_CONNECT_TIMEOUT: integer(
    30,
    'persistent_connection.connect_timeout',
    'ANSIBLE_PERSISTENT_CONNECT_TIMEOUT',
  ),
  PERSISTENT_CONTROL_PATH_DIR: path(
    '{home}/pc',
    'persistent_connection.control_path_dir',
    'ANSIBLE_PERSISTENT_CONTROL_PATH_DIR',
  ),
  USE_PERSISTENT_CONNECTIONS: boolean(
    false,
    'defaults.use_persistent_connections',
    'ANSIBLE_USE_PERSISTENT_CONNECTIONS',
  ),
  WIN_ASYNC_STARTUP_TIMEOUT: integer(
    5,
    'defaults.win_async_startup_timeout',
    'ANSIBLE_WIN_ASYNC_STARTUP_TIMEOUT',
  ),
  WORKER_SHUTDOWN_POLL_COUNT: integer(0, [], 'ANSIBLE_WORKER_SHUTDOWN_POLL_COUNT'),
  WORKER_SHUTDOWN_POLL_DELAY: float(0.1, [], 'ANSIBLE_WORKER_SHUTDOWN_POLL_DELAY'),
};
