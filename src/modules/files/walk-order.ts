import type { WalkEntry } from '../../targets/types.ts';

/**
 * Entries as Python's os.walk comes by them: those of a folder, then what its folders hold.
 * @param first what is taken first of a folder's own: files as the find module does, or folders as archives do
 */
export function osWalkOrder(
  entries: readonly WalkEntry[],
  first: 'files' | 'folders' = 'files',
): WalkEntry[] {
  const byFolder = new Map<string, WalkEntry[]>();
  for (const entry of entries) {
    const at = entry.relative.lastIndexOf('/');
    const folder = at < 0 ? '' : entry.relative.slice(0, at);
    const siblings = byFolder.get(folder);
    if (siblings) siblings.push(entry);
    else byFolder.set(folder, [entry]);
  }
  const ordered: WalkEntry[] = [];
  const visit = (folder: string): void => {
    const siblings = byFolder.get(folder) ?? [];
    const folders = siblings.filter((entry) => entry.type === 'directory');
    const files = siblings.filter((entry) => entry.type !== 'directory');
    ordered.push(...(first === 'files' ? [...files, ...folders] : [...folders, ...files]));
    for (const { relative } of folders) visit(relative);
  };
  visit('');
  return ordered;
}
