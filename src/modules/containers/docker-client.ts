import type { ReadTarget } from '../../targets/types.ts';
import { type ArgumentValues, arg, beyondNative } from '../define.ts';
import { pythonText } from '../definition/python-text.ts';

const DEFAULT_HOST = 'unix://var/run/docker.sock';

/** Options by which all modules for Docker say where the daemon is. */
export const DOCKER_CONNECTION = {
  docker_host: arg.str({
    default: DEFAULT_HOST,
    aliases: ['docker_url'],
    doc: 'Address of the daemon.',
  }),
  tls_hostname: arg.str({ doc: "Name in the daemon's certificate." }),
  api_version: arg.str({
    default: 'auto',
    aliases: ['docker_api_version'],
    doc: "Version of the daemon's interface.",
  }),
  timeout: arg.int({ default: 60, doc: 'Seconds that a request may take.' }),
  ca_cert: arg.path({ aliases: ['tls_ca_cert', 'cacert_path'], doc: 'Certificate of the CA.' }),
  client_cert: arg.path({
    aliases: ['tls_client_cert', 'cert_path'],
    doc: "The client's certificate.",
  }),
  client_key: arg.path({ aliases: ['tls_client_key', 'key_path'], doc: "The client's key." }),
  ssl_version: arg.str({ doc: 'Version of TLS.' }),
  tls: arg.bool({ default: false, doc: 'Encrypt, but check no certificate.' }),
  use_ssh_client: arg.bool({ default: false, doc: 'Have the ssh program connect.' }),
  validate_certs: arg.bool({
    default: false,
    aliases: ['tls_verify'],
    doc: "Check the daemon's certificate.",
  }),
  debug: arg.bool({ default: false, doc: 'Tell what was done.' }),
};

export const DOCKER_CONSTRAINTS = { requiredTogether: [['client_cert', 'client_key']] };

export type DockerConnection = ArgumentValues<typeof DOCKER_CONNECTION>;

/** The client program with the options that lead to the daemon. @throws BeyondNative for what it has no options for */
export function dockerClient(args: DockerConnection): string[] {
  for (const option of ['tls_hostname', 'ssl_version'] as const) {
    if (args[option] !== null) beyondNative(option);
  }
  const option = (name: string, value: string | null): string[] =>
    value === null ? [] : [`--${name}=${value}`];
  return [
    'docker',
    ...(args.docker_host === DEFAULT_HOST
      ? []
      : [`--host=${args.docker_host.replace(/^unix:\/\/(?=[^/])/, 'unix:///')}`]),
    ...(args.validate_certs ? ['--tlsverify'] : args.tls ? ['--tls'] : []),
    ...option('tlscacert', args.ca_cert),
    ...option('tlscert', args.client_cert),
    ...option('tlskey', args.client_key),
  ];
}

/** Address of the daemon, as the task or its environment says. */
export function usedHost(args: DockerConnection, target: ReadTarget): string {
  if (args.docker_host !== DEFAULT_HOST) return args.docker_host;
  return target.surroundings?.env?.DOCKER_HOST ?? DEFAULT_HOST;
}

/** A network or volume in the words of Docker's interface. */
export interface DockerObject {
  readonly Name?: string;
  readonly Driver?: string;
  readonly Options?: Readonly<Record<string, string>> | null;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly [field: string]: unknown;
}

/** Values as Docker's interface takes them: text, booleans as Go writes them. */
export function dockerTexts(values: Readonly<Record<string, unknown>> | null): [string, string][] {
  return Object.entries(values ?? {}).map(([name, value]) => [
    name,
    typeof value === 'boolean' ? String(value) : pythonText(value),
  ]);
}
