import { fromPlain } from '../values/plain.ts';
import type { Value } from '../values/types.ts';
import type { SettingName, Settings } from './settings/settings.ts';

interface PluginOption {
  readonly setting?: SettingName;
  /** Variables that come before the setting; the last one that is there counts. */
  readonly vars: readonly string[];
}

const both = (name: string): string[] => [`ansible_${name}`, `ansible_ssh_${name}`];

const SSH: Readonly<Record<string, PluginOption>> = {
  control_path: { setting: 'SSH_CONTROL_PATH', vars: ['ansible_control_path'] },
  control_path_dir: { setting: 'SSH_CONTROL_PATH_DIR', vars: ['ansible_control_path_dir'] },
  host: { vars: ['inventory_hostname', ...both('host')] },
  host_key_checking: {
    setting: 'SSH_HOST_KEY_CHECKING',
    vars: ['ansible_host_key_checking', 'ansible_ssh_host_key_checking'],
  },
  password: { vars: ['ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password'] },
  pipelining: { setting: 'SSH_PIPELINING', vars: both('pipelining') },
  port: { setting: 'DEFAULT_REMOTE_PORT', vars: both('port') },
  private_key_file: {
    setting: 'DEFAULT_PRIVATE_KEY_FILE',
    vars: ['ansible_private_key_file', 'ansible_ssh_private_key_file'],
  },
  reconnection_retries: { setting: 'SSH_RETRIES', vars: ['ansible_ssh_retries'] },
  remote_user: { setting: 'DEFAULT_REMOTE_USER', vars: both('user') },
  scp_extra_args: { setting: 'SSH_SCP_EXTRA_ARGS', vars: ['ansible_scp_extra_args'] },
  sftp_extra_args: { setting: 'SSH_SFTP_EXTRA_ARGS', vars: ['ansible_sftp_extra_args'] },
  ssh_args: { setting: 'SSH_ARGS', vars: ['ansible_ssh_args'] },
  ssh_common_args: { setting: 'SSH_COMMON_ARGS', vars: ['ansible_ssh_common_args'] },
  ssh_executable: { setting: 'SSH_EXECUTABLE', vars: ['ansible_ssh_executable'] },
  ssh_extra_args: { setting: 'SSH_EXTRA_ARGS', vars: ['ansible_ssh_extra_args'] },
  ssh_transfer_method: { setting: 'SSH_TRANSFER_METHOD', vars: ['ansible_ssh_transfer_method'] },
  timeout: { setting: 'SSH_TIMEOUT', vars: ['ansible_ssh_timeout'] },
  use_tty: { setting: 'SSH_USE_TTY', vars: ['ansible_ssh_use_tty'] },
};

const become = (method: string): Readonly<Record<string, PluginOption>> => ({
  become_exe: {
    setting: 'DEFAULT_BECOME_EXE',
    vars: ['ansible_become_exe', `ansible_${method}_exe`],
  },
  become_flags: {
    setting: 'DEFAULT_BECOME_FLAGS',
    vars: ['ansible_become_flags', `ansible_${method}_flags`],
  },
  become_user: {
    setting: 'DEFAULT_BECOME_USER',
    vars: ['ansible_become_user', `ansible_${method}_user`],
  },
});

/** Options of the plugins that troupe has itself, by `type.name`. */
const OPTIONS: Readonly<Record<string, Readonly<Record<string, PluginOption>>>> = {
  'become.su': become('su'),
  'become.sudo': become('sudo'),
  'connection.ssh': SSH,
  'shell.sh': {
    remote_tmp: { setting: 'SHELL_REMOTE_TMP', vars: ['ansible_remote_tmp'] },
  },
};

/** An option of a plugin by Ansible's names, from variables and settings; undefined for one that is not known. */
export function pluginOption(
  settings: Settings,
  plugin: { readonly type: string; readonly name: string },
  option: string,
  variable: (name: string) => Value | undefined,
): Value | undefined {
  const known = OPTIONS[`${plugin.type}.${plugin.name.replace(/^ansible\.builtin\./, '')}`];
  const found = known !== undefined && Object.hasOwn(known, option) ? known[option] : undefined;
  if (found === undefined) return undefined;
  const given = found.vars.map(variable).findLast((value) => value !== undefined);
  if (given !== undefined) return given;
  return found.setting === undefined ? null : fromPlain(settings[found.setting]);
}
