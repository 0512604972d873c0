import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { TroupeError } from '../diagnostics/errors.ts';
import { didYouMean } from '../diagnostics/nearest-name.ts';
import type { PlaybookContext } from './context.ts';
import { keywordOf, type Node, type Play, type Role, type Task } from './nodes.ts';

/** Where a role is: `name` within its collection, or the folder's own. */
export interface LocatedRole {
  readonly name: string;
  readonly collection: string | undefined;
  readonly path: string;
}

/** Finds a role's folder as Ansible does. @throws ParseError that lists where it looked. */
export function locateRole(
  wanted: string,
  play: Play,
  dependent: Role | undefined,
  context: PlaybookContext,
  span: Role['span'],
  include?: Task,
): LocatedRole {
  const { collections, beside } = searchFor(play, dependent, include);
  const inCollection = locateInCollections(
    wanted,
    collections,
    [join(play.basedir, 'collections'), ...context.collectionsPath],
    context,
  );
  if (inCollection !== undefined) return inCollection;
  const searched = [join(play.basedir, 'roles'), ...context.rolesPath, ...beside, play.basedir];
  for (const folder of searched) {
    const path = resolve(folder, wanted);
    if (context.exists(path))
      return { name: wanted, collection: undefined, path: realpathSync(path) };
  }
  const path = resolve(wanted.replace(/^~(?=\/)/, process.env.HOME ?? '~'));
  if (context.exists(path)) {
    return { name: basename(wanted), collection: undefined, path: realpathSync(path) };
  }
  throw new TroupeError(
    `the role '${wanted}' was not found in ${[...collections, ...searched].join(':')}`,
    { span, hint: didYouMean(wanted, searched.flatMap(foldersIn)) },
  );
}

const foldersIn = (path: string): string[] =>
  existsSync(path)
    ? readdirSync(path, { withFileTypes: true })
        .filter((entry) => !entry.isFile())
        .map(({ name }) => name)
    : [];

/**
 * Where a role is looked for besides the paths of roles: in the collections that hold where it is named. What another
 * role depends on is looked for in that role's own collection, and beside the role.
 */
function searchFor(
  play: Play,
  dependent: Role | undefined,
  include: Task | undefined,
): { readonly collections: string[]; readonly beside: string[] } {
  if (include === undefined && dependent !== undefined) {
    const own = dependent.collection === undefined ? [] : [dependent.collection];
    return { collections: [...own, 'ansible.legacy'], beside: [dirname(dependent.path)] };
  }
  const named = collectionsAt(include ?? play);
  const isComplete =
    named.length === 0 || named.includes('ansible.builtin') || named.includes('ansible.legacy');
  return { collections: isComplete ? named : [...named, 'ansible.legacy'], beside: [] };
}

function collectionsAt(node: Node): string[] {
  const value = keywordOf(node, 'collections');
  return Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [];
}

function locateInCollections(
  wanted: string,
  collections: string[],
  folders: readonly string[],
  context: PlaybookContext,
): LocatedRole | undefined {
  const qualified = /^([A-Za-z_]\w*\.[A-Za-z_]\w*)\.((?:[A-Za-z_]\w*\.)*[\w-]+)$/.exec(wanted);
  const candidates: [string, string][] =
    qualified !== null
      ? [[qualified[1] as string, qualified[2] as string]]
      : wanted.includes('/')
        ? []
        : collections.map((collection): [string, string] => [collection, wanted]);
  for (const [collection, name] of candidates) {
    const [namespace = '', leaf = ''] = collection.split('.');
    for (const folder of folders) {
      const home = join(folder, 'ansible_collections', namespace, leaf);
      if (context.isDirectory(home)) context.collectionUsed?.(collection);
      const path = join(home, 'roles', ...name.split('.'));
      if (context.isDirectory(path)) return { name, collection, path };
    }
  }
  return undefined;
}
