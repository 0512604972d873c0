import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { TemplateError } from '../diagnostics/errors.ts';
import { str } from '../values/index.ts';
import { type Dict, LazyDict, type Value } from '../values/types.ts';
import { modulesIn } from './module-files.ts';
import type { ModuleFinder } from './module-finder.ts';
import { PLUGIN_SERVER } from './plugin-server.ts';
import { PythonProcess } from './python-process.ts';
import { encodeValue, fromJson, toJson } from './python-values.ts';

export type PluginKind = 'filter' | 'test' | 'lookup';

/** A plugin written in Python, called with arguments by place and by name. @throws TemplateError */
export type PythonPlugin = (args: readonly Value[], kwargs: ReadonlyMap<string, Value>) => Value;

/** A lookup written in Python; `variables` are those that it may look at. */
export type PythonLookup = (
  terms: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
  variables: Iterable<[string, Value]>,
  basedir: string,
) => Value[];

export interface PluginSettings {
  /** DEFAULT_FILTER_PLUGIN_PATH and its like. */
  readonly paths: Readonly<Record<PluginKind, readonly string[]>>;
  readonly collectionsPaths: readonly string[];
  warn(message: string): void;
}

/**
 * Filters, tests and lookups that are not native: Python files beside playbooks and in roles, and those of collections.
 * One Python on the controller runs them; it starts when the first is used.
 */
export class PythonPlugins {
  readonly #finder: ModuleFinder;
  readonly #settings: PluginSettings;
  readonly #known = new Map<string, boolean>();
  #process: PythonProcess | undefined;

  constructor(finder: ModuleFinder, settings: PluginSettings) {
    this.#finder = finder;
    this.#settings = settings;
  }

  filter(name: string): PythonPlugin | undefined {
    return this.#plugin('filter', name);
  }

  test(name: string): PythonPlugin | undefined {
    return this.#plugin('test', name);
  }

  /** Told from the files alone: no Python is started for a name. */
  lookup(name: string): PythonLookup | undefined {
    const path = this.#lookupFile(name);
    if (path === undefined) return undefined;
    return (terms, kwargs, variables, basedir) => {
      const plain = [...variables].filter(([, value]) => !(value instanceof LazyDict));
      const request = this.#request('call', 'lookup', name, name.includes('.') ? [] : [path]);
      request.set('args', [encodeValue([...terms])]);
      request.set('kwargs', encodeValue(new Map<Value, Value>(kwargs)));
      request.set('variables', encodeValue(new Map<Value, Value>(plain)));
      request.set('basedir', basedir);
      const found = this.#ask(request);
      return Array.isArray(found) ? found : [found];
    };
  }

  #plugin(kind: 'filter' | 'test', name: string): PythonPlugin | undefined {
    const paths = this.#files(kind);
    const isForeign = name.includes('.') ? this.#hasCollection(name) : paths.length > 0;
    if (!isForeign) return undefined;
    const key = `${kind} ${name} ${paths.length}`;
    let isKnown = this.#known.get(key);
    if (isKnown === undefined) {
      isKnown = this.#ask(this.#request('find', kind, name, paths)) === true;
      this.#known.set(key, isKnown);
    }
    if (!isKnown) return undefined;
    return (args, kwargs) => {
      const request = this.#request('call', kind, name, paths);
      request.set('args', encodeValue([...args]));
      request.set('kwargs', encodeValue(new Map<Value, Value>(kwargs)));
      return this.#ask(request);
    };
  }

  #request(what: string, kind: PluginKind, name: string, paths: readonly string[]): Dict {
    return new Map<Value, Value>([
      ['do', what],
      ['kind', kind],
      ['name', name],
      ['paths', [...paths]],
    ]);
  }

  #files(kind: PluginKind): string[] {
    return this.#folders(kind).flatMap((folder) => [
      ...new Set([...modulesIn(folder).values()].filter((path) => path.endsWith('.py'))),
    ]);
  }

  #folders(kind: PluginKind): string[] {
    const beside = this.#finder.folders.map((folder) => join(folder, `${kind}_plugins`));
    return [...beside, ...this.#settings.paths[kind]];
  }

  #hasCollection(name: string): boolean {
    const [namespace = '', collection = '', rest] = name.split('.');
    if (rest === undefined) return false;
    if (namespace === 'ansible' && /^(builtin|legacy)$/.test(collection))
      return this.#finder.installed() !== undefined;
    return this.#finder.collectionFolders(namespace, collection).length > 0;
  }

  #lookupFile(name: string): string | undefined {
    const parts = name.split('.');
    if (parts.length === 1) {
      for (const folder of this.#folders('lookup')) {
        const path = modulesIn(folder).get(name);
        if (path?.endsWith('.py')) return path;
      }
      return undefined;
    }
    const [namespace = '', collection = '', ...rest] = parts;
    if (rest.length === 0) return undefined;
    const folders =
      namespace === 'ansible' && collection === 'builtin'
        ? [this.#finder.installed()?.folder].filter((one) => one !== undefined)
        : this.#finder.collectionFolders(namespace, collection);
    return folders
      .map((folder) => `${join(folder, 'plugins', 'lookup', ...rest)}.py`)
      .find((path) => existsSync(path));
  }

  #ask(request: Dict): Value {
    this.#process ??= this.#start();
    const reply = fromJson(this.#process.ask(toJson(request)));
    const warnings = reply.get('warnings');
    if (Array.isArray(warnings)) for (const one of warnings) this.#settings.warn(str(one));
    const error = reply.get('error');
    if (error === undefined) return reply.get('value') ?? null;
    const classes = (reply.get('classes') as Value[]).map(str);
    // A plugin's own subclass counts as the class of Ansible that it comes from.
    const known = classes.find((one) => /^(Ansible|Undefined)/.test(one));
    throw new TemplateError(known ?? str(reply.get('class') ?? 'Exception'), str(error));
  }

  #start(): PythonProcess {
    const { basedir } = this.#finder;
    const collections = [join(basedir, 'collections'), ...this.#settings.collectionsPaths];
    return new PythonProcess(this.#finder.installed()?.python ?? 'python3', PLUGIN_SERVER, {
      ...process.env,
      ANSIBLE_COLLECTIONS_PATH: collections.join(delimiter),
      ANSIBLE_COLLECTIONS_PATHS: collections.join(delimiter),
      PYTHONIOENCODING: 'utf-8',
    });
  }
}
