import type { ModuleFinder } from '../bridge/module-finder.ts';
import { didYouMean } from '../diagnostics/nearest-name.ts';
import { engineActions } from '../engine/actions/registry.ts';
import { moduleNames, resolveModuleName } from '../modules/registry.ts';
import { shortName } from '../playbook/actions.ts';

const language = new Set([
  'include',
  'include_tasks',
  'import_tasks',
  'include_role',
  'import_role',
  'meta',
]);

/**
 * Whether a task may name this module or action: native ones, and what lies where Ansible finds modules; none of those
 * that a plugin filter refuses.
 */
export function knowsAction(
  name: string,
  folders: readonly string[],
  collections: readonly string[],
  finder: ModuleFinder,
  refused: ReadonlySet<string>,
): boolean {
  if (refused.has(name.replace(/^ansible\.(?:builtin|legacy)\./, ''))) return false;
  for (const folder of folders) finder.addFolder(folder);
  const short = shortName(name);
  if (language.has(short) || engineActions.has(short) || resolveModuleName(name) !== undefined)
    return true;
  const names = (name.includes('.') ? [name] : collections.map((one) => `${one}.${name}`)).map(
    (one) => finder.moved(one),
  );
  return (
    names.some((one) => resolveModuleName(one) !== undefined) ||
    finder.findAction(name, collections) !== undefined ||
    finder.find(name, collections) !== undefined
  );
}

/**
 * Full name of an action after redirects (`ansible.builtin.copy`); what lies in a `library` or `action_plugins` keeps its bare name.
 * Undefined for one that is not known.
 */
export function resolveAction(
  name: string,
  collections: readonly string[],
  finder: ModuleFinder,
): string | undefined {
  const short = shortName(name);
  const builtin = `ansible.builtin.${short}`;
  if (language.has(short)) return builtin;
  if (name !== builtin && (finder.findOwn(name) ?? finder.findOwnAction(name)) !== undefined) {
    return short;
  }
  if (engineActions.has(short)) return builtin;
  const candidates =
    name.includes('.') || collections.length === 0
      ? [name]
      : [...collections.map((one) => `${one}.${name}`), name];
  for (const candidate of candidates) {
    const moved = finder.moved(candidate);
    const found =
      finder.actionName(candidate) ?? resolveModuleName(moved) ?? finder.find(moved)?.name;
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * What may have been meant. Modules that are not native come with ansible-core and with collections: says so where
 * they can't be found.
 */
export function unknownActionHint(name: string, finder: ModuleFinder): string | undefined {
  const full = [...engineActions.keys(), ...language].map((short) => `ansible.builtin.${short}`);
  const known = [...moduleNames(), ...full];
  const meant = didYouMean(name, name.includes('.') ? known : known.map(shortName));
  if (meant !== undefined || finder.installed() !== undefined) return meant;
  const isShort = !name.includes('.');
  const source = isShort || name.startsWith('ansible.builtin.') ? 'ansible-core' : 'its collection';
  return `If it is a module of Ansible without a native form here, install ${source} on this controller (python3 finds no package 'ansible').`;
}
