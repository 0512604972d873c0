import type { FileStat, ReadTarget } from '../../targets/types.ts';
import { quoteWord } from '../commands/words.ts';
import { basename, joinPath } from './paths.ts';
import { osWalkOrder } from './walk-order.ts';

/** A file or folder that goes into an archive. */
export interface ArchiveMember {
  readonly path: string;
  /** Name within the archive. */
  readonly name: string;
  readonly folder: boolean;
}

/** Paths with shell patterns filled in on the target; `globbed` tells whether there was a pattern. */
export async function expandPatterns(
  target: ReadTarget,
  paths: readonly string[],
): Promise<{ paths: string[]; globbed: boolean }> {
  const isPattern = (path: string): boolean => /[*?]/.test(path);
  if (!paths.some(isPattern)) return { paths: [...paths], globbed: false };
  const expanded = await Promise.all(
    paths.map(async (path) => {
      if (!isPattern(path)) return [path];
      const pattern = path
        .split(/([*?[\]])/)
        .map((part) => (/^[*?[\]]$/.test(part) ? part : part && quoteWord(part)))
        .join('');
      const script = `for f in ${pattern}; do if [ -e "$f" ] || [ -h "$f" ]; then printf '%s\\0' "$f"; fi; done`;
      const answer = await target.query({ shell: script });
      return answer.stdout.toString('utf8').split('\0').slice(0, -1);
    }),
  );
  return { paths: expanded.flat(), globbed: true };
}

/** The folder that all paths share, with a slash: what member names leave out. */
export function commonRoot(paths: readonly string[]): string {
  const folders = paths.map((path) => path.slice(0, path.lastIndexOf('/') + 1));
  let prefix = folders[0] ?? '';
  for (const folder of folders) {
    while (!folder.startsWith(prefix)) prefix = prefix.slice(0, -1);
  }
  return prefix.slice(0, prefix.lastIndexOf('/') + 1);
}

/** All members of an archive of these paths; a folder stands for what it holds. */
export async function archiveMembers(
  target: ReadTarget,
  found: readonly FileStat[],
  root: string,
): Promise<ArchiveMember[]> {
  const parts = await Promise.all(
    found.map(async ({ path, type }) => {
      if (type !== 'directory') return [{ path, folder: false }];
      const entries = await target.walk(path);
      return osWalkOrder(entries, 'folders').map((entry) => ({
        path: joinPath(path, entry.relative),
        folder: entry.type === 'directory',
      }));
    }),
  );
  return parts.flat().map(({ path, folder }) => ({
    path,
    folder,
    name: path.startsWith(root) ? path.slice(root.length) : path,
  }));
}

/** True where a path's name is that of an archive, not of a single compressed file. */
export function isArchiveName(path: string): boolean {
  return /\.(tar|tar\.(gz|bz2|xz)|tgz|tbz2|zip)$/i.test(basename(path));
}
