import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Value } from '../values/types.ts';
import { coreActionGroup } from './core-action-groups.ts';
import { type InstalledAnsible, installedAnsible } from './installed-ansible.ts';
import { modulesIn, withSubfolders } from './module-files.ts';
import { styleOf } from './module-style.ts';
import { hasModuleUtils } from './module-utils.ts';
import { PluginRouting, type RoutingNotices } from './plugin-routing.ts';
import { type ReadYaml, RuntimeMetadata } from './runtime-metadata.ts';

export interface FinderSettings {
  /** Folders of -M, which come before all others. */
  readonly modulePaths: readonly string[];
  /** DEFAULT_MODULE_PATH */
  readonly configuredPaths: readonly string[];
  /** DEFAULT_ACTION_PLUGIN_PATH */
  readonly actionPaths?: readonly string[];
  /** DEFAULT_MODULE_UTILS_PATH */
  readonly moduleUtilsPaths: readonly string[];
  /** COLLECTIONS_PATHS */
  readonly collectionsPaths: readonly string[];
  /** Folder of the playbook. */
  readonly basedir: string;
  readonly readYaml: ReadYaml;
  readonly notices: RoutingNotices;
  /** Told of a collection's `requires_ansible` when the collection is first used. */
  collectionUsed?(collection: string, requirement: string): void;
  /** Finds an installed ansible-core; default: asks Python. */
  readonly installed?: () => InstalledAnsible | undefined;
}

/** A module that isn't native. */
export interface FoundModule {
  /** `namespace.collection.name`, `ansible.builtin.name`, or the bare name of one in a `library`. */
  readonly name: string;
  readonly path: string;
  /** Dotted name under which Python gets to see it. */
  readonly pythonName: string;
}

/** Actions whose own part stays native, whatever module of that name lies in a `library`. */
const NATIVE_ACTIONS = new Set(
  'assemble copy fetch package raw reboot script service template unarchive wait_for_connection'.split(
    ' ',
  ),
);

/** Finds modules, collections and module_utils where Ansible looks for them. */
export class ModuleFinder {
  readonly #settings: FinderSettings;
  readonly #metadata: RuntimeMetadata;
  readonly #collections = new Map<string, string | null>();
  readonly routing: PluginRouting;
  readonly #folders: string[];
  readonly #found = new Map<string, FoundModule | null>();
  readonly #lacking = new Map<string, boolean>();
  readonly #own = new Map<string, FoundModule | null>();
  #configured: readonly string[] | undefined;

  constructor(settings: FinderSettings) {
    this.#settings = settings;
    this.#metadata = new RuntimeMetadata(settings.readYaml);
    this.routing = new PluginRouting(
      this.#metadata,
      {
        collection: (namespace, name) => this.collectionFolder(namespace, name),
        core: () => this.installed()?.folder,
      },
      settings.notices,
    );
    this.#folders = [settings.basedir];
  }

  /** Folder of the playbook. */
  get basedir(): string {
    return this.#settings.basedir;
  }

  /** The playbook's folder and those of the roles so far. */
  get folders(): readonly string[] {
    return this.#folders;
  }

  installed(): InstalledAnsible | undefined {
    return (this.#settings.installed ?? installedAnsible)();
  }

  /** Makes what lies beside a playbook or in a role known, for the rest of the run as in Ansible. */
  addFolder(folder: string): void {
    if (this.#folders.includes(folder)) return;
    this.#folders.push(folder);
    this.#found.clear();
    this.#own.clear();
  }

  /** The module that a task names; `collections` are searched for short names first. */
  find(name: string, collections: readonly string[] = []): FoundModule | undefined {
    const candidates =
      name.includes('.') || collections.length === 0
        ? [name]
        : [...collections.map((one) => `${one}.${name}`), name];
    for (const candidate of candidates) {
      const found = this.#findOne(candidate);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** A module of the user's own that stands in for a native one of the same short name. */
  findOwn(name: string): FoundModule | undefined {
    const short = name.replace(/^ansible\.legacy\./, '');
    if (short.includes('.') || NATIVE_ACTIONS.has(short)) return undefined;
    let own = this.#own.get(short);
    if (own === undefined) {
      own = this.#inLibraries(short) ?? null;
      this.#own.set(short, own);
    }
    return own ?? undefined;
  }

  /** Whether a module imports what only an ansible-core has, on a controller without one: it can't be run here. */
  lacksCore({ path, pythonName }: FoundModule): boolean {
    let lacks = this.#lacking.get(path);
    if (lacks === undefined) {
      const source = this.installed() === undefined ? readFileSync(path) : undefined;
      lacks =
        source !== undefined &&
        styleOf(source) === 'python' &&
        !hasModuleUtils({ pythonName, source: source.toString('utf8') }, this);
      this.#lacking.set(path, lacks);
    }
    return lacks;
  }

  /** Whether a module in Python uses nothing, so that it can't do any work: its action plugin does all. */
  isDocumentation(path: string): boolean {
    return !/^\s*(?:import|from)\s+(?!__future__)\w/m.test(readFileSync(path, 'utf8'));
  }

  /** The action plugin in Python of a name: what Ansible would run on the controller in the module's place. */
  findAction(name: string, collections: readonly string[] = []): string | undefined {
    const own = this.findOwnAction(name);
    if (own !== undefined) return own;
    const named = this.#namedAction(name, collections);
    if (named !== undefined) return named;
    const short = name.replace(/^ansible\.legacy\./, '');
    const names = short.includes('.') ? [short] : collections.map((one) => `${one}.${short}`);
    return names.map((one) => this.#collectionAction(one)).find((path) => path !== undefined);
  }

  /** The action plugin that a module's collection says performs it. */
  #namedAction(name: string, collections: readonly string[]): string | undefined {
    const module = this.find(name, collections)?.name;
    if (module === undefined || !module.includes('.')) return undefined;
    const action = this.routing.actionPlugin(module);
    return action === undefined ? undefined : this.#collectionAction(action);
  }

  /**
   * Full name of the collection's action plugin that goes by a task's name, after redirects; undefined where there is none,
   * or where the module itself names the one that performs it.
   */
  actionName(name: string): string | undefined {
    const module = this.find(this.moved(name))?.name;
    if (module?.includes('.') && this.routing.actionPlugin(module) !== undefined) return undefined;
    const moved = this.routing.follow('action', name) ?? name;
    return this.#collectionAction(moved) === undefined ? undefined : moved;
  }

  /** The user's own action plugin of a name: it comes before whatever else has the name. */
  findOwnAction(name: string): string | undefined {
    const short = name.replace(/^ansible\.legacy\./, '');
    if (short.includes('.')) return undefined;
    return this.actionFolders()
      .map((folder) => modulesIn(folder).get(short))
      .find((path) => path !== undefined);
  }

  /** Folders of action plugins that are not a collection's. */
  actionFolders(): string[] {
    const beside = this.#folders.map((folder) => join(folder, 'action_plugins'));
    return [...beside, ...(this.#settings.actionPaths ?? [])];
  }

  #collectionAction(name: string): string | undefined {
    const [namespace = '', collection = '', ...rest] = name.split('.');
    if (rest.length === 0 || /^ansible\.(builtin|legacy)$/.test(`${namespace}.${collection}`))
      return undefined;
    const moved = this.routing.follow('action', name);
    if (moved !== name) return moved === undefined ? undefined : this.#collectionAction(moved);
    const folder = this.collectionFolder(namespace, collection);
    if (folder === undefined) return undefined;
    return modulesIn(join(folder, 'plugins', 'action', ...rest.slice(0, -1))).get(
      rest.at(-1) ?? '',
    );
  }

  /** Name that a module of a collection moved to; others keep theirs. @throws PluginRemovedError */
  moved(name: string): string {
    const isCollections =
      /^\w+(?:\.\w+){2,}$/.test(name) && !/^ansible\.(builtin|legacy)\./.test(name);
    return isCollections ? (this.routing.follow('modules', name) ?? name) : name;
  }

  /** Members of an action group as they are written; undefined for one that does not exist. */
  actionGroup(collection: string, name: string): Value | undefined {
    if (collection === 'ansible.builtin') return coreActionGroup(name);
    const names = [`${collection}.${name}`, name];
    const [namespace = '', short = ''] = collection.split('.');
    const folder = this.collectionFolder(namespace, short);
    return folder === undefined ? undefined : this.#metadata.actionGroup(folder, names);
  }

  #findOne(name: string): FoundModule | undefined {
    const known = this.#found.get(name);
    if (known !== undefined) return known ?? undefined;
    const found = this.#search(name);
    this.#found.set(name, found ?? null);
    return found;
  }

  #search(name: string): FoundModule | undefined {
    const parts = name.split('.');
    if (parts.length < 3) {
      return parts.length === 1 ? (this.#inLibraries(name) ?? this.#inCore(name)) : undefined;
    }
    const short = parts.slice(2).join('.');
    if (name.startsWith('ansible.legacy.')) return this.#inLibraries(short) ?? this.#inCore(short);
    if (name.startsWith('ansible.builtin.')) return this.#inCore(short);
    return this.#inCollection(parts);
  }

  #inLibraries(name: string): FoundModule | undefined {
    this.#configured ??= this.#settings.configuredPaths.flatMap(withSubfolders);
    const { modulePaths } = this.#settings;
    const beside = this.#folders.map((folder) => join(folder, 'library'));
    for (const folder of [...modulePaths, ...beside, ...this.#configured]) {
      const path = modulesIn(folder).get(name) ?? modulesIn(folder).get(`_${name}`);
      if (path !== undefined) return { name, path, pythonName: pythonNameOf(path, name) };
    }
    return undefined;
  }

  #inCore(name: string): FoundModule | undefined {
    if (!/^\w+$/.test(name)) return undefined;
    const ansible = this.installed();
    const path = ansible && modulesIn(join(ansible.folder, 'modules')).get(name);
    if (path !== undefined)
      return { name: `ansible.builtin.${name}`, path, pythonName: `ansible.modules.${name}` };
    const moved = this.routing.follow('modules', name);
    return moved === undefined || moved === name ? undefined : this.#search(moved);
  }

  #inCollection(parts: readonly string[]): FoundModule | undefined {
    const [namespace = '', collection = '', ...rest] = parts;
    const name = parts.join('.');
    const moved = this.routing.follow('modules', name);
    if (moved !== name) return moved === undefined ? undefined : this.#search(moved);
    const folder = this.collectionFolder(namespace, collection);
    if (folder === undefined) return undefined;
    const modules = join(folder, 'plugins', 'modules', ...rest.slice(0, -1));
    const path = modulesIn(modules).get(rest.at(-1) ?? '');
    return path === undefined
      ? undefined
      : { name, path, pythonName: pythonNameOf(path, rest.at(-1) ?? '') };
  }

  /** Where a collection lies: beside the playbook, in COLLECTIONS_PATHS, on the Python path. The first one counts. */
  collectionFolder(namespace: string, collection: string): string | undefined {
    const full = `${namespace}.${collection}`;
    const known = this.#collections.get(full);
    if (known !== undefined) return known ?? undefined;
    const folder = this.#placeOf(namespace, collection);
    this.#collections.set(full, folder ?? null);
    const requirement = folder === undefined ? undefined : this.#metadata.requiresAnsible(folder);
    if (requirement !== undefined) this.#settings.collectionUsed?.(full, requirement);
    return folder;
  }

  #placeOf(namespace: string, collection: string): string | undefined {
    const { basedir, collectionsPaths } = this.#settings;
    const place = (root: string) => join(root, 'ansible_collections', namespace, collection);
    const near = [join(basedir, 'collections'), ...collectionsPaths].map(place).find(existsSync);
    return near ?? this.installed()?.collectionRoots.map(place).find(existsSync);
  }

  /** Folders with files of `ansible.module_utils`, the user's own before Ansible's. */
  moduleUtilsFolders(): string[] {
    const ansible = this.installed();
    return [
      ...this.#folders.map((folder) => join(folder, 'module_utils')),
      ...this.#settings.moduleUtilsPaths,
      ...(ansible === undefined ? [] : [join(ansible.folder, 'module_utils')]),
    ].filter((folder) => existsSync(folder));
  }
}

/** As Ansible tells it from the path; modules of a `library` count among Ansible's own. */
function pythonNameOf(path: string, name: string): string {
  const match =
    /\/(ansible_collections\/[^/]+\/[^/]+\/plugins\/modules\/.*|ansible\/modules\/.*)\.py$/.exec(
      path,
    );
  const dotted = match?.[1]?.includes('.') === false ? match[1].replaceAll('/', '.') : undefined;
  return dotted ?? `ansible.modules.${name}`;
}
