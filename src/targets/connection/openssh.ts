import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TargetSpec } from '../spec.ts';
import { spawnChannel } from './local.ts';
import { splitWords } from './ssh-arguments.ts';
import type { Transport } from './transport.ts';

const SSHPASS_MISSING =
  "to use the 'ssh' connection type with passwords or pkcs11_provider, you must install the sshpass program";

/**
 * The machine's own ssh program: for what only it can do (hardware keys, certificates, `Match exec` …). One connection
 * for all channels, by its multiplexing.
 */
export function opensshTransport(spec: TargetSpec, program = 'ssh'): Transport {
  const folder = mkdtempSync(join(tmpdir(), 'troupe-ssh-'));
  const [first = '', ...rest] = spec.sshArgs ?? [];
  const address = spec.address ?? spec.host;
  const option = (text: string) => ['-o', text];
  const args = [
    ...splitWords(first),
    ...(spec.hostKeyChecking === false ? option('StrictHostKeyChecking=no') : []),
    ...(spec.port === undefined ? [] : option(`Port=${spec.port}`)),
    ...(spec.privateKeyFile ? option(`IdentityFile="${spec.privateKeyFile}"`) : []),
    ...(spec.password === undefined
      ? [
          ...option('KbdInteractiveAuthentication=no'),
          ...option('PreferredAuthentications=gssapi-with-mic,gssapi-keyex,hostbased,publickey'),
          ...option('PasswordAuthentication=no'),
        ]
      : []),
    ...(spec.user ? option(`User="${spec.user}"`) : []),
    ...option(`ConnectTimeout=${spec.connectTimeout ?? 10}`),
    ...rest.flatMap(splitWords),
    ...option('ControlMaster=auto'),
    ...option(`ControlPath=${join(folder, '%C')}`),
    '-T',
    address,
  ];
  return {
    isLost: false,
    async open(commandLine) {
      if (spec.password === undefined) return spawnChannel(program, [...args, commandLine]);
      return spawnChannel('sshpass', ['-d3', program, ...args, commandLine], {
        secret: spec.password,
      });
    },
    describeEnd(end, output) {
      const { code } = (end.error ?? {}) as NodeJS.ErrnoException;
      if (spec.password !== undefined && code === 'ENOENT') return SSHPASS_MISSING;
      if (spec.password !== undefined && end.code === 5) {
        return `Invalid/incorrect password: ${output || 'Permission denied, please try again.'}`;
      }
      return `Failed to connect to the host via ssh: ${end.error?.message ?? output}`;
    },
    close() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
