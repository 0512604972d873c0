import { TroupeError } from '../../../diagnostics/errors.ts';
import { str } from '../../../values/index.ts';
import type { Dict } from '../../../values/types.ts';
import { documentationStub } from './documentation.ts';
import { plainMarkup } from './markup.ts';
import { pluginNames, summaryOf } from './native-catalogue.ts';
import type { PluginFiles } from './plugin-files.ts';

/**
 * Plugins of a type by full name, with a line on each or with their files: native ones, the user's, those of collections
 * beside the playbook and in COLLECTIONS_PATHS.
 * @param collection lists these alone; `ansible.legacy` is the user's and the native ones
 * @throws TroupeError for a collection that isn't there
 */
export async function pluginList(
  type: string,
  collection: string | undefined,
  files: PluginFiles,
  withFiles: boolean,
): Promise<Dict> {
  const isLegacy = collection === 'ansible.legacy';
  const prefix = collection === undefined || isLegacy ? 'ansible.builtin.' : `${collection}.`;
  const native = pluginNames(type).filter(
    (name) => collection === undefined || name.startsWith(prefix),
  );
  const found = filesOf(type, collection, files);
  if (native.length === 0 && found === undefined) {
    throw new TroupeError(
      `Cannot use supplied collection ${collection}: unable to locate collection ${collection}. unable to locate collection ${collection}`,
    );
  }
  const list: Dict = new Map();
  for (const name of native) list.set(name, withFiles ? 'troupe' : await summaryOf(type, name));
  for (const [name, path] of found ?? []) {
    if (!list.has(name)) list.set(name, withFiles ? path : documentationStub(path, name));
  }
  return list;
}

function filesOf(
  type: string,
  collection: string | undefined,
  files: PluginFiles,
): Map<string, string> | undefined {
  if (collection === undefined) return files.list(type);
  if (collection === 'ansible.legacy') return files.listOwn(type);
  if (collection === 'ansible.builtin' || files.collection(collection) === undefined)
    return undefined;
  return files.listCollection(type, collection);
}

/** Lines of `-l` or `-F`; names on their way out come last. */
export function listLines(list: Dict, columns: number, withFiles: boolean): string[] {
  const rows = [...list].map(([name, said]): [string, string] => [str(name), str(said)]);
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  const limit = columns - width - 5;
  const line = ([name, said]: [string, string]): string => {
    const text = withFiles ? said : plainMarkup(said);
    const shown =
      withFiles || text.length <= limit
        ? text.padEnd(withFiles ? 0 : limit)
        : `${text.slice(0, limit)}...`;
    return `${name.padEnd(width)} ${shown}`;
  };
  const leaving = /\._([^.]+)$/;
  const sorted = rows.sort(([a], [b]) => (a < b ? -1 : 1));
  const deprecated = sorted
    .filter(([name]) => leaving.test(name))
    .map(([name, said]) => line([name.replace(leaving, '.$1'), said]));
  return [
    ...sorted.filter(([name]) => !leaving.test(name)).map(line),
    ...(deprecated.length > 0 ? ['\nDEPRECATED:', ...deprecated] : []),
  ];
}
