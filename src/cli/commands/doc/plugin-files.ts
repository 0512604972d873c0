import { existsSync, readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { installedAnsible } from '../../../bridge/installed-ansible.ts';
import { withSubfolders } from '../../../bridge/module-files.ts';
import { PluginRouting, type RoutingNotices } from '../../../bridge/plugin-routing.ts';
import {
  type ReadYaml,
  type RoutedKind,
  RuntimeMetadata,
} from '../../../bridge/runtime-metadata.ts';
import { collectionRoots } from '../../settings/collection-roots.ts';
import type { Settings } from '../../settings/settings.ts';

/** A file with a plugin, or with the documentation of one. */
export interface PluginFile {
  /** As it was asked for. */
  readonly name: string;
  readonly path: string;
  /** `namespace.collection`; empty for what lies in no collection. */
  readonly collection: string;
  /** A module that has an action plugin of its name beside it. */
  readonly hasAction: boolean;
}

export interface PluginPlaces {
  readonly settings: Settings;
  /** --playbook-dir */
  readonly basedir: string | null;
  /** -M */
  readonly modulePaths: readonly string[];
  readonly readYaml: ReadYaml;
  readonly notices: RoutingNotices;
  /** Names of the filters or tests that a Python file holds. */
  namesIn(kind: string, path: string): string[];
}

/** In the order in which they count; a module for Windows has its documentation beside it. */
const ENDINGS = ['.py', '.yml', '.yaml'];
/** Endings of files that are no plugins: documentation among them, which counts for filters and tests. */
const SIDECARS = ['.yml', '.yaml'];
const NO_PLUGINS = new Set(
  '.pyc .pyo .swp .bak .rpm .md .txt .rst .orig .yml .yaml .json .ini .toml .cfg .psm1'.split(' '),
);
const NO_NAMES = new Set([
  'COPYING',
  'CONTRIBUTING',
  'LICENSE',
  'README',
  'VERSION',
  'GUIDELINES',
  'MODULE_GUIDELINES',
]);

/** Plugins of users, of collections and of an installed Ansible, as files: nothing of them is run. */
export class PluginFiles {
  readonly #places: PluginPlaces;
  readonly #routing: PluginRouting;

  constructor(places: PluginPlaces) {
    this.#places = places;
    this.#routing = new PluginRouting(
      new RuntimeMetadata(places.readYaml),
      {
        collection: (namespace, name) => this.collection(`${namespace}.${name}`),
        core: () => installedAnsible()?.folder,
      },
      places.notices,
    );
  }

  hasCore(): boolean {
    return installedAnsible() !== undefined;
  }

  /** The file that is the user's own: beside the playbook, in a folder of -M or of the settings. */
  findOwn(type: string, name: string): PluginFile | undefined {
    const short = name.replace(/^ansible\.legacy\./, '');
    if (short.includes('.')) return undefined;
    const path = fileIn(this.#ownFolders(type), short);
    if (path === undefined) return undefined;
    if (parse(path).name === `_${short}`) {
      this.#places.notices.deprecate(
        `${short} is kept for backwards compatibility but usage is discouraged. ` +
          'The module documentation details page may explain more about this rationale.',
        {},
      );
    }
    const hasAction = fileIn(this.#ownFolders('action'), short) !== undefined;
    return { name, path, collection: '', hasAction };
  }

  /** A user's own plugin in Python: what else has its name in a configured folder is none. */
  pythonFile(type: string, name: string): string | undefined {
    const short = name.replace(/^ansible\.legacy\./, '');
    if (short.includes('.')) return undefined;
    return this.#ownFolders(type)
      .map((folder) => join(folder, `${short}.py`))
      .find((path) => existsSync(path));
  }

  /** The file of a plugin, wherever it is. @throws TroupeError for one that was removed */
  find(type: string, name: string): PluginFile | undefined {
    const own = this.findOwn(type, name);
    if (own !== undefined) return own;
    const short = name.replace(/^ansible\.legacy\./, '');
    const full = short.includes('.') ? short : `ansible.builtin.${short}`;
    const kind = type === 'module' ? 'modules' : type;
    const moved = this.#routing.follow(kind as RoutedKind, full);
    if (moved === undefined) return undefined;
    const [namespace, leaf, ...rest] = moved.split('.');
    const collection = `${namespace}.${leaf}`;
    const plugin = rest.pop();
    if (plugin === undefined) return undefined;
    const place = (of: string): string | undefined => {
      const folder = this.#pluginFolder(collection, of);
      return folder === undefined ? undefined : fileIn([join(folder, ...rest)], plugin);
    };
    const path = place(type);
    const hasAction = type === 'module' && path !== undefined && place('action') !== undefined;
    return path === undefined ? undefined : { name, path, collection, hasAction };
  }

  /** Names and files of the user's own plugins, and of the collections that the settings name. */
  list(type: string): Map<string, string> {
    const found = this.listOwn(type);
    for (const collection of this.collections()) {
      for (const [name, path] of this.listCollection(type, collection)) found.set(name, path);
    }
    return found;
  }

  listOwn(type: string): Map<string, string> {
    const found = new Map<string, string>();
    for (const folder of this.#ownFolders(type)) {
      for (const [name, path] of this.#pluginsIn(folder, type)) {
        const full = `ansible.legacy.${name}`;
        if (!found.has(full)) found.set(full, path);
      }
    }
    return found;
  }

  listCollection(type: string, collection: string): Map<string, string> {
    const folder = this.#pluginFolder(collection, type);
    if (folder === undefined) return new Map();
    return new Map(
      withSubfolders(folder).flatMap((below) => {
        const inner = below.slice(folder.length).replaceAll('/', '.');
        return this.#pluginsIn(below, type).map(([name, path]): [string, string] => [
          `${collection}${inner}.${name}`,
          path,
        ]);
      }),
    );
  }

  /** Collections beside the playbook and in COLLECTIONS_PATHS: `namespace.collection` each. */
  collections(): string[] {
    const found = this.#roots().flatMap((root) =>
      entriesOf(root).flatMap((namespace) =>
        entriesOf(join(root, namespace)).map((name) => `${namespace}.${name}`),
      ),
    );
    return [...new Set(found)].filter((name) => /^[A-Za-z_]\w*\.[A-Za-z_]\w*$/.test(name));
  }

  /** Folder of a collection; one that came with an installed Ansible counts last. */
  collection(name: string): string | undefined {
    const place = (root: string): string => join(root, ...name.split('.'));
    const near = this.#roots().map(place).find(existsSync);
    if (near !== undefined) return near;
    const roots = installedAnsible()?.collectionRoots ?? [];
    return roots.map((root) => place(join(root, 'ansible_collections'))).find(existsSync);
  }

  #roots(): string[] {
    const { basedir, settings } = this.#places;
    const beside = basedir === null ? [] : [join(basedir, 'collections')];
    return [...beside, ...collectionRoots(settings)].map((root) =>
      join(root, 'ansible_collections'),
    );
  }

  #pluginFolder(collection: string, type: string): string | undefined {
    const kind = type === 'module' ? 'modules' : type;
    if (collection === 'ansible.builtin') {
      const core = installedAnsible()?.folder;
      return core === undefined ? undefined : join(core, type === 'module' ? '' : 'plugins', kind);
    }
    const folder = this.collection(collection);
    return folder === undefined ? undefined : join(folder, 'plugins', kind);
  }

  /** Plugins in a folder. Filters and tests are named by what documents them and by what Python files hold. */
  #pluginsIn(folder: string, type: string): [string, string][] {
    const isNamed = type === 'filter' || type === 'test';
    const found = new Map<string, string>();
    for (const file of filesOf(folder)) {
      const { name, ext } = parse(file);
      if (/^[.]|^__/.test(file) || NO_NAMES.has(name)) continue;
      const path = join(folder, file);
      if (isNamed && ext === '.py') {
        for (const one of this.#places.namesIn(type, path)) found.set(one, path);
      } else if (isNamed ? SIDECARS.includes(ext) : !NO_PLUGINS.has(ext)) found.set(name, path);
    }
    return [...found];
  }

  #ownFolders(type: string): string[] {
    const { basedir, modulePaths, settings } = this.#places;
    const beside =
      basedir === null ? [] : [join(basedir, type === 'module' ? 'library' : subfolder(type))];
    const setting =
      type === 'become' ? 'BECOME_PLUGIN_PATH' : `DEFAULT_${type.toUpperCase()}_PLUGIN_PATH`;
    const name = type === 'module' ? 'DEFAULT_MODULE_PATH' : setting;
    const configured = (settings as unknown as Record<string, readonly string[] | undefined>)[name];
    return [
      ...beside,
      ...(type === 'action' ? [] : modulePaths),
      ...(configured ?? []).flatMap(withSubfolders),
    ];
  }
}

const subfolder = (type: string): string => (type === 'doc_fragments' ? type : `${type}_plugins`);

/** A file with the documentation of a plugin; one that is on its way out has an underscore before its name. */
function fileIn(folders: readonly string[], name: string): string | undefined {
  return folders
    .flatMap((folder) =>
      [name, `_${name}`].flatMap((one) => ENDINGS.map((end) => join(folder, one + end))),
    )
    .find((path) => existsSync(path));
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name)
      .sort();
  } catch {
    return [];
  }
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
