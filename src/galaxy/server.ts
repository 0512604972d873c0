import { existsSync } from 'node:fs';
import { readConfigFile } from '../cli/settings/file.ts';
import { TroupeError } from '../diagnostics/errors.ts';
import { dependenciesOf } from './collection-artifact.ts';
import { download } from './fetch-source.ts';
import { isRecord, listOf, readYaml } from './requirements.ts';
import type { GalaxySession } from './session.ts';

/** A Galaxy server, or one that speaks its language. */
export interface GalaxyServer {
  readonly name: string;
  /** Without a slash at its end. */
  readonly url: string;
  readonly token: string | undefined;
  /** Where its API begins, if that was found not to be `/api` below its address. */
  readonly root?: string;
}

/** The servers to ask, in their order: --server, else GALAXY_SERVER_LIST, else GALAXY_SERVER. */
export function serversOf(session: GalaxySession): GalaxyServer[] {
  const { args, command } = session;
  const { settings } = command;
  const listed = (settings.GALAXY_SERVER_LIST ?? []).map((name) => listedServer(name, session));
  if (args.server !== null) {
    const named = listed.find(({ name }) => name === args.server);
    return [named ?? explicitServer(args.server, session)];
  }
  return listed.length > 0 ? listed : [explicitServer(settings.GALAXY_SERVER, session)];
}

/** The server that a requirement names, by address or as the settings list it. */
export function serverNamed(source: string, session: GalaxySession): GalaxyServer {
  const known = serversOf(session).find(({ name, url }) => [name, url].includes(trim(source)));
  return known ?? { name: source, url: trim(source), token: undefined };
}

const trim = (url: string): string => url.replace(/\/+$/, '');

function explicitServer(url: string, { args, command }: GalaxySession): GalaxyServer {
  return {
    name: args.server === null ? 'default' : 'cmd_arg',
    url: trim(url),
    token: args.token ?? savedToken(command.settings.GALAXY_TOKEN_PATH),
  };
}

function savedToken(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const data = readYaml(file);
  return isRecord(data) && typeof data.token === 'string' ? data.token : undefined;
}

function listedServer(name: string, { args, command }: GalaxySession): GalaxyServer {
  const { configFile } = command.settings;
  const file = configFile === undefined ? undefined : readConfigFile(configFile);
  const option = (key: string) =>
    command.env[`ANSIBLE_GALAXY_SERVER_${name.toUpperCase()}_${key.toUpperCase()}`] ??
    file?.get(`galaxy_server.${name}.${key}`);
  const url = option('url');
  if (url === undefined) {
    throw new TroupeError(
      `No setting was provided for required configuration plugin_type: galaxy_server plugin: ${name} setting: url `,
    );
  }
  return { name, url: trim(url), token: args.token ?? option('token') };
}

/** What a server answers to a path of its API, as plain data. @throws TroupeError */
async function ask(
  server: GalaxyServer,
  path: string,
  { fetch }: GalaxySession,
): Promise<Record<string, unknown>> {
  const url = path.startsWith('http') ? path : new URL(path, `${apiRoot(server)}/`).href;
  const body = await download(url, { ...fetch, token: server.token });
  const data: unknown = JSON.parse(body.toString('utf8'));
  if (!isRecord(data)) throw new TroupeError(`${url} answers with something that is no object`);
  return data;
}

export const apiRoot = ({ url, root }: GalaxyServer): string =>
  root ?? (url.endsWith('/api') ? url : `${url}/api`);

/** The server with the place of its API: hubs have it at their own address, which is asked where it has a path. */
export async function located(
  server: GalaxyServer,
  { fetch }: GalaxySession,
): Promise<GalaxyServer> {
  const { url, token } = server;
  const hasPath = URL.canParse(url) && new URL(url).pathname !== '/' && !url.endsWith('/api');
  if (!hasPath) return server;
  try {
    const answer = await download(`${url}/`, { ...fetch, token });
    const data: unknown = JSON.parse(answer.toString('utf8'));
    return isRecord(data) && 'available_versions' in data ? { ...server, root: url } : server;
  } catch (error) {
    // What is not the root of an API answers with a page or an error.
    if (error instanceof TroupeError || error instanceof SyntaxError) return server;
    throw error;
  }
}

export interface ServerRole {
  readonly user: string;
  readonly repository: string;
  readonly branch: string | undefined;
  readonly versions: readonly { readonly name: string; readonly url: string | undefined }[];
}

/** A role by `user.name`; undefined where the server has none. @throws TroupeError */
export async function findRole(
  server: GalaxyServer,
  name: string,
  session: GalaxySession,
): Promise<ServerRole | undefined> {
  const parts = name.split('.');
  const role = parts.pop() ?? '';
  const user = parts.join('.');
  if (user === '') {
    throw new TroupeError(`Invalid role name (${name}). Specify role as format: username.rolename`);
  }
  const query = new URLSearchParams({ owner__username: user, name: role });
  const found = await ask(server, `v1/roles/?${query}`, session);
  const [data] = listOf(found.results);
  if (!isRecord(data)) return undefined;
  const versions: { name: string; url: string | undefined }[] = [];
  let next: unknown = `v1/roles/${String(data.id)}/versions/?page_size=50`;
  while (typeof next === 'string') {
    const page = await ask(server, next, session);
    for (const version of listOf(page.results)) {
      if (!isRecord(version)) continue;
      const url = version.download_url ?? version.source;
      versions.push({ name: String(version.name), url: typeof url === 'string' ? url : undefined });
    }
    next = page.next_link ?? page.next;
  }
  return {
    user: String(data.github_user ?? user),
    repository: String(data.github_repo ?? role),
    branch: typeof data.github_branch === 'string' ? data.github_branch : undefined,
    versions,
  };
}

/** All versions of a collection; undefined where the server has none. @throws TroupeError */
export async function collectionVersions(
  server: GalaxyServer,
  fullName: string,
  session: GalaxySession,
): Promise<string[] | undefined> {
  const versions: string[] = [];
  let next: unknown = `${collectionPath(fullName)}versions/?limit=100`;
  try {
    while (typeof next === 'string') {
      const page = await ask(server, next.startsWith('/') ? origin(server, next) : next, session);
      for (const item of listOf(page.data ?? page.results)) {
        if (isRecord(item)) versions.push(String(item.version));
      }
      next = isRecord(page.links) ? page.links.next : page.next;
    }
  } catch (error) {
    if (error instanceof TroupeError && error.message.startsWith('HTTP Error 404'))
      return undefined;
    throw error;
  }
  return versions;
}

const origin = (server: GalaxyServer, path: string): string => new URL(path, server.url).href;

function collectionPath(fullName: string): string {
  return `v3/collections/${fullName.replace('.', '/')}/`;
}

export interface ServerArtifact {
  readonly url: string;
  readonly sha256: string | undefined;
  readonly dependencies: Readonly<Record<string, string>>;
  /** The address of what the server says of this version, as it writes it. */
  readonly href: string;
  /** Signatures of the MANIFEST.json, with what is known of them. */
  readonly signatures: readonly unknown[];
}

/** Where one version of a collection is to be had. @throws TroupeError */
export async function collectionArtifact(
  server: GalaxyServer,
  fullName: string,
  version: string,
  session: GalaxySession,
): Promise<ServerArtifact> {
  const data = await ask(server, `${collectionPath(fullName)}versions/${version}/`, session);
  const url = new URL(String(data.download_url), server.url).href;
  const artifact = isRecord(data.artifact) ? data.artifact : {};
  const metadata = isRecord(data.metadata) ? data.metadata : {};
  return {
    url,
    href: String(data.href ?? ''),
    signatures: listOf(data.signatures),
    sha256: typeof artifact.sha256 === 'string' ? artifact.sha256 : undefined,
    dependencies: dependenciesOf(metadata),
  };
}

/** A failure to ask a server for a version's data, as Ansible tells it. */
export function inAnsiblesWords(
  error: TroupeError,
  version: string,
  server: GalaxyServer,
): TroupeError {
  const [, code, reason] = /^HTTP Error (\d+): (.*) \(/.exec(error.message) ?? [];
  if (code === undefined) return error;
  return new TroupeError(
    `Error when getting collection version metadata for ${version} from ${server.name} (${apiRoot(server)}) ` +
      `(HTTP Code: ${code}, Message: ${reason} Code: Unknown)`,
    { cause: error },
  );
}
