import { existsSync } from 'node:fs';
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

  /** `paths`: DEFAULT_FILTER_PLUGIN_PATH and its like. */
  constructor(finder: ModuleFinder, paths: Readonly<Record<PluginKind, readonly string[]>>) {
    this.#finder = finder;
    this.#paths = paths;
  }

  /** Folders of a kind that are not a collection's. */
  folders(kind: PluginKind): string[] {
    const beside = this.#finder.folders.map((folder) => join(folder, `${kind}_plugins`));
    return [...beside, ...this.#paths[kind]];
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
  find(kind: PluginKind, name: string, depth = 0): FoundPlugin | undefined {
    const parts = name.split('.');
    if (parts.length === 1) {
      const own = this.files(kind).find((file) => file.name === name);
      if (own !== undefined) return own;
      const ansible = depth < 10 ? this.#finder.installed() : undefined;
      const moved = ansible && this.#finder.redirects.ofCore(ansible.folder, kind, name);
      return moved === undefined ? undefined : this.find(kind, moved, depth + 1);
    }
    const [namespace = '', collection = '', ...rest] = parts;
    const last = rest.pop();
    if (last === undefined) return undefined;
    for (const folder of this.#collectionFolders(namespace, collection)) {
      const path = `${join(folder, 'plugins', kind, ...rest, last)}.py`;
      if (existsSync(path)) return { name, path };
      const moved = this.#finder.redirects.ofCollection(folder, kind, [...rest, last].join('.'));
      if (moved !== undefined && depth < 10) return this.find(kind, moved, depth + 1);
    }
    return undefined;
  }

  #collectionFolders(namespace: string, collection: string): string[] {
    if (namespace !== 'ansible' || collection !== 'builtin')
      return this.#finder.collectionFolders(namespace, collection);
    const ansible = this.#finder.installed();
    return ansible === undefined ? [] : [ansible.folder];
  }
}
