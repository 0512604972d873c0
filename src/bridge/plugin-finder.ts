import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { modulesIn } from './module-files.ts';
import type { ModuleFinder } from './module-finder.ts';
import type { PluginKind } from './plugin-kind.ts';

export interface FoundPlugin {
  /** The bare name of one beside a playbook, or `namespace.collection.name`. */
  readonly name: string;
  readonly path: string;
}

/** Finds plugins in Python: beside the playbook and in roles, in configured folders, in collections. */
export class PluginFinder {
  readonly #finder: ModuleFinder;
  readonly #paths: Readonly<Record<PluginKind, readonly string[]>>;
  readonly #configured: Partial<Record<PluginKind, readonly string[]>> = {};

  /** `paths`: DEFAULT_FILTER_PLUGIN_PATH and its like. */
  constructor(finder: ModuleFinder, paths: Readonly<Record<PluginKind, readonly string[]>>) {
    this.#finder = finder;
    this.#paths = paths;
  }

  /** Folders of a kind that are not a collection's. */
  folders(kind: PluginKind): string[] {
    const beside = this.#finder.folders.map((folder) => join(folder, `${kind}_plugins`));
    this.#configured[kind] ??= this.#paths[kind].flatMap((path) => [...subfolders(path, 2), path]);
    return [...beside, ...this.#configured[kind]];
  }

  /** Files of a kind that are not a collection's, by their names without ending; those that come first count more. */
  files(kind: PluginKind): FoundPlugin[] {
    return this.folders(kind).flatMap((folder) =>
      [...modulesIn(folder)]
        .filter(([name, path]) => path.endsWith('.py') && !name.includes('.'))
        .map(([name, path]) => ({ name, path })),
    );
  }

  /** The file that a name stands for, told from the files alone: no Python is started for it. */
  find(kind: PluginKind, fullName: string): FoundPlugin | undefined {
    const name = fullName.replace(/^ansible\.legacy\./, '');
    if (!name.includes('.')) {
      const own = this.files(kind).find((file) => file.name === name);
      if (own !== undefined) return own;
    }
    const moved = this.#finder.routing.follow(kind, name);
    return moved === undefined ? undefined : this.#inCollection(kind, moved);
  }

  /** Whether there is such a plugin; nothing is said of one that is deprecated, as its loader will say it. */
  has(kind: PluginKind, name: string): boolean {
    return (this.#inCollection(kind, name) ?? this.find(kind, name)) !== undefined;
  }

  #inCollection(kind: PluginKind, name: string): FoundPlugin | undefined {
    const [namespace = '', collection = '', ...rest] = name.split('.');
    if (rest.length === 0) return undefined;
    const folder = this.#collectionFolder(namespace, collection);
    if (folder === undefined) return undefined;
    const path = `${join(folder, 'plugins', kind, ...rest)}.py`;
    return existsSync(path) ? { name, path } : undefined;
  }

  #collectionFolder(namespace: string, collection: string): string | undefined {
    return namespace === 'ansible' && collection === 'builtin'
      ? this.#finder.installed()?.folder
      : this.#finder.collectionFolder(namespace, collection);
  }
}

/** Folders within one, down to some levels: configured paths are looked through, those beside playbooks aren't. */
function subfolders(folder: string, levels: number): string[] {
  if (levels === 0) return [];
  let entries: string[];
  try {
    entries = readdirSync(folder, { withFileTypes: true })
      .filter(({ name }) => !name.startsWith('.') && name !== '__pycache__')
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(folder, name));
  } catch {
    return [];
  }
  return [...entries, ...entries.flatMap((entry) => subfolders(entry, levels - 1))];
}
