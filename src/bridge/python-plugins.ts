import { TemplateError } from '../diagnostics/errors.ts';
import { Callable, type Dict, LazyDict, type Value } from '../values/types.ts';
import type { ControllerPython } from './controller-python.ts';
import type { ModuleFinder } from './module-finder.ts';
import type { VariableScope } from './own-library.ts';
import type { PluginFinder } from './plugin-finder.ts';
import { encodeValue, encodeVariable } from './python-values.ts';

const TEMPLATE_KINDS = ['filter', 'test', 'lookup'] as const;
type TemplateKind = (typeof TEMPLATE_KINDS)[number];

/**
 * A plugin written in Python, called with arguments by place and by name. One that is passed Jinja's context sees the
 * template's variables, rendered. @throws TemplateError
 */
export type PythonPlugin = (
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
  variables?: VariableScope,
) => Value;

/** What a lookup in Python may look at. */
interface LookupSurroundings {
  readonly variables: VariableScope;
  readonly basedir: string;
  /** The number that the engine knows the variables by. */
  readonly scope: number;
}

/** A lookup written in Python, which gives a list if it is well-behaved. */
export type PythonLookup = (
  terms: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
  surroundings: LookupSurroundings,
) => Value;

/**
 * Filters, tests and lookups that are not native: Python files beside playbooks and in roles, and those of collections.
 * The Python on the controller runs them.
 */
export class PythonPlugins {
  readonly #finder: ModuleFinder;
  readonly #plugins: PluginFinder;
  readonly #python: ControllerPython;
  /** What plugins want of their surroundings, null where there is no such plugin. */
  readonly #known = new Map<string, Value>();

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
      const hosts = variables.get('hostvars');
      const paths = found.name.includes('.') ? [] : [found.path];
      const request = this.#request('call', 'lookup', found.name, paths);
      request.set('args', [encodeValue([...terms])]);
      request.set('kwargs', encodeValue(new Map<Value, Value>(kwargs)));
      request.set('variables', encodeVariable(new Map(rawVariables(variables))));
      request.set('hostvars', hosts instanceof LazyDict ? [...hosts.keys()] : []);
      request.set('basedir', basedir);
      request.set('scope', scope);
      return this.#python.ask(request);
    };
  }

  #plugin(kind: 'filter' | 'test', name: string): PythonPlugin | undefined {
    const paths = this.#plugins.files(kind).map(({ path }) => path);
    const [namespace, collection, rest] = name.split('.');
    const isForeign = rest === undefined ? paths.length > 0 : this.#hasCollection(name);
    if (!isForeign) {
      if (rest === undefined || namespace === 'ansible') return undefined;
      const why = `Invalid plugin FQCN (${name}): unable to locate collection ${namespace}.${collection}`;
      throw new TemplateError('TemplateSyntaxError', `Could not load "${name}": '${why}'`, {
        lineno: 0,
      });
    }
    const key = `${kind} ${name} ${paths.length}`;
    let wants = this.#known.get(key);
    if (wants === undefined) {
      wants = this.#python.ask(this.#request('find', kind, name, paths));
      this.#known.set(key, wants);
    }
    if (wants === null) return undefined;
    return (args, kwargs, variables) => {
      const request = this.#request('call', kind, name, paths);
      request.set('args', encodeValue([...args]));
      request.set('kwargs', encodeValue(new Map<Value, Value>(kwargs)));
      if (wants !== 'context' || variables === undefined) return this.#python.ask(request);
      request.set('names', [...variables.names()]);
      return this.#python.ask(request, variables);
    };
  }

  #request(what: string, kind: TemplateKind, name: string, paths: readonly string[]): Dict {
    return new Map<Value, Value>([
      ['do', what],
      ['kind', kind],
      ['name', name],
      ['paths', [...paths]],
      ['folders', new Map(TEMPLATE_KINDS.map((one) => [one, this.#plugins.folders(one)]))],
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

/** Variables as they are written. */
function* rawVariables(scope: VariableScope): Iterable<[Value, Value]> {
  for (const name of scope.names()) {
    const value = scope.get(name);
    if (value !== undefined && !(value instanceof Callable || value instanceof LazyDict))
      yield [name, value];
  }
}
