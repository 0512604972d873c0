import { readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { engineActions } from '../engine/actions/registry.ts';
import { resolveModuleName } from '../modules/registry.ts';
import { shortName } from '../playbook/actions.ts';
import type { Settings } from './settings.ts';

const language = new Set([
  'include',
  'include_tasks',
  'import_tasks',
  'include_role',
  'import_role',
  'meta',
]);
const libraries = new Map<string, ReadonlySet<string>>();

/** Names of the modules in a folder. */
function modulesIn(folder: string): ReadonlySet<string> {
  let names = libraries.get(folder);
  if (names === undefined) {
    try {
      names = new Set(readdirSync(folder).map((file) => parse(file).name));
    } catch {
      names = new Set();
    }
    libraries.set(folder, names);
  }
  return names;
}

/** Whether a task may name this module or action: native ones, and files in `library` folders and collections. */
export function knowsAction(
  name: string,
  folders: readonly string[],
  collections: readonly string[],
  settings: Settings,
  basedir: string,
): boolean {
  const short = shortName(name);
  if (language.has(short) || engineActions.has(short) || resolveModuleName(name) !== undefined)
    return true;
  const qualified = /^(\w+)\.(\w+)\.([\w.]+)$/.exec(name);
  if (qualified === null) {
    const places = [...folders, basedir].flatMap((folder) => [
      join(folder, 'library'),
      join(folder, 'action_plugins'),
    ]);
    if ([...places, ...settings.DEFAULT_MODULE_PATH].some((folder) => modulesIn(folder).has(name)))
      return true;
  }
  const candidates = qualified === null ? collections.map((one) => `${one}.${name}`) : [name];
  return candidates.some((candidate) => inCollection(candidate, settings, basedir));
}

function inCollection(name: string, settings: Settings, basedir: string): boolean {
  const [namespace = '', collection = '', ...rest] = name.split('.');
  if (resolveModuleName(name) !== undefined) return true;
  return [join(basedir, 'collections'), ...settings.COLLECTIONS_PATHS].some((root) => {
    const plugins = join(root, 'ansible_collections', namespace, collection, 'plugins');
    return ['modules', 'action'].some((kind) =>
      modulesIn(join(plugins, kind, ...rest.slice(0, -1))).has(rest.at(-1) ?? ''),
    );
  });
}
