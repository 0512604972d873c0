import type { ReadTarget } from '../../targets/types.ts';
import { fail } from '../definition/failure.ts';
import { pythonRepr } from '../definition/python-text.ts';
import { askStore, StoreError } from './credential-store.ts';
import { DockerTrouble } from './docker-error.ts';

export const DEFAULT_REGISTRY = 'https://index.docker.io/v1/';
const INDEX = 'docker.io';

/** Who one is for a registry, in the words of Docker's interface. */
export type Credentials = Readonly<Record<string, string | null | undefined>>;

/** The part of the client's configuration that is about logins. */
export interface Logins {
  readonly auths: Readonly<Record<string, Credentials>>;
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string>>;
}

/** The host and the rest of an image's name. @throws ModuleFailure */
export function repositoryName(name: string): [registry: string, rest: string] {
  if (name.includes('://')) fail(`Repository name cannot contain a scheme (${name})`);
  const at = name.indexOf('/');
  const host = name.slice(0, Math.max(at, 0));
  if (at < 0 || (!/[.:]/.test(host) && host !== 'localhost')) return [INDEX, name];
  if (host.startsWith('-') || host.endsWith('-')) {
    fail(`Invalid index name (${host}). Cannot begin or end with a hyphen.`);
  }
  return [registryHost(host), name.slice(at + 1)];
}

function registryHost(url: string): string {
  const host = url.replaceAll('http://', '').replaceAll('https://', '').split('/')[0] ?? '';
  return host === `index.${INDEX}` ? INDEX : host;
}

/** Text of the client's configuration: of a file of one's own, or the first of those that the client would read. */
async function configText(target: ReadTarget, own?: string): Promise<string | undefined> {
  const environment = target.surroundings?.env?.DOCKER_CONFIG;
  const home = target.platform.user.home;
  const paths = [
    ...(own === undefined ? [] : [own]),
    ...(environment ? [`${environment}/config.json`] : []),
    `${home}/.docker/config.json`,
    `${home}/.dockercfg`,
  ];
  const contents = await Promise.all(paths.map((path) => target.readFile(path)));
  return contents.find((one) => one !== null)?.toString();
}

/** The client's configuration; an empty one where it can't be read. */
export async function readClientConfig(
  target: ReadTarget,
): Promise<Readonly<Record<string, unknown>>> {
  return configOf(await configText(target));
}

/** Logins of the client's configuration. */
export async function readLogins(target: ReadTarget, own?: string): Promise<Logins> {
  return loginsOf(configOf(await configText(target, own)));
}

/** A configuration in its text; an empty one where that is none. */
export function configOf(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text ?? '{}') as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}

function loginsOf(config: Readonly<Record<string, unknown>>): Logins {
  const { auths, credsStore, credHelpers } = config as {
    auths?: Record<string, Record<string, string>>;
    credsStore?: string;
    credHelpers?: Record<string, string>;
  };
  const isPlain = !auths && !credsStore && !credHelpers;
  const entries = Object.entries(isPlain ? (config as NonNullable<typeof auths>) : (auths ?? {}));
  return {
    auths: Object.fromEntries(
      entries
        .filter(([, entry]) => entry !== null && typeof entry === 'object')
        .map(([registry, entry]) => [registry, credentialsOf(registry, entry)]),
    ),
    ...(credsStore && { credsStore }),
    ...(credHelpers && { credHelpers }),
  };
}

function credentialsOf(registry: string, entry: Readonly<Record<string, string>>): Credentials {
  if (entry.identitytoken !== undefined) return { IdentityToken: entry.identitytoken };
  if (entry.auth === undefined) return {};
  const [username, password] = decodeAuth(entry.auth);
  return { username, password, email: entry.email ?? null, serveraddress: registry };
}

/** Name and password as the configuration keeps them. */
export function decodeAuth(auth: string): [name: string, password: string] {
  const text = Buffer.from(auth, 'base64').toString();
  const at = text.indexOf(':');
  return [text.slice(0, at), text.slice(at + 1)];
}

/** The program that keeps a registry's credentials, where one does. */
export function credentialStore(logins: Logins, registry: string): string | undefined {
  return (
    logins.credHelpers?.[registry === INDEX ? DEFAULT_REGISTRY : registry] ?? logins.credsStore
  );
}

/** Who one is for a registry; null where nothing is known of it. */
export async function credentialsFor(
  target: ReadTarget,
  logins: Logins,
  registry: string,
): Promise<Credentials | null> {
  const store = credentialStore(logins, registry);
  if (store !== undefined) {
    const server = registry === INDEX ? DEFAULT_REGISTRY : registry;
    const kept = await askStore(target, store, server).catch(toldFrom);
    if (kept?.Username === '<token>') return { ServerAddress: server, IdentityToken: kept.Secret };
    if (kept) return { ServerAddress: server, Username: kept.Username, Password: kept.Secret };
  }
  const host = registryHost(registry);
  const key =
    host in logins.auths
      ? host
      : Object.keys(logins.auths).find((one) => registryHost(one) === host);
  return key === undefined ? null : (logins.auths[key] ?? null);
}

/** @throws DockerTrouble that says where the trouble is, unless it is that there is no such program */
function toldFrom(error: unknown): never {
  if (!(error instanceof StoreError)) throw error;
  throw new DockerTrouble(`Credentials store error: StoreError(${pythonRepr(error.message)})`);
}

/** The header that shows who one is for an image's registry; none where nothing is known of it. */
export async function registryHeader(
  target: ReadTarget,
  repository: string,
): Promise<Readonly<Record<string, string>>> {
  const [registry] = repositoryName(repository);
  const found = await credentialsFor(target, await readLogins(target), registry);
  const isKnown = found !== null && Object.keys(found).length > 0;
  return isKnown ? { 'X-Registry-Auth': encoded(found) } : {};
}

/** The header that shows who one is for all registries. */
export async function registriesHeader(
  target: ReadTarget,
): Promise<Readonly<Record<string, string>>> {
  const logins = await readLogins(target);
  const all: Record<string, Credentials> = { ...logins.auths };
  for (const registry of Object.keys(logins.credHelpers ?? {})) {
    all[registry] = (await credentialsFor(target, logins, registry)) ?? {};
  }
  const index = all[INDEX];
  if (index !== undefined) all[DEFAULT_REGISTRY] ??= index;
  return Object.keys(all).length > 0 ? { 'X-Registry-Config': encoded(all) } : {};
}

const encoded = (value: object): string =>
  Buffer.from(JSON.stringify(value)).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
