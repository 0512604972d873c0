import type { WalkEntry } from '../../targets/types.ts';

/** Entries in the order of Python's os.walk: of each folder first the files, then the folders, then what they hold. */
export function osWalkOrder(entries: readonly WalkEntry[]): WalkEntry[] {
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
    ordered.push(...siblings.filter((entry) => entry.type !== 'directory'), ...folders);
    for (const { relative } of folders) visit(relative);
  };
  visit('');
  return ordered;
}
