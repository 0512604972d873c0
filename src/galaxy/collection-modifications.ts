import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TroupeError } from '../diagnostics/errors.ts';
import { sha256 } from './collection-artifact.ts';
import { downloadArchive, type Remote } from './collection-resolve.ts';
import { fileListSchema, manifestSchema, readManifest } from './manifest.ts';
import { isFolder } from './role.ts';
import type { GalaxySession } from './session.ts';
import { readTar } from './tar-archive.ts';

/** A file or folder that is not as a manifest has it. */
export interface Modification {
  readonly path: string;
  readonly expected: string;
  readonly found: string;
}

/** Where an installed collection differs from its own manifests, or from those of a version on a server. */
export async function modifications(
  folder: string,
  remote: Remote | undefined,
  session: GalaxySession,
): Promise<Modification[]> {
  const read =
    remote === undefined
      ? (name: string) => readFileSync(join(folder, name))
      : await memberReader(remote, session);
  const modified: Modification[] = [];
  const compare = (path: string, expected: unknown) => {
    const file = join(folder, path);
    const isFile = statSync(file, { throwIfNoEntry: false })?.isFile();
    const found = isFile ? sha256(readFileSync(file)) : 'None';
    if (found !== expected) modified.push({ path, expected: String(expected ?? 'None'), found });
  };
  const manifest = read('MANIFEST.json');
  if (remote !== undefined) compare('MANIFEST.json', sha256(manifest));
  session.display.line(`MANIFEST.json hash: ${sha256(manifest)}`);
  const { file_manifest_file: vouched } = readManifest(
    manifest,
    'MANIFEST.json',
    folder,
    manifestSchema,
  );
  compare('FILES.json', vouched?.chksum_sha256);
  const list = readManifest(read('FILES.json'), 'FILES.json', folder, fileListSchema);
  const files = new Set(['MANIFEST.json', 'FILES.json']);
  const folders = new Set<string>();
  for (const { name, ftype, chksum_sha256: expected } of list.files) {
    if (ftype === 'file') {
      files.add(name);
      compare(name, expected);
    } else if (ftype === 'dir') folders.add(name);
  }
  return [...modified, ...unlisted(folder, files, folders)];
}

/** Reads files out of the archive of a version on a server. @throws TroupeError */
async function memberReader(
  remote: Remote,
  session: GalaxySession,
): Promise<(name: string) => Buffer> {
  const entries = readTar(await downloadArchive(remote, session));
  const members = new Map(entries.map(({ name, content }) => [name.replace(/^\.\//, ''), content]));
  return (name) => {
    const content = members.get(name);
    if (content !== undefined) return content;
    throw new TroupeError(
      `Collection tar at '${remote.url}' does not contain the expected file '${name}'.`,
    );
  };
}

/** What lies in a folder and is in neither list: files of a folder first, then its folders, then what is in these. */
function unlisted(
  root: string,
  files: ReadonlySet<string>,
  folders: ReadonlySet<string>,
  below = '',
): Modification[] {
  const found: Modification[] = [];
  const inner: string[] = [];
  const entries = readdirSync(join(root, below)).map((name) => {
    const path = below === '' ? name : `${below}/${name}`;
    return { path, isFolder: isFolder(join(root, path)) };
  });
  for (const { path, isFolder } of entries.sort(
    (a, b) => Number(a.isFolder) - Number(b.isFolder),
  )) {
    const kind = isFolder ? 'directory' : 'file';
    if (!(isFolder ? folders : files).has(path)) {
      found.push({
        path,
        expected: `the ${kind} does not exist`,
        found: `the ${kind} exists`,
      });
    }
    if (lstatSync(join(root, path)).isDirectory()) inner.push(path);
  }
  return [...found, ...inner.flatMap((path) => unlisted(root, files, folders, path))];
}
