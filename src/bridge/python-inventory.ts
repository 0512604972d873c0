import { str } from '../values/index.ts';
import type { Dict, Value } from '../values/types.ts';
import type { ControllerPython } from './controller-python.ts';
import type { ModuleFinder } from './module-finder.ts';
import type { PluginFinder } from './plugin-finder.ts';

const PROGRAM = ['inventories'];

/** An inventory as plugins in Python get to see it: what other sources gave so far. */
export interface KnownInventory {
  /** By group: variables, names of groups below and of hosts. */
  readonly groups: Dict;
  /** By host: variables. */
  readonly hosts: Dict;
}

/** Settings for vars plugins. */
export interface VarsPluginSettings {
  /** VARIABLE_PLUGINS_ENABLED */
  readonly enabled: readonly string[];
  /** RUN_VARS_PLUGINS */
  readonly run: string;
}

/** Facts of hosts, kept by a cache plugin. */
export interface PythonCache {
  load(host: string): Dict | undefined;
  store(host: string, facts: Dict): void;
  remove(host: string): void;
}

/** Inventory, vars and cache plugins in Python: found by their files, run by the controller's Python. */
export class PythonInventory {
  readonly #finder: ModuleFinder;
  readonly #plugins: PluginFinder;
  readonly #python: ControllerPython;
  readonly #settings: VarsPluginSettings;
  #hasBegun = false;
  #hasVars: boolean | undefined;

  constructor(
    finder: ModuleFinder,
    plugins: PluginFinder,
    python: ControllerPython,
    settings: VarsPluginSettings,
  ) {
    this.#finder = finder;
    this.#plugins = plugins;
    this.#python = python;
    this.#settings = settings;
  }

  /** Whether there is an inventory plugin of that name. */
  has(name: string): boolean {
    return this.#plugins.find('inventory', name) !== undefined;
  }

  /** Whether a plugin wants to read a source. @throws TroupeError */
  verify(name: string, source: string): boolean {
    return this.#ask('verify_source', { name, source }) === true;
  }

  /** Gives what a plugin added to the inventory or changed in it. @throws TroupeError */
  parse(name: string, source: string, known: KnownInventory, cache: boolean): Dict {
    const { groups, hosts } = known;
    const both = new Map<Value, Value>([
      ['groups', groups],
      ['hosts', hosts],
    ]);
    const fields = { name, source, cache, known: both };
    return this.#ask('parse_source', fields) as Dict;
  }

  /**
   * Variables that vars plugins give for a group or host beside a folder; undefined where there are no such plugins.
   * @throws TroupeError
   */
  vars(path: string, kind: 'group_vars' | 'host_vars', name: string): Dict | undefined {
    this.#hasVars ??= this.#looksForVars();
    if (!this.#hasVars) return undefined;
    const stage = this.#settings.run === 'start' ? 'inventory' : 'task';
    return this.#ask('plugin_vars', { path, kind, name, stage }) as Dict;
  }

  /**
   * Opens a cache plugin; undefined when there is none of that name.
   * @throws TroupeError
   */
  cache(name: string): PythonCache | undefined {
    if (this.#plugins.find('cache', name) === undefined) return undefined;
    const ask = (what: string, fields: Readonly<Record<string, Value>>): Value =>
      this.#ask(what, fields);
    if (ask('open_cache', { name }) !== true) return undefined;
    return {
      load: (host) => (ask('cached_facts', { host }) as Dict | null) ?? undefined,
      store: (host, facts) => void ask('cache_facts', { host, facts }),
      remove: (host) => void ask('forget_facts', { host }),
    };
  }

  #looksForVars(): boolean {
    if (this.#plugins.files('vars').length > 0) return true;
    const own = this.#settings.enabled.filter((name) => /^\w+\.\w+\.\w/.test(name));
    return own.some((name) => this.#plugins.find('vars', name) !== undefined);
  }

  #ask(what: string, fields: Readonly<Record<string, Value>>): Value {
    if (!this.#hasBegun) {
      this.#python.askProgram(PROGRAM, 'begin_inventory', {
        basedir: this.#finder.basedir,
        inventory_folders: this.#plugins.folders('inventory'),
        cache_folders: this.#plugins.folders('cache'),
        vars_folders: this.#plugins.folders('vars'),
        vars_enabled: this.#settings.enabled.filter((name) => !/host_group_vars$/.test(str(name))),
      });
      this.#hasBegun = true;
    }
    return this.#python.askProgram(PROGRAM, what, fields);
  }
}
