import {
  type Dirent,
  opendirSync,
  readlinkSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { decodeText, encodeText } from '../../targets/text.ts';

/** A folder of the controller, taken apart for copying. Paths are relative to the destination. */
export interface LocalTree {
  readonly files: readonly { readonly path: string; readonly relative: string }[];
  readonly directories: readonly string[];
  readonly symlinks: readonly { readonly target: string; readonly relative: string }[];
}

interface Collected {
  files: { path: string; relative: string }[];
  directories: string[];
  symlinks: { target: string; relative: string }[];
}

/**
 * Lists a folder of the controller. A trailing slash means its content, none the folder itself (as rsync).
 * With `follow`, links count as what they lead to, save those that lead to nothing or in a circle.
 */
export function localTree(source: string, follow: boolean): LocalTree {
  const tree: Collected = { files: [], directories: [], symlinks: [] };
  const top = source.replace(/\/+$/, '') || '/';
  const prefix = source.endsWith('/') ? '' : top.slice(top.lastIndexOf('/') + 1);
  collect(top, prefix, follow, new Set([identity(statSync(encodeText(top)))]), tree);
  return tree;
}

function identity(stat: Stats): string {
  return `${stat.dev}:${stat.ino}`;
}

/** What a folder holds, in the order in which the system has it: Python takes it like that. */
function entriesOf(path: string): Dirent[] {
  // A name that is not UTF-8 must survive: each byte is a character here.
  const folder = opendirSync(encodeText(path), { encoding: 'latin1' });
  const entries: Dirent[] = [];
  for (let entry = folder.readSync(); entry !== null; entry = folder.readSync())
    entries.push(entry);
  folder.closeSync();
  return entries;
}

function collect(
  folder: string,
  relative: string,
  follow: boolean,
  parents: ReadonlySet<string>,
  tree: Collected,
): void {
  const below: { path: string; relative: string; parents: ReadonlySet<string> }[] = [];
  for (const entry of entriesOf(folder)) {
    const name = decodeText(Buffer.from(entry.name, 'latin1'));
    const path = join(folder, name);
    const bytes = encodeText(path);
    const inside = relative === '' ? name : `${relative}/${name}`;
    const link = entry.isSymbolicLink();
    const stat = link ? endOf(path) : undefined;
    if (link && (!follow || !stat || (!stat.isFile() && !stat.isDirectory()))) {
      tree.symlinks.push({ target: decodeText(readlinkSync(bytes, 'buffer')), relative: inside });
    } else if (link && stat?.isDirectory()) {
      if (parents.has(identity(stat)) || leadsUp(path, stat)) {
        tree.symlinks.push({ target: decodeText(readlinkSync(bytes, 'buffer')), relative: inside });
      } else {
        const real = decodeText(realpathSync(bytes, 'buffer'));
        below.push({
          path: real,
          relative: inside,
          parents: new Set([...parents, identity(stat)]),
        });
      }
    } else if (entry.isDirectory()) {
      below.push({ path, relative: inside, parents });
    } else {
      tree.files.push({
        path: link ? decodeText(realpathSync(bytes, 'buffer')) : path,
        relative: inside,
      });
    }
  }
  tree.directories.push(...below.map((next) => next.relative));
  for (const next of below) {
    collect(next.path, next.relative, follow, next.parents, tree);
  }
}

/** What a link leads to; nothing where it leads nowhere or in a circle. */
function endOf(path: string): Stats | undefined {
  try {
    return statSync(encodeText(path), { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOOP') return undefined;
    throw error;
  }
}

/** True where a link leads to a folder that it lies in. */
function leadsUp(path: string, stat: Stats): boolean {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (identity(statSync(encodeText(folder))) === identity(stat)) return true;
  }
  return false;
}
