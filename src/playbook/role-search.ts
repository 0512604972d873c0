import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { TroupeError } from '../diagnostics/errors.ts';
import type { PlaybookContext } from './context.ts';
import type { Play, Role } from './nodes.ts';

/** Where a role is: `name` within its collection, or the folder's own. */
interface Located {
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
): Located {
  const collections = [
    ...(dependent?.collection === undefined ? [] : [dependent.collection]),
    ...playCollections(play),
  ];
  const inCollection = locateInCollections(
    wanted,
    collections,
    [join(play.basedir, 'collections'), ...context.collectionsPath],
    context,
  );
  if (inCollection !== undefined) return inCollection;
  const searched = [
    join(play.basedir, 'roles'),
    ...context.rolesPath,
    ...(dependent === undefined ? [] : [dirname(dependent.path)]),
    play.basedir,
  ];
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
    { span },
  );
}

const playCollections = (play: Play): string[] => {
  const value = play.keywords.get('collections');
  return Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [];
};

function locateInCollections(
  wanted: string,
  collections: string[],
  folders: readonly string[],
  context: PlaybookContext,
): Located | undefined {
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
      const path = join(
        folder,
        'ansible_collections',
        namespace,
        leaf,
        'roles',
        ...name.split('.'),
      );
      if (context.isDirectory(path)) return { name, collection, path };
    }
  }
  return undefined;
}
