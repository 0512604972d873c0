import {
  boolean,
  booleanOrNone,
  integer,
  list,
  path,
  pathOrNone,
  string,
  stringOrNone,
} from './row.ts';

const ssh = { plugin: 'connection/ssh' };
const sudo = { plugin: 'become/sudo' };
const su = { plugin: 'become/su' };
const shell = { plugin: 'shell/sh' };
const display = { plugin: 'callback/default' };
const junit = { plugin: 'callback/junit' };
const hostGroupVars = { plugin: 'vars/host_group_vars' };
const profile = { plugin: 'callback/profile_tasks' };

/** Options of plugins, which Ansible names within the plugin; here they carry its name in front. */
export const pluginSettings = {
  HOST_GROUP_VARS_STAGE: stringOrNone(
    'vars_host_group_vars.stage',
    'ANSIBLE_VARS_PLUGIN_STAGE',
    hostGroupVars,
  ),
  SSH_HOST_KEY_CHECKING: boolean(
    true,
    ['defaults.host_key_checking', 'ssh_connection.host_key_checking'],
    ['ANSIBLE_HOST_KEY_CHECKING', 'ANSIBLE_SSH_HOST_KEY_CHECKING'],
    ssh,
  ),
  SSH_ARGS: string(
    '-C -o ControlMaster=auto -o ControlPersist=60s',
    'ssh_connection.ssh_args',
    'ANSIBLE_SSH_ARGS',
    ssh,
  ),
  SSH_COMMON_ARGS: string('', 'ssh_connection.ssh_common_args', 'ANSIBLE_SSH_COMMON_ARGS', ssh),
  SSH_EXTRA_ARGS: string('', 'ssh_connection.ssh_extra_args', 'ANSIBLE_SSH_EXTRA_ARGS', ssh),
  SSH_SFTP_EXTRA_ARGS: string('', 'ssh_connection.sftp_extra_args', 'ANSIBLE_SFTP_EXTRA_ARGS', ssh),
  SSH_SCP_EXTRA_ARGS: string('', 'ssh_connection.scp_extra_args', 'ANSIBLE_SCP_EXTRA_ARGS', ssh),
  SSH_EXECUTABLE: string('ssh', 'ssh_connection.ssh_executable', 'ANSIBLE_SSH_EXECUTABLE', ssh),
  SSH_RETRIES: integer(
    0,
    ['connection.retries', 'ssh_connection.retries'],
    'ANSIBLE_SSH_RETRIES',
    ssh,
  ),
  SSH_PIPELINING: boolean(
    false,
    ['defaults.pipelining', 'connection.pipelining', 'ssh_connection.pipelining'],
    ['ANSIBLE_PIPELINING', 'ANSIBLE_SSH_PIPELINING'],
    ssh,
  ),
  SSH_CONTROL_PATH: stringOrNone('ssh_connection.control_path', 'ANSIBLE_SSH_CONTROL_PATH', ssh),
  SSH_CONTROL_PATH_DIR: string(
    '~/.ansible/cp',
    'ssh_connection.control_path_dir',
    'ANSIBLE_SSH_CONTROL_PATH_DIR',
    ssh,
  ),
  SSH_TRANSFER_METHOD: stringOrNone(
    'ssh_connection.transfer_method',
    'ANSIBLE_SSH_TRANSFER_METHOD',
    {
      ...ssh,
      choices: ['sftp', 'scp', 'piped', 'smart'],
    },
  ),
  SSH_USE_TTY: boolean(true, 'ssh_connection.usetty', 'ANSIBLE_SSH_USETTY', ssh),
  SSH_TIMEOUT: integer(
    10,
    ['defaults.timeout', 'ssh_connection.timeout'],
    ['ANSIBLE_TIMEOUT', 'ANSIBLE_SSH_TIMEOUT'],
    ssh,
  ),
  SUDO_USER: string(
    'root',
    ['privilege_escalation.become_user', 'sudo_become_plugin.user'],
    ['ANSIBLE_BECOME_USER', 'ANSIBLE_SUDO_USER'],
    sudo,
  ),
  SUDO_EXE: string(
    'sudo',
    ['privilege_escalation.become_exe', 'sudo_become_plugin.executable'],
    ['ANSIBLE_BECOME_EXE', 'ANSIBLE_SUDO_EXE'],
    sudo,
  ),
  SUDO_FLAGS: string(
    '-H -S -n',
    ['privilege_escalation.become_flags', 'sudo_become_plugin.flags'],
    ['ANSIBLE_BECOME_FLAGS', 'ANSIBLE_SUDO_FLAGS'],
    sudo,
  ),
  SUDO_PASS: stringOrNone(
    'sudo_become_plugin.password',
    ['ANSIBLE_BECOME_PASS', 'ANSIBLE_SUDO_PASS'],
    sudo,
  ),
  SU_USER: string(
    'root',
    ['privilege_escalation.become_user', 'su_become_plugin.user'],
    ['ANSIBLE_BECOME_USER', 'ANSIBLE_SU_USER'],
    su,
  ),
  SU_EXE: string(
    'su',
    ['privilege_escalation.become_exe', 'su_become_plugin.executable'],
    ['ANSIBLE_BECOME_EXE', 'ANSIBLE_SU_EXE'],
    su,
  ),
  SU_FLAGS: string(
    '',
    ['privilege_escalation.become_flags', 'su_become_plugin.flags'],
    ['ANSIBLE_BECOME_FLAGS', 'ANSIBLE_SU_FLAGS'],
    su,
  ),
  SU_PASS: stringOrNone(
    'su_become_plugin.password',
    ['ANSIBLE_BECOME_PASS', 'ANSIBLE_SU_PASS'],
    su,
  ),
  SU_PROMPT_L10N: list([], 'su_become_plugin.localized_prompts', 'ANSIBLE_SU_PROMPT_L10N', su),
  SHELL_REMOTE_TMP: string(
    '~/.ansible/tmp',
    'defaults.remote_tmp',
    ['ANSIBLE_REMOTE_TEMP', 'ANSIBLE_REMOTE_TMP'],
    shell,
  ),
  SHELL_ASYNC_DIR: string('~/.ansible_async', 'defaults.async_dir', 'ANSIBLE_ASYNC_DIR', shell),
  CALLBACK_DISPLAY_SKIPPED_HOSTS: boolean(
    true,
    'defaults.display_skipped_hosts',
    'ANSIBLE_DISPLAY_SKIPPED_HOSTS',
    display,
  ),
  CALLBACK_DISPLAY_OK_HOSTS: boolean(
    true,
    'defaults.display_ok_hosts',
    'ANSIBLE_DISPLAY_OK_HOSTS',
    display,
  ),
  CALLBACK_DISPLAY_FAILED_STDERR: boolean(
    false,
    'defaults.display_failed_stderr',
    'ANSIBLE_DISPLAY_FAILED_STDERR',
    display,
  ),
  CALLBACK_SHOW_CUSTOM_STATS: boolean(
    false,
    'defaults.show_custom_stats',
    'ANSIBLE_SHOW_CUSTOM_STATS',
    display,
  ),
  CALLBACK_SHOW_PER_HOST_START: boolean(
    false,
    'defaults.show_per_host_start',
    'ANSIBLE_SHOW_PER_HOST_START',
    display,
  ),
  CALLBACK_CHECK_MODE_MARKERS: boolean(
    false,
    'defaults.check_mode_markers',
    'ANSIBLE_CHECK_MODE_MARKERS',
    display,
  ),
  CALLBACK_SHOW_TASK_PATH_ON_FAILURE: boolean(
    false,
    'defaults.show_task_path_on_failure',
    'ANSIBLE_SHOW_TASK_PATH_ON_FAILURE',
    display,
  ),
  CALLBACK_RESULT_FORMAT: string(
    'json',
    'defaults.callback_result_format',
    'ANSIBLE_CALLBACK_RESULT_FORMAT',
    { ...display, choices: ['json', 'yaml'] },
  ),
  CALLBACK_FORMAT_PRETTY: booleanOrNone(
    'defaults.callback_format_pretty',
    'ANSIBLE_CALLBACK_FORMAT_PRETTY',
    display,
  ),
  CALLBACK_JSON_INDENT: integer(4, 'defaults.json_indent', 'ANSIBLE_JSON_INDENT', {
    plugin: 'callback/json',
  }),
  CALLBACK_TREE_DIR: pathOrNone('callback_tree.directory', 'ANSIBLE_CALLBACK_TREE_DIR', {
    plugin: 'callback/tree',
  }),
  JOB_EVENTS_DIR: path(
    '~/.ansible/artifacts',
    'callback_job_events.directory',
    'TROUPE_JOB_EVENTS_DIR',
    { plugin: 'callback/job_events' },
  ),
  JUNIT_OUTPUT_DIR: path('~/.ansible.log', [], 'JUNIT_OUTPUT_DIR', junit),
  JUNIT_TASK_CLASS: boolean(false, [], 'JUNIT_TASK_CLASS', junit),
  JUNIT_TASK_RELATIVE_PATH: string('', [], 'JUNIT_TASK_RELATIVE_PATH', junit),
  JUNIT_REPLACE_OUT_OF_TREE_PATH: stringOrNone([], 'JUNIT_REPLACE_OUT_OF_TREE_PATH', junit),
  JUNIT_FAIL_ON_CHANGE: boolean(false, [], 'JUNIT_FAIL_ON_CHANGE', junit),
  JUNIT_FAIL_ON_IGNORE: boolean(false, [], 'JUNIT_FAIL_ON_IGNORE', junit),
  JUNIT_INCLUDE_SETUP_TASKS_IN_REPORT: boolean(
    true,
    [],
    'JUNIT_INCLUDE_SETUP_TASKS_IN_REPORT',
    junit,
  ),
  JUNIT_HIDE_TASK_ARGUMENTS: boolean(false, [], 'JUNIT_HIDE_TASK_ARGUMENTS', junit),
  JUNIT_TEST_CASE_PREFIX: string('', [], 'JUNIT_TEST_CASE_PREFIX', junit),
  PROFILE_TASKS_OUTPUT_LIMIT: string(
    '20',
    'callback_profile_tasks.task_output_limit',
    'PROFILE_TASKS_TASK_OUTPUT_LIMIT',
    profile,
  ),
  PROFILE_TASKS_SORT_ORDER: string(
    'descending',
    'callback_profile_tasks.sort_order',
    'PROFILE_TASKS_SORT_ORDER',
    { ...profile, choices: ['descending', 'ascending', 'none'] },
  ),
};
