import { lstatSync, readdirSync, readFileSync, readlinkSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import type { LookupCall, LookupPlugin } from '../template/ansible/lookup.ts';
import { joinPath, pathText } from '../template/filters-ansible/paths.ts';
import { type Dict, PyFloat, type Value } from '../values/types.ts';
import { findFile } from './find-file.ts';

function nameOf(id: number, database: string): string | number {
  try {
    const line = readFileSync(database, 'utf8')
      .split('\n')
      .find((entry) => entry.split(':')[2] === String(id));
    return line?.split(':')[0] ?? id;
  } catch {
    return id;
  }
}

function describe(root: string, relative: string, stat: Stats): Dict | undefined {
  const full = path.join(root, relative);
  const entry: [Value, Value][] = [
    ['root', root],
    ['path', relative],
  ];
  if (stat.isSymbolicLink()) entry.push(['state', 'link'], ['src', readlinkSync(full)]);
  else if (stat.isDirectory()) entry.push(['state', 'directory']);
  else if (stat.isFile()) entry.push(['state', 'file'], ['src', full]);
  else return undefined;
  return new Map<Value, Value>([
    ...entry,
    ['uid', stat.uid],
    ['gid', stat.gid],
    ['owner', nameOf(stat.uid, '/etc/passwd')],
    ['group', nameOf(stat.gid, '/etc/group')],
    ['mode', `0${(stat.mode & 0o7777).toString(8).padStart(3, '0')}`],
    ['size', stat.size],
    ['mtime', new PyFloat(stat.mtimeMs / 1000)],
    ['ctime', new PyFloat(stat.ctimeMs / 1000)],
  ]);
}

/** The folder that a term means: its parent is what is looked for, so beside a folder `files` a bare name is in there. */
function rootOf(call: LookupCall, term: string): string | undefined {
  const slash = term.lastIndexOf('/');
  const parent = slash < 0 ? '.' : term.slice(0, slash) || '/';
  const folder = findFile(call, 'files', parent, true);
  return folder === undefined ? undefined : joinPath([folder, term.slice(slash + 1)]);
}

/** Files, folders and links below folders, a folder before what it holds (community.general). */
export const filetree: LookupPlugin = (call) => {
  const found = new Map<string, Dict>();
  for (const term of call.terms) {
    const root = rootOf(call, pathText(term));
    if (root === undefined || !statSync(root, { throwIfNoEntry: false })?.isDirectory()) continue;
    const walk = (folder: string): void => {
      const entries = readdirSync(path.join(root, folder), { withFileTypes: true });
      const sorted = [
        ...entries.filter((e) => e.isDirectory()),
        ...entries.filter((e) => !e.isDirectory()),
      ];
      for (const { name } of sorted) {
        const relative = path.join(folder, name);
        const entry = describe(root, relative, lstatSync(path.join(root, relative)));
        if (entry && !found.has(relative)) found.set(relative, entry);
      }
      for (const entry of entries) if (entry.isDirectory()) walk(path.join(folder, entry.name));
    };
    walk('');
  }
  return [...found.values()];
};
