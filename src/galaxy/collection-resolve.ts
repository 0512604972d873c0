import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TroupeError } from '../diagnostics/errors.ts';
import {
  type Collection,
  collectionOf,
  fullName,
  isCollectionName,
  sha256,
} from './collection-artifact.ts';
import { collectionFromFolder } from './collection-source.ts';
import { cloneRepository, download, withTemporary } from './fetch-source.ts';
import type { CollectionRequirement, CollectionType } from './requirements.ts';
import {
  collectionArtifact,
  collectionVersions,
  type GalaxyServer,
  located,
  type ServerArtifact,
  serverNamed,
  serversOf,
} from './server.ts';
import type { GalaxySession } from './session.ts';
import { readTar } from './tar-archive.ts';
import { compareVersions, isPreRelease, meetsRequirement } from './versions.ts';

/** What kind of place a requirement means, when it does not say. @throws TroupeError */
export function typeOf({ name, type }: CollectionRequirement): CollectionType {
  if (type !== undefined) return type;
  const stats = statSync(name, { throwIfNoEntry: false });
  if (stats?.isFile()) return 'file';
  if (stats?.isDirectory()) {
    return ['galaxy.yml', 'MANIFEST.json'].some((file) => existsSync(join(name, file)))
      ? 'dir'
      : 'subdirs';
  }
  if (name.startsWith('git+') || name.startsWith('git@')) return 'git';
  if (/^(?:https?|file):\/\//.test(name)) return name.endsWith('.git') ? 'git' : 'url';
  if (isCollectionName(name)) return 'galaxy';
  throw new TroupeError(
    "Neither the collection requirement entry key 'name', nor 'source' point to a concrete resolvable collection " +
      "artifact. Also 'name' is not an FQCN. A valid collection name must be in the format <namespace>.<collection>. " +
      'Please make sure that the namespace and the collection name contain characters from [a-zA-Z0-9_] only.\n\n' +
      `Could not find ${name}.`,
  );
}

/** Collections from a place that is named: an archive, a folder, a repository, an address. @throws TroupeError */
export async function collectionsAt(
  requirement: CollectionRequirement,
  type: Exclude<CollectionType, 'galaxy'>,
  session: GalaxySession,
): Promise<Collection[]> {
  const { name } = requirement;
  switch (type) {
    case 'file':
      return [collectionOf(readTar(readFileSync(name)), name)];
    case 'url':
      return [collectionOf(readTar(await download(name, session.fetch)), name)];
    case 'dir':
      return [collectionFromFolder(name)];
    case 'subdirs':
      return readdirSync(name)
        .map((folder) => join(name, folder))
        .filter((folder) => existsSync(join(folder, 'galaxy.yml')))
        .map(collectionFromFolder);
    case 'git':
      return collectionsInRepository(requirement, session);
  }
}

/** `git+ADDRESS[#/folder][,version]`. */
function collectionsInRepository(
  requirement: CollectionRequirement,
  session: GalaxySession,
): Promise<Collection[]> {
  const text = requirement.name.replace(/^git\+/, '');
  const comma = text.lastIndexOf(',');
  const hasVersion = comma > text.lastIndexOf('/');
  const place = hasVersion ? text.slice(0, comma) : text;
  const given = hasVersion ? text.slice(comma + 1) : requirement.version;
  const hash = place.indexOf('#');
  const [address, below] =
    hash < 0 ? [place, ''] : [place.slice(0, hash), place.slice(hash + 1).replace(/^\/+/, '')];
  if (below.split('/').includes('..')) {
    throw new TroupeError(`The folder '${below}' lies outside of the repository ${address}`);
  }
  return withTemporary(async (folder) => {
    let clone: string;
    try {
      clone = await cloneRepository(address, folder, {
        name: 'collection',
        version: given === '*' ? undefined : given,
        ignoreCerts: session.fetch.ignoreCerts,
      });
    } catch (error) {
      throw new TroupeError(`Failed to clone a Git repository from \`${address}\`.`, {
        cause: error,
        hint: error instanceof Error ? error.message : undefined,
      });
    }
    const top = join(clone, below);
    const requirementHere = { ...requirement, name: top, type: undefined };
    const type = typeOf(requirementHere);
    return collectionsAt(requirementHere, type === 'subdirs' ? 'subdirs' : 'dir', session);
  });
}

/** A version of a collection on a server, not yet downloaded. */
export interface Remote extends ServerArtifact {
  readonly server: GalaxyServer;
  readonly name: string;
  readonly version: string;
}

/** Versions that meet all requirements, newest first, from the first server that has any. @throws TroupeError */
export async function* candidatesOnServers(
  name: string,
  wanted: readonly string[],
  source: string | undefined,
  session: GalaxySession,
): AsyncGenerator<Remote> {
  const servers = source === undefined ? serversOf(session) : [serverNamed(source, session)];
  const exact = wanted.some((one) => /^=*\s*\d/.test(one));
  for (const one of servers) {
    const server = await located(one, session);
    const versions = ((await collectionVersions(server, name, session)) ?? [])
      .filter((one) => wanted.every((requirement) => meetsRequirement(one, requirement)))
      .filter((one) => session.args.pre || exact || !isPreRelease(one))
      .sort(compareVersions)
      .reverse();
    for (const version of versions) {
      const artifact = await collectionArtifact(server, name, version, session);
      yield { server, name, version, ...artifact };
    }
    if (versions.length > 0) return;
  }
}

/** Downloads a version's archive and checks it against the server's checksum. @throws TroupeError */
export async function downloadArchive(remote: Remote, session: GalaxySession): Promise<Buffer> {
  const { url, server } = remote;
  session.display.line(`Downloading ${url} to memory`, { logOnly: true });
  const bytes = await download(url, { ...session.fetch, token: tokenFor(url, server) });
  if (remote.sha256 !== undefined && sha256(bytes) !== remote.sha256) {
    throw new TroupeError('Mismatch artifact hash with downloaded file');
  }
  return bytes;
}

/** The collection in a version's archive. @throws TroupeError */
export async function downloadCollection(
  remote: Remote,
  session: GalaxySession,
): Promise<Collection> {
  const collection = collectionOf(readTar(await downloadArchive(remote, session)), remote.url);
  if (fullName(collection) !== remote.name) {
    throw new TroupeError(`${remote.url} holds ${fullName(collection)} in place of ${remote.name}`);
  }
  return collection;
}

/** A server's token goes to that server alone. */
function tokenFor(url: string, server: GalaxyServer): string | undefined {
  return new URL(url).host === new URL(server.url).host ? server.token : undefined;
}
