import { type Dict, LazyDict, type Value } from '../values/types.ts';
import type { ControllerPython } from './controller-python.ts';
import type { ModuleFinder } from './module-finder.ts';
import type { PluginFinder } from './plugin-finder.ts';
import { encodeValue, encodeVariable } from './python-values.ts';

type TemplateKind = 'filter' | 'test' | 'lookup';

/** A plugin written in Python, called with arguments by place and by name. @throws TemplateError */
export type PythonPlugin = (args: readonly Value[], kwargs: ReadonlyMap<string, Value>) => Value;

/** What a lookup in Python may look at. */
export interface LookupSurroundings {
  readonly variables: Iterable<[string, Value]>;
  readonly basedir: string;
  /** Where the engine answers for ansible-core: the number of the variables' scope, and the hosts of `hostvars`. */
  readonly scope?: { readonly number: number; readonly hosts: readonly string[] };
}

/** A lookup written in Python. */
export type PythonLookup = (
  terms: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
  surroundings: LookupSurroundings,
) => Value[];

/**
 * Filters, tests and lookups that are not native: Python files beside playbooks and in roles, and those of collections.
 * The Python on the controller runs them.
 */
export class PythonPlugins {
  readonly #finder: ModuleFinder;
  readonly #plugins: PluginFinder;
  readonly #python: ControllerPython;
  readonly #known = new Map<string, boolean>();

  constructor(finder: ModuleFinder, plugins: PluginFinder, python: ControllerPython) {
    this.#finder = finder;
    this.#plugins = plugins;
    this.#python = python;
  }

  filter(name: string): PythonPlugin | undefined {
    return this.#plugin('filter', name);
  }

  test(name: string): PythonPlugin | undefined {
    return this.#plugin('test', name);
  }

  /** Told from the files alone: no Python is started for a name. */
  lookup(name: string): PythonLookup | undefined {
    const found = this.#plugins.find('lookup', name);
    if (found === undefined) return undefined;
    return (terms, kwargs, { variables, basedir, scope }) => {
      const plain = [...variables].filter(([, value]) => !(value instanceof LazyDict));
      const paths = found.name.includes('.') ? [] : [found.path];
      const request = this.#request('call', 'lookup', found.name, paths);
      request.set('args', [encodeValue([...terms])]);
      request.set('kwargs', encodeValue(new Map<Value, Value>(kwargs)));
      request.set('variables', encodeVariable(new Map<Value, Value>(plain)));
      request.set('basedir', basedir);
      if (scope !== undefined) {
        request.set('scope', scope.number);
        request.set('hostvars', [...scope.hosts]);
      }
      const items = this.#python.ask(request);
      return Array.isArray(items) ? items : [items];
    };
  }

  #plugin(kind: 'filter' | 'test', name: string): PythonPlugin | undefined {
    const paths = this.#plugins.files(kind).map(({ path }) => path);
    const isForeign = name.includes('.') ? this.#hasCollection(name) : paths.length > 0;
    if (!isForeign) return undefined;
    const key = `${kind} ${name} ${paths.length}`;
    let isKnown = this.#known.get(key);
    if (isKnown === undefined) {
      isKnown = this.#python.ask(this.#request('find', kind, name, paths)) === true;
      this.#known.set(key, isKnown);
    }
    if (!isKnown) return undefined;
    return (args, kwargs) => {
      const request = this.#request('call', kind, name, paths);
      request.set('args', encodeValue([...args]));
      request.set('kwargs', encodeValue(new Map<Value, Value>(kwargs)));
      return this.#python.ask(request);
    };
  }

  #request(what: string, kind: TemplateKind, name: string, paths: readonly string[]): Dict {
    return new Map<Value, Value>([
      ['do', what],
      ['kind', kind],
      ['name', name],
      ['paths', [...paths]],
    ]);
  }

  #hasCollection(name: string): boolean {
    const [namespace = '', collection = '', rest] = name.split('.');
    if (rest === undefined) return false;
    if (namespace === 'ansible' && /^(builtin|legacy)$/.test(collection))
      return this.#finder.installed() !== undefined;
    return this.#finder.collectionFolder(namespace, collection) !== undefined;
  }
}
