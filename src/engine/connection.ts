import { userInfo } from 'node:os';
import { escalate } from '../targets/become/methods.ts';
import type { BecomeSpec, TargetSpec } from '../targets/pool.ts';
import type { TemplarContract } from '../template/contract.ts';
import { str } from '../values/index.ts';
import { Undefined, type Value } from '../values/types.ts';
import { toBoolean } from './boolean.ts';
import type { KeywordValues } from './keyword-values.ts';
import type { RunOptions } from './run-context.ts';

/** Looks up variables of the host that does the work (the delegate's with delegate_to). */
export interface ConnectionVars {
  text(...names: string[]): string | undefined;
  bool(name: string): boolean | undefined;
}

/** Reads variables by name, rendered; of several names the first that is set counts. */
export function connectionVars(
  get: (name: string) => Value | undefined,
  templar: TemplarContract,
): ConnectionVars {
  const value = (name: string): Value | undefined => {
    const raw = get(name);
    if (raw === undefined || raw === null || raw instanceof Undefined) return undefined;
    const rendered = templar.template(raw);
    return rendered === null ? undefined : rendered;
  };
  return {
    text(...names) {
      for (const name of names) {
        const found = value(name);
        if (found !== undefined) return str(found);
      }
      return undefined;
    },
    bool(name) {
      const found = value(name);
      return found === undefined ? undefined : toBoolean(found);
    },
  };
}

/**
 * Where and as whom a task works: variables of the host beat keywords, keywords beat the command line and the
 * configuration (Ansible's "Controlling how Ansible behaves: precedence rules").
 */
export function targetSpec(
  host: string,
  vars: ConnectionVars,
  keywords: KeywordValues,
  options: RunOptions,
): TargetSpec {
  const { connection: defaults } = options;
  const type = vars.text('ansible_connection') ?? keywords.text('connection') ?? defaults.type;
  const number = (text: string | undefined): number | undefined =>
    text === undefined ? undefined : Number(text);
  const checking =
    vars.bool('ansible_ssh_host_key_checking') ?? vars.bool('ansible_host_key_checking');
  const connection =
    type === 'smart' ? 'ssh' : type.replace(/^ansible\.builtin\.|^community\.\w+\./, '');
  const user =
    vars.text('ansible_user', 'ansible_ssh_user', 'ansible_docker_user') ??
    keywords.text('remote_user') ??
    defaults.user;
  const own = connection === 'local' ? userInfo().username : user;
  const become = becomeSpec(vars, keywords, options);
  return {
    host,
    connection,
    address:
      vars.text('ansible_host', 'ansible_ssh_host', 'ansible_docker_host', 'ansible_podman_host') ??
      host,
    port:
      number(vars.text('ansible_port', 'ansible_ssh_port')) ??
      keywords.int('port') ??
      defaults.port,
    user,
    password:
      vars.text('ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password') ??
      defaults.password,
    privateKeyFile:
      vars.text('ansible_ssh_private_key_file', 'ansible_private_key_file') ??
      defaults.privateKeyFile,
    passphrase: vars.text('ansible_ssh_private_key_passphrase', 'ansible_private_key_passphrase'),
    sshArgs: [
      vars.text('ansible_ssh_args') ?? defaults.sshArgs,
      vars.text('ansible_ssh_common_args') ?? defaults.sshCommonArgs,
      vars.text('ansible_ssh_extra_args') ?? defaults.sshExtraArgs,
    ].filter((one): one is string => one !== undefined && one !== ''),
    hostKeyChecking: checking ?? defaults.hostKeyChecking,
    connectTimeout: number(vars.text('ansible_ssh_timeout', 'ansible_timeout')) ?? defaults.timeout,
    retries: number(vars.text('ansible_ssh_retries')) ?? defaults.retries,
    shellExecutable: vars.text('ansible_shell_executable') ?? defaults.shellExecutable,
    remoteTmp: vars.text('ansible_remote_tmp') ?? defaults.remoteTmp,
    become: isNeedless(become, own) && !options.become.allowSameUser ? undefined : become,
    variable: (name) => vars.text(name),
  };
}

/** Whether one is the wanted user already; a method that isn't there has to be told of all the same. */
const isNeedless = (become: BecomeSpec | undefined, own: string | undefined): boolean =>
  become?.user === own && become !== undefined && escalate(become, 'true', '') !== null;

function becomeSpec(
  vars: ConnectionVars,
  keywords: KeywordValues,
  { become }: RunOptions,
): BecomeSpec | undefined {
  const enabled = vars.bool('ansible_become') ?? keywords.bool('become') ?? become.enabled;
  if (!enabled) return undefined;
  const method = (
    vars.text('ansible_become_method') ??
    keywords.text('become_method') ??
    become.method
  ).replace(/^ansible\.builtin\.|^community\.general\./, '');
  const own = become.ofMethod?.[method];
  return {
    method,
    user:
      vars.text('ansible_become_user', `ansible_${method}_user`) ??
      keywords.text('become_user') ??
      become.user ??
      'root',
    password:
      vars.text(
        'ansible_become_password',
        'ansible_become_pass',
        `ansible_${method}_pass`,
        `ansible_${method}_password`,
      ) ??
      become.password ??
      own?.password,
    flags:
      vars.text('ansible_become_flags', `ansible_${method}_flags`) ??
      keywords.text('become_flags') ??
      become.flags ??
      own?.flags,
    exe:
      vars.text('ansible_become_exe', `ansible_${method}_exe`) ??
      keywords.text('become_exe') ??
      become.exe ??
      own?.exe,
  };
}
