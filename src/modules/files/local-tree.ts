import { readdirSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

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
  collect(top, prefix, follow, new Set([identity(statSync(top))]), tree);
  return tree;
}

function identity(stat: Stats): string {
  return `${stat.dev}:${stat.ino}`;
}

function collect(
  folder: string,
  relative: string,
  follow: boolean,
  parents: ReadonlySet<string>,
  tree: Collected,
): void {
  const below: { path: string; relative: string; parents: ReadonlySet<string> }[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const inside = relative === '' ? entry.name : `${relative}/${entry.name}`;
    const link = entry.isSymbolicLink();
    const stat = link ? endOf(path) : undefined;
    if (link && (!follow || !stat || (!stat.isFile() && !stat.isDirectory()))) {
      tree.symlinks.push({ target: readlinkSync(path), relative: inside });
    } else if (link && stat?.isDirectory()) {
      if (parents.has(identity(stat)) || leadsUp(path, stat)) {
        tree.symlinks.push({ target: readlinkSync(path), relative: inside });
      } else {
        const real = realpathSync(path);
        below.push({
          path: real,
          relative: inside,
          parents: new Set([...parents, identity(stat)]),
        });
      }
    } else if (entry.isDirectory()) {
      below.push({ path, relative: inside, parents });
    } else {
      tree.files.push({ path: link ? realpathSync(path) : path, relative: inside });
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
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOOP') return undefined;
    throw error;
  }
}

/** True where a link leads to a folder that it lies in. */
function leadsUp(path: string, stat: Stats): boolean {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (identity(statSync(folder)) === identity(stat)) return true;
  }
  return false;
}
