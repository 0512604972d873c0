import { readdirSync } from 'node:fs';
import { join, parse } from 'node:path';

/** Endings of files in a module folder that are no modules. */
const NO_MODULES = new Set(
  '.pyc .pyo .swp .bak .rpm .md .txt .rst .orig .yml .yaml .json .ini .toml .cfg .ps1 .psm1'.split(
    ' ',
  ),
);
const folders = new Map<string, ReadonlyMap<string, string>>();

/** Modules in a folder: name to path. A file counts by its name with and without its ending. */
export function modulesIn(folder: string): ReadonlyMap<string, string> {
  let found = folders.get(folder);
  if (found === undefined) {
    found = list(folder);
    folders.set(folder, found);
  }
  return found;
}

function list(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  let entries: string[];
  try {
    entries = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  } catch {
    return found;
  }
  for (const file of entries) {
    const { name, ext } = parse(file);
    if (NO_MODULES.has(ext) || file.endsWith('~') || name === '__init__' || file.startsWith('.'))
      continue;
    const path = join(folder, file);
    for (const key of [name, file]) if (!found.has(key)) found.set(key, path);
  }
  return found;
}

/** Folders below one, itself first; caches and hidden ones left out. */
export function withSubfolders(folder: string): string[] {
  let entries: string[];
  try {
    entries = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !/^[._]/.test(entry.name))
      .map((entry) => entry.name)
      .sort();
  } catch {
    return [];
  }
  return [folder, ...entries.flatMap((name) => withSubfolders(join(folder, name)))];
}
