import { join, resolve, sep } from 'node:path';
import type { Value } from '../values/types.ts';
import type { PlaybookContext } from './context.ts';

/** A playbook that belongs to a collection: its file and `namespace.collection`. */
export interface CollectionPlaybook {
  readonly path: string;
  readonly collection: string;
}

/** The playbook that `namespace.collection.playbook` names below the collections' folders. */
export function namedPlaybook(
  name: string,
  context: PlaybookContext,
): CollectionPlaybook | undefined {
  const parts = /^([A-Za-z_]\w*)\.([A-Za-z_]\w*)\.([\w.-]+)$/.exec(name);
  if (parts === null) return undefined;
  const [, namespace = '', collection = '', rest = ''] = parts;
  // Dots part folders, but for the one before an extension.
  const playbook = rest.replace(/\.(?!ya?ml$)/g, sep);
  for (const folder of context.collectionsPath) {
    const home = join(folder, 'ansible_collections', namespace, collection);
    if (context.isDirectory(home)) context.collectionUsed?.(`${namespace}.${collection}`);
    const playbooks = join(home, 'playbooks');
    for (const extension of ['', '.yml', '.yaml']) {
      const path = join(playbooks, playbook + extension);
      if (context.exists(path) && !context.isDirectory(path))
        return { path, collection: `${namespace}.${collection}` };
    }
  }
  return undefined;
}

/** The collection that a file lies in, if it is the one that the configured folders give under this name. */
export function collectionOf(
  path: string,
  context: Pick<PlaybookContext, 'collectionsPath' | 'isDirectory' | 'collectionUsed'>,
): string | undefined {
  const parts = resolve(path).split(sep);
  const at = parts.indexOf('ansible_collections');
  if (at < 0 || at !== parts.lastIndexOf('ansible_collections') || parts.length < at + 3)
    return undefined;
  const [namespace = '', collection = ''] = parts.slice(at + 1);
  const used = context.collectionsPath
    .map((folder) => join(resolve(folder), 'ansible_collections', namespace, collection))
    .find((folder) => context.isDirectory(folder));
  if (used !== parts.slice(0, at + 3).join(sep)) return undefined;
  context.collectionUsed?.(`${namespace}.${collection}`);
  return `${namespace}.${collection}`;
}

/** The `collections` of a play in a collection's playbook: names are looked for in that collection first. */
export function withOwnCollection(written: Value, collection: string): Value[] {
  const list = Array.isArray(written) ? written : written === null ? [] : [written];
  const own = list.includes(collection) ? list : [collection, ...list];
  const complete = own.includes('ansible.builtin') || own.includes('ansible.legacy');
  return complete ? own : [...own, 'ansible.legacy'];
}
