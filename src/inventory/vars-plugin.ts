import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LoadError } from '../diagnostics/errors.ts';
import type { Loader } from '../loader/loader.ts';
import { dumpJson } from '../values/json.ts';
import { truthy } from '../values/truth.ts';
import type { Dict } from '../values/types.ts';
import { mergeVariables } from './combine.ts';
import { pythonClass } from './inventory.ts';

export type VarsKind = 'group_vars' | 'host_vars';

export interface VarsFileOptions {
  readonly mergeHashes?: boolean | undefined;
  readonly warn?: ((message: string) => void) | undefined;
}

const foundFiles = new WeakMap<Loader, Map<string, readonly string[]>>();

/**
 * Variables of a group or host from `group_vars/NAME` or `host_vars/NAME` in a folder: one file, or all files of
 * a folder of that name, later ones over earlier ones. Undefined when there is none.
 * @throws LoadError
 */
export function varsFromFiles(
  loader: Loader,
  folder: string,
  kind: VarsKind,
  name: string,
  options: VarsFileOptions = {},
): Dict | undefined {
  if (name.startsWith('/')) return undefined;
  const files = varsFiles(loader, folder, kind, name, options);
  if (files.length === 0) return undefined;
  const vars = new Map();
  for (const file of files) {
    const data = loader.loadFile(file);
    if (!truthy(data)) continue;
    if (!(data instanceof Map)) {
      throw new LoadError(
        `failed to combine variables, expected dicts but got a 'dict' and a '${className(data)}': \n{}\n${dumpJson(data)}`,
        { mark: { file, line: 1, column: 1 } },
      );
    }
    if (files.length === 1) return data;
    mergeVariables(vars, data, options.mergeHashes ?? false);
  }
  return vars;
}

/** Files that varsFromFiles reads, in order. */
function varsFiles(
  loader: Loader,
  folder: string,
  kind: VarsKind,
  name: string,
  options: VarsFileOptions = {},
): readonly string[] {
  let known = foundFiles.get(loader);
  if (known === undefined) {
    known = new Map();
    foundFiles.set(loader, known);
  }
  const base = join(folder, kind);
  const key = `${base}\0${name}`;
  const cached = known.get(key);
  if (cached !== undefined) return cached;
  const files = findFiles(loader, base, kind, name, known, options);
  known.set(key, files);
  return files;
}

function findFiles(
  loader: Loader,
  base: string,
  kind: VarsKind,
  name: string,
  known: Map<string, readonly string[]>,
  options: VarsFileOptions,
): readonly string[] {
  if (known.has(base)) return [];
  const stat = statSync(base, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return loader.findVarsFiles(realpathSync(base), name);
  known.set(base, []);
  if (stat !== undefined) {
    options.warn?.(`Found ${kind} that is not a directory, skipping: ${realpathSync(base)}`);
  }
  return [];
}

/** Folders beside inventory sources, where group_vars and host_vars may be; host lists have none. */
export function inventoryFolders(sources: readonly string[]): string[] {
  const folders: string[] = [];
  for (const source of sources) {
    if (source.includes(',') && !existsSync(source)) continue;
    const isFolder = statSync(source, { throwIfNoEntry: false })?.isDirectory() ?? false;
    folders.push(isFolder ? source : dirname(source));
  }
  return folders;
}

function className(value: Parameters<typeof pythonClass>[0]): string {
  return pythonClass(value).replace(/^<class '(?:.*\.)?(\w+)'>$/, '$1');
}
