import { join } from 'node:path';
import { modulesIn } from '../bridge/module-files.ts';
import type { ModuleFinder } from '../bridge/module-finder.ts';
import { engineActions } from '../engine/actions/registry.ts';
import { resolveModuleName } from '../modules/registry.ts';
import { shortName } from '../playbook/actions.ts';

const language = new Set([
  'include',
  'include_tasks',
  'import_tasks',
  'include_role',
  'import_role',
  'meta',
]);

/** Whether a task may name this module or action: native ones, and what lies where Ansible finds modules. */
export function knowsAction(
  name: string,
  folders: readonly string[],
  collections: readonly string[],
  finder: ModuleFinder,
): boolean {
  for (const folder of folders) finder.addFolder(folder);
  const short = shortName(name);
  if (language.has(short) || engineActions.has(short) || resolveModuleName(name) !== undefined)
    return true;
  if (folders.some((folder) => modulesIn(join(folder, 'action_plugins')).has(name))) return true;
  const names = name.includes('.') ? [name] : collections.map((one) => `${one}.${name}`);
  return (
    names.some((one) => resolveModuleName(one) !== undefined || isAction(one, finder)) ||
    finder.find(name, collections) !== undefined
  );
}

/** An action of a collection without a module of the same name. */
function isAction(name: string, finder: ModuleFinder): boolean {
  const [namespace = '', collection = '', ...rest] = name.split('.');
  if (rest.length === 0 || namespace === 'ansible') return false;
  return finder
    .collectionFolders(namespace, collection)
    .some((folder) =>
      modulesIn(join(folder, 'plugins', 'action', ...rest.slice(0, -1))).has(rest.at(-1) ?? ''),
    );
}
