import { createHash } from 'node:crypto';
import { TroupeError } from '../diagnostics/errors.ts';
import { fileListSchema, manifestSchema, readManifest } from './manifest.ts';
import { linkStaysInside, type PlacedFile, staysInside } from './place.ts';
import { isRecord } from './requirements.ts';
import type { TarEntry } from './tar-archive.ts';

/** A collection with all of its files, ready to be placed. */
export interface Collection {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  /** Requirements on versions by full name. */
  readonly dependencies: Readonly<Record<string, string>>;
  readonly files: readonly PlacedFile[];
}

export const fullName = ({ namespace, name }: Pick<Collection, 'namespace' | 'name'>): string =>
  `${namespace}.${name}`;

export const sha256 = (content: Buffer): string =>
  createHash('sha256').update(content).digest('hex');

const namePattern = /^[a-zA-Z_]\w*\.[a-zA-Z_]\w*$/;

export const isCollectionName = (text: string): boolean => namePattern.test(text);

/**
 * A collection out of its archive: MANIFEST.json vouches for FILES.json, that for every file.
 * @throws TroupeError for what is missing, has another checksum or would leave the folder
 */
export function collectionOf(entries: readonly TarEntry[], origin: string): Collection {
  const members = new Map(entries.map((entry) => [entry.name.replace(/^\.\//, ''), entry]));
  const memberOf = (name: string): TarEntry => {
    const entry = members.get(name);
    if (entry === undefined) {
      throw new TroupeError(
        `Collection tar at '${origin}' does not contain the expected file '${name}'.`,
      );
    }
    return entry;
  };
  const manifestEntry = memberOf('MANIFEST.json');
  const manifest = readManifest(manifestEntry.content, 'MANIFEST.json', origin, manifestSchema);
  const listEntry = memberOf('FILES.json');
  checkSum('FILES.json', listEntry.content, manifest.file_manifest_file?.chksum_sha256, origin);
  const list = readManifest(listEntry.content, 'FILES.json', origin, fileListSchema);

  const files: PlacedFile[] = [
    { path: 'MANIFEST.json', kind: 'file', mode: 0o644, content: manifestEntry.content },
    { path: 'FILES.json', kind: 'file', mode: 0o644, content: listEntry.content },
  ];
  for (const info of list.files) {
    if (info.name === '.') continue;
    const path = info.name;
    if (!staysInside(path)) {
      throw new TroupeError(
        `Cannot extract tar entry '${path}' as it will be placed outside the collection directory`,
      );
    }
    const entry = memberOf(path);
    if (entry.kind === 'symlink') {
      if (!linkStaysInside(path, entry.link)) {
        throw new TroupeError(
          `Cannot extract symlink '${path}' in collection: path points to location outside of collection '${entry.link}'`,
        );
      }
      files.push({ path, kind: 'symlink', mode: 0o777, link: entry.link });
    } else if (info.ftype === 'file') {
      checkSum(path, entry.content, info.chksum_sha256, origin);
      const mode = (entry.mode & 0o100) === 0 ? 0o644 : 0o755;
      files.push({ path, kind: 'file', mode, content: entry.content });
    } else {
      files.push({ path, kind: 'folder', mode: 0o755 });
    }
  }
  return { ...identityOf(manifest.collection_info, origin), files };
}

/** Who a collection is, from MANIFEST.json's `collection_info` or galaxy.yml. @throws TroupeError */
export function identityOf(info: unknown, origin: string): Omit<Collection, 'files'> {
  const { namespace, name, version, dependencies } = isRecord(info) ? info : {};
  if (!isCollectionName(`${String(namespace)}.${String(name)}`) || version === undefined) {
    throw new TroupeError(
      `Collection at '${origin}' does not tell its namespace, name and version.`,
    );
  }
  return {
    namespace: String(namespace),
    name: String(name),
    version: String(version),
    dependencies: dependenciesOf({ dependencies }),
  };
}

/** Requirements on versions by full name, from a manifest's data or a server's. */
export function dependenciesOf(info: Readonly<Record<string, unknown>>): Record<string, string> {
  const { dependencies } = info;
  return Object.fromEntries(
    Object.entries(isRecord(dependencies) ? dependencies : {}).map(([name, wanted]) => [
      name,
      String(wanted),
    ]),
  );
}

function checkSum(name: string, content: Buffer, expected: unknown, origin: string): void {
  if (sha256(content) !== expected) {
    throw new TroupeError(`Checksum mismatch for '${name}' inside collection at '${origin}'`);
  }
}
