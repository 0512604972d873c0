import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { TroupeError } from '../diagnostics/errors.ts';
import { linkStaysInside, type PlacedFile, staysInside } from './place.ts';
import type { TarEntry } from './tar-archive.ts';

/**
 * The files of a role in an archive: what lies below the shortest path that has a `meta/main.yml`.
 * @throws TroupeError with Ansible's texts for archives without one and for names and links that leave the role
 */
export function roleFiles(entries: readonly TarEntry[]): PlacedFile[] {
  let root: string | undefined;
  for (const { name } of entries) {
    if (!/(?:^|\/)meta\/main\.ya?ml$/.test(name)) continue;
    const parent = dirname(dirname(name));
    const plain = parent === '.' ? '' : parent;
    if (root === undefined || plain.length < root.length) root = plain;
  }
  if (root === undefined) {
    throw new TroupeError('this role does not appear to have a meta/main.yml file.');
  }
  const files: PlacedFile[] = [];
  for (const entry of entries) {
    if (entry.kind !== 'file' && entry.kind !== 'symlink') continue;
    if (!staysInside(entry.name)) throw outside('name', entry.name, root);
    const name = normalize(entry.name);
    const top = root === '' ? '' : `${normalize(root)}/`;
    if (!name.startsWith(top)) continue;
    const path = name.slice(top.length);
    if (entry.kind === 'symlink' && !linkStaysInside(path, entry.link)) {
      throw outside('linkname', entry.link, root);
    }
    files.push({
      path,
      kind: entry.kind,
      mode: safeMode(entry.mode),
      link: entry.link,
      content: entry.content,
    });
  }
  return files;
}

function outside(attribute: string, path: string, root: string): TroupeError {
  return new TroupeError(
    `Invalid ${attribute} for tarfile member: path ${path} is not a subpath of the role ${root}`,
  );
}

/** As Python's `data` filter for archives has it: the owner may read and write, others not write. */
function safeMode(mode: number): number {
  const safe = (mode & 0o755) | 0o600;
  return (mode & 0o100) === 0 ? safe & ~0o111 : safe;
}

/** The files below a folder, for placing them elsewhere. */
export function folderFiles(
  root: string,
  keep: (path: string, isFolder: boolean) => boolean,
  below = '',
): PlacedFile[] {
  const files: PlacedFile[] = [];
  for (const name of readdirSync(join(root, below)).sort()) {
    const path = below === '' ? name : `${below}/${name}`;
    const stats = lstatSync(join(root, path));
    if (!keep(path, stats.isDirectory())) continue;
    if (stats.isDirectory()) {
      files.push({ path, kind: 'folder', mode: 0o755 }, ...folderFiles(root, keep, path));
    } else if (stats.isSymbolicLink()) {
      const link = readlinkSync(join(root, path));
      if (!linkStaysInside(path, link)) throw outside('linkname', link, root);
      files.push({ path, kind: 'symlink', mode: 0o777, link });
    } else if (stats.isFile()) {
      const content = readFileSync(join(root, path));
      files.push({ path, kind: 'file', mode: safeMode(stats.mode), content });
    }
  }
  return files;
}
