import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TargetError } from '../diagnostics/errors.ts';
import type { ModuleFinder } from './module-finder.ts';
import { utilitiesFolder } from './python-folder.ts';
import { importsOf } from './python-imports.ts';

/** Files of a Python module's surroundings by their path in the tree that goes to the host. */
export type PythonFiles = Map<string, Buffer>;

interface Wanted {
  readonly parts: readonly string[];
  /** The last part may be something within the module that the parts before name. */
  readonly ambiguous: boolean;
  readonly optional: boolean;
  /** A package above something that moved: made up when it isn't there. */
  readonly aboveMoved: boolean;
}

interface Located {
  readonly parts: readonly string[];
  readonly source: Buffer;
  readonly isPackage: boolean;
  readonly moved: boolean;
}

/**
 * Collects the module_utils that a module imports, and those that they import.
 * @throws TargetError with Ansible's text for one that is imported unconditionally and can't be found
 */
export function collectModuleUtils(
  module: { readonly pythonName: string; readonly source: string },
  finder: ModuleFinder,
): PythonFiles {
  const folders = finder.moduleUtilsFolders();
  const files: PythonFiles = new Map();
  const done = new Set<string>(['ansible', 'ansible.module_utils']);
  const queue: Wanted[] = [
    ...wantedBy(module.source, module.pythonName, false),
    certain(['ansible', 'module_utils', 'basic']),
  ];
  for (let wanted = queue.shift(); wanted !== undefined; wanted = queue.shift()) {
    if (done.has(wanted.parts.join('.'))) continue;
    const found = locate(wanted, folders, finder);
    if (found === undefined) {
      if (wanted.optional) continue;
      throw notFound(module.pythonName, candidatesOf(wanted));
    }
    const name = found.parts.join('.');
    if (done.has(name)) continue;
    done.add(name);
    files.set(`${found.parts.join('/')}${found.isPackage ? '/__init__' : ''}.py`, found.source);
    queue.push(...wantedBy(found.source.toString('utf8'), name, found.isPackage));
    for (let length = 1; length < found.parts.length; length++) {
      queue.push({
        ...certain(found.parts.slice(0, length)),
        optional: wanted.optional,
        aboveMoved: found.moved,
      });
    }
  }
  return files;
}

/** Whether all that a module imports is there. */
export function hasModuleUtils(
  module: { readonly pythonName: string; readonly source: string },
  finder: ModuleFinder,
): boolean {
  try {
    collectModuleUtils(module, finder);
    return true;
  } catch (error) {
    if (error instanceof TargetError) return false;
    throw error;
  }
}

const certain = (parts: readonly string[]): Wanted => ({
  parts,
  ambiguous: false,
  optional: false,
  aboveMoved: false,
});

function wantedBy(source: string, name: string, isPackage: boolean): Wanted[] {
  return importsOf(source, name, isPackage).map(({ parts, optional }) => ({
    parts,
    ambiguous: true,
    optional,
    aboveMoved: false,
  }));
}

/** Parts after `module_utils`. */
function below(parts: readonly string[]): readonly string[] {
  return parts[0] === 'ansible' ? parts.slice(2) : parts.slice(5);
}

function candidatesOf({ parts, ambiguous }: Wanted): (readonly string[])[] {
  // six makes its submodules when it runs.
  if (parts[0] === 'ansible' && parts[2] === 'six') return [parts.slice(0, 3)];
  return ambiguous && below(parts).length > 1 ? [parts, parts.slice(0, -1)] : [parts];
}

function locate(
  wanted: Wanted,
  folders: readonly string[],
  finder: ModuleFinder,
): Located | undefined {
  for (const parts of candidatesOf(wanted)) {
    const found = locateOne(parts, folders, finder);
    if (found !== undefined) return found;
  }
  if (!wanted.aboveMoved) return undefined;
  return { parts: wanted.parts, source: Buffer.alloc(0), isPackage: true, moved: true };
}

function locateOne(
  parts: readonly string[],
  folders: readonly string[],
  finder: ModuleFinder,
): Located | undefined {
  const rest = below(parts);
  if (parts[0] === 'ansible') {
    const own = finder.installed() === undefined ? [utilitiesFolder()] : [];
    const found = readPython([...folders, ...own], rest);
    if (found !== undefined) return { parts, ...found, moved: false };
    const name = `ansible.builtin.${rest.join('.')}`;
    const target = finder.routing.follow('module_utils', name);
    return target === undefined || target === name ? undefined : moved(parts, target);
  }
  // The packages above a collection's module_utils need only be there.
  if (parts.length < 6) return { parts, source: Buffer.alloc(0), isPackage: true, moved: false };
  const folder = finder.collectionFolder(parts[1] ?? '', parts[2] ?? '');
  if (folder === undefined) return undefined;
  const name = [parts[1], parts[2], ...rest].join('.');
  const target = finder.routing.follow('module_utils', name);
  if (target !== undefined && target !== name) return moved(parts, target);
  const found = readPython([join(folder, 'plugins', 'module_utils')], rest, true);
  return found === undefined ? undefined : { parts, ...found, moved: false };
}

function readPython(
  folders: readonly string[],
  parts: readonly string[],
  everyFolder = false,
): { source: Buffer; isPackage: boolean } | undefined {
  for (const folder of folders) {
    const path = join(folder, ...parts);
    const inside = readIfThere(join(path, '__init__.py'));
    if (inside !== undefined) return { source: inside, isPackage: true };
    // A collection's folders are packages without a file that says so.
    if (everyFolder && isFolder(path)) return { source: Buffer.alloc(0), isPackage: true };
    const source = readIfThere(`${path}.py`);
    if (source !== undefined) return { source, isPackage: false };
  }
  return undefined;
}

const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** A file that puts the module of the new name in the old one's place. */
function moved(parts: readonly string[], target: string): Located {
  const [namespace, collection, ...rest] = target.split('.');
  const name = target.startsWith('ansible_collections.')
    ? target
    : `ansible_collections.${namespace}.${collection}.plugins.module_utils.${rest.join('.')}`;
  const source = `import ${name} as moved\nimport sys\nsys.modules['${parts.join('.')}'] = moved\n`;
  return { parts, source: Buffer.from(source), isPackage: true, moved: true };
}

function notFound(name: string, candidates: readonly (readonly string[])[]): TargetError {
  const names = candidates.map((parts) => `'${parts.join('.')}'`).join(', ');
  return new TargetError(
    `Could not find imported module support code for ${name}.  Looked for ([${names}])`,
  );
}
