import { UnreachableError } from '../../diagnostics/index.ts';
import type { ChannelEnd } from '../session/channel.ts';
import type { TargetSpec } from '../spec.ts';
import { spawnChannel } from './local.ts';
import { splitWords } from './ssh-arguments.ts';
import type { Transport } from './transport.ts';

/** Arguments that run a program inside, by connection; the program and its arguments come after them. */
const RUNTIMES: Readonly<Record<string, (spec: TargetSpec, name: string) => string[]>> = {
  docker: (spec, name) => ['docker', ...extra(spec), 'exec', '-i', ...userFlag('-u', spec), name],
  podman: (spec, name) => [
    'podman',
    ...extra(spec),
    'exec',
    '-i',
    ...userFlag('--user', spec),
    name,
  ],
  buildah: (spec, name) => [
    'buildah',
    ...extra(spec),
    'run',
    ...userFlag('--user', spec),
    '--',
    name,
  ],
  kubectl: (spec, name) => pod('kubectl', spec, name),
  oc: (spec, name) => pod('oc', spec, name),
  lxc: (spec, name) => ['lxc', ...extra(spec), 'exec', '-T', name, '--'],
  incus: (spec, name) => ['incus', ...extra(spec), 'exec', '-T', name, '--'],
  chroot: (spec, name) => ['chroot', ...extra(spec), name],
  jail: (spec, name) => ['jexec', ...userFlag('-u', spec), name],
  machinectl: (spec, name) => [
    'systemd-run',
    '--quiet',
    '--pipe',
    '--wait',
    '-M',
    name,
    ...userFlag('--uid', spec),
  ],
};

function extra(spec: TargetSpec): string[] {
  return splitWords(spec.extraArgs ?? '');
}

function userFlag(flag: string, spec: TargetSpec): string[] {
  return spec.user ? [flag, spec.user] : [];
}

function pod(program: string, spec: TargetSpec, name: string): string[] {
  return [
    program,
    ...(spec.context ? ['--context', spec.context] : []),
    ...(spec.namespace ? ['-n', spec.namespace] : []),
    ...extra(spec),
    'exec',
    '-i',
    name,
    ...(spec.container ? ['-c', spec.container] : []),
    '--',
  ];
}

/** Whether a connection is one of a container runtime (short names). */
export function isExecConnection(connection: string): boolean {
  return connection in RUNTIMES;
}

/** A transport that starts each program by a container runtime's own exec. */
export function execTransport(spec: TargetSpec, connection: string): Transport {
  const build = RUNTIMES[connection];
  if (!build) throw new UnreachableError(`the connection plugin '${connection}' was not found`);
  const name = spec.address ?? spec.host;
  const [program = connection, ...args] = build(spec, name);
  return {
    isLost: false,
    open: async (commandLine) =>
      spawnChannel(spec.executable ?? program, [...args, '/bin/sh', '-c', commandLine]),
    describeEnd(end: ChannelEnd, output: string) {
      const reason =
        end.error?.message ?? (output || `${program} ended with exit code ${end.code}`);
      return `Failed to connect to ${name} via ${connection}: ${reason}`;
    },
    close() {},
  };
}

/** Programs of this machine, for becoming another user on it. */
export function localTransport(): Transport {
  return {
    isLost: false,
    open: async (commandLine) => spawnChannel('/bin/sh', ['-c', commandLine]),
    describeEnd: (_end, output) => `The local shell ended: ${output}`,
    close() {},
  };
}
