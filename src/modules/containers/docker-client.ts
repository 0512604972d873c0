import type { ReadTarget } from '../../targets/types.ts';
import { ask, requireProgram } from '../commands/program.ts';
import { failedStep, type StepOutcome } from '../commands/steps.ts';
import { type ArgumentValues, arg, beyondNative, fail } from '../define.ts';

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
export async function dockerProgram(args: DockerConnection, target: ReadTarget): Promise<string[]> {
  const [, ...options] = dockerClient(args);
  if (args.api_version !== 'auto') beyondNative('api_version');
  return [await requireProgram(target, 'docker'), ...options];
}

/** The same of a client that is only found when it is run. @throws BeyondNative */
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

/** What the daemon has under a name, as its interface tells it; null when there is nothing. @throws ModuleFailure */
export async function inspected(
  target: ReadTarget,
  docker: readonly string[],
  kind: 'network' | 'volume',
  name: string,
): Promise<DockerObject | null> {
  const { rc, stdout, stderr } = await ask(target, [...docker, kind, 'inspect', name]);
  if (rc === 0) return readInspected(stdout, name);
  if (/no such|not found/i.test(stderr)) return null;
  return fail(`Error connecting: Error while fetching server API version: ${stderr.trim()}`);
}

/** A network or volume in the words of Docker's interface. */
export interface DockerObject {
  readonly Name: string;
  readonly Driver: string;
  readonly Options?: Readonly<Record<string, string>> | null;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly [field: string]: unknown;
}

/** The object of that name; ids that begin alike are none. */
export function readInspected(json: string, name: string): DockerObject | null {
  const found = JSON.parse(json) as DockerObject[];
  return found.find((one) => one.Name === name) ?? null;
}

/** Values as Docker's interface takes them: text, booleans as Go writes them. */
export function dockerTexts(values: Readonly<Record<string, unknown>> | null): [string, string][] {
  return Object.entries(values ?? {}).map(([name, value]) => [
    name,
    typeof value === 'boolean' ? String(value) : String(value ?? 'None'),
  ]);
}

/** Ends a module whose request the daemon refused, if one was. @throws ModuleFailure */
export function checkDaemon(outcomes: readonly StepOutcome[], before = ''): void {
  const failed = failedStep(outcomes);
  if (failed === undefined) return;
  fail(before + failed.stderr.trim().replace(/^Error response from daemon: /, ''));
}
