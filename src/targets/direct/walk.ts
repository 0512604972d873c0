import { readdirSync } from 'node:fs';
import { operationError } from '../errors.ts';
import { decodeText, encodeText } from '../text.ts';
import type { WalkEntry, WalkOptions } from '../types.ts';
import { statDirect } from './stat.ts';

/** Names in a local folder sorted by code point; null when it isn't a folder. */
export function listDirect(path: string): string[] | null {
  try {
    const names = readdirSync(encodeText(path), { encoding: 'buffer' }).map(decodeText);
    return names.sort(byCodePoint);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw operationError(error, path);
  }
}

/** Order of names: by code point, as Python sorts strings. */
function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Order of a walk: by relative path, so that a folder comes before what it holds. */
export function byRelative(a: WalkEntry, b: WalkEntry): number {
  return a.relative < b.relative ? -1 : 1;
}

/** Everything below a local folder, each folder before what it holds. Folders that can't be read are passed over. */
export function walkDirect(path: string, options: WalkOptions = {}): WalkEntry[] {
  const entries: WalkEntry[] = [];
  const prune = new Set(options.prune);
  descend(path, '', 1, new Set());
  return entries.sort(byRelative);

  function descend(folder: string, prefix: string, depth: number, above: Set<string>): void {
    if (options.maxDepth !== undefined && depth > options.maxDepth) return;
    let names: string[] | null;
    try {
      names = listDirect(folder);
    } catch (error) {
      if (prefix === '') throw error;
      return;
    }
    for (const name of names ?? []) {
      const child = folder.endsWith('/') ? folder + name : `${folder}/${name}`;
      const lstat = statDirect(child, options.checksum ? { checksum: options.checksum } : {});
      if (!lstat) continue;
      const stat =
        options.follow && lstat.type === 'link'
          ? (statDirect(child, { ...options }) ?? lstat)
          : lstat;
      const relative = prefix + name;
      entries.push({ ...stat, relative });
      const identity = `${stat.device}:${stat.inode}`;
      if (stat.type !== 'directory' || prune.has(relative) || above.has(identity)) continue;
      descend(child, `${relative}/`, depth + 1, new Set(above).add(identity));
    }
  }
}
