import { textTypeIn } from '../../values/text-type.ts';
import type { Undefined, Value } from '../../values/types.ts';
import { type Trust, trustOfType } from '../ansible/trust.ts';
import type { Scope } from '../contract.ts';
import type { Environment } from '../environment.ts';
import type { BlockFunction } from './frame.ts';

/** What a filter or test may use while it runs: the template's variables among it. */
export interface FilterContext extends Scope {
  readonly environment: Environment;
  readonly autoescape: boolean;
  /** A variable of the template; an undefined value when there is none. */
  resolve(name: string): Value;
  /** @throws TemplateRuntimeError when there is no such filter */
  callFilter(name: string, value: Value, args?: Value[], kwargs?: Map<string, Value>): Value;
  /** @throws TemplateRuntimeError when there is no such test */
  callTest(name: string, value: Value, args?: Value[], kwargs?: Map<string, Value>): boolean;
}

/** A scope whose values are asked for once. */
export class CachingScope implements Scope {
  readonly #scope: Scope;
  readonly #cache = new Map<string, Value | undefined>();
  readonly #resolveValue: ((value: Value) => Value) | undefined;

  constructor(scope: Scope, resolveValue: ((value: Value) => Value) | undefined) {
    this.#scope = scope;
    this.#resolveValue = resolveValue;
  }

  get(name: string): Value | undefined {
    const cached = this.#cache.get(name);
    if (cached !== undefined || this.#cache.has(name)) return cached;
    const found = this.#scope.get(name);
    const value =
      found === undefined || this.#resolveValue === undefined ? found : this.#resolveValue(found);
    this.#cache.set(name, value);
    return value;
  }

  names(): Iterable<string> {
    return this.#scope.names();
  }
}

/** A Map as a scope. */
export class MapScope implements Scope {
  readonly #map: ReadonlyMap<string, Value>;
  constructor(map: ReadonlyMap<string, Value>) {
    this.#map = map;
  }
  get(name: string): Value | undefined {
    return this.#map.get(name);
  }
  names(): Iterable<string> {
    return this.#map.keys();
  }
}

/** The variables of one running template, laid over the scope it was started with. */
export class Context implements FilterContext, Scope {
  readonly environment: Environment;
  readonly name: string | undefined;
  readonly parent: Scope;
  readonly globals: ReadonlyMap<string, Value>;
  #vars: Map<string, Value> | undefined;
  #exported: Set<string> | undefined;
  /** For each block its implementations, the most derived first. */
  readonly blocks: Map<string, BlockFunction[]>;
  autoescape: boolean;

  constructor(
    environment: Environment,
    name: string | undefined,
    parent: Scope,
    globals: ReadonlyMap<string, Value>,
    blocks: Map<string, BlockFunction[]>,
    autoescape: boolean,
  ) {
    this.environment = environment;
    this.name = name;
    this.parent = parent;
    this.globals = globals;
    this.blocks = blocks;
    this.autoescape = autoescape;
  }

  /** What the template itself assigned at its top level. */
  get vars(): Map<string, Value> {
    this.#vars ??= new Map();
    return this.#vars;
  }

  /** The names among them that importers get. */
  get exported(): Set<string> {
    this.#exported ??= new Set();
    return this.#exported;
  }

  get(name: string): Value | undefined {
    const own = this.#vars?.get(name);
    if (own !== undefined) return own;
    const outer = this.parent.get(name);
    return outer === undefined ? this.globals.get(name) : outer;
  }

  *names(): Iterable<string> {
    const seen = new Set([...this.globals.keys(), ...this.parent.names(), ...this.vars.keys()]);
    yield* seen;
  }

  resolve(name: string): Value {
    const value = this.get(name);
    return value === undefined ? this.environment.undefined({ name }) : value;
  }

  /** The same template's context with some names laid over it. */
  derived(locals: ReadonlyMap<string, Value>): Context {
    const blocks = new Map(Array.from(this.blocks, ([name, stack]) => [name, stack.slice()]));
    return new Context(
      this.environment,
      this.name,
      new LayeredScope(locals, this),
      EMPTY,
      blocks,
      this.autoescape,
    );
  }

  callFilter(
    name: string,
    value: Value,
    args: Value[] = [],
    kwargs: Map<string, Value> = new Map(),
  ): Value {
    return this.environment.filter(name)(this, value, args, kwargs);
  }

  callTest(
    name: string,
    value: Value,
    args: Value[] = [],
    kwargs: Map<string, Value> = new Map(),
  ): boolean {
    return this.environment.test(name)(this, value, args, kwargs);
  }

  /** Text for a missing parent block or the like. */
  undefined(hint: string, name?: string): Undefined {
    return this.environment.undefined(name === undefined ? { hint } : { hint, name });
  }
}

const EMPTY: ReadonlyMap<string, Value> = new Map();

/** Names laid over a scope. */
export class LayeredScope implements Scope {
  readonly #over: ReadonlyMap<string, Value>;
  readonly #base: Scope;
  constructor(over: ReadonlyMap<string, Value>, base: Scope) {
    this.#over = over;
    this.#base = base;
  }
  get(name: string): Value | undefined {
    const over = this.#over.get(name);
    return over === undefined ? this.#base.get(name) : over;
  }
  names(): Iterable<string> {
    return new Set([...this.#base.names(), ...this.#over.keys()]);
  }
  textType(name: string): string | undefined {
    return this.#over.has(name) ? textTypeIn(this.#over, name) : this.#base.textType?.(name);
  }
  trust(name: string): Trust {
    if (this.#over.has(name)) return trustOfType(textTypeIn(this.#over, name));
    return this.#base.trust?.(name) ?? 'unknown';
  }
}
