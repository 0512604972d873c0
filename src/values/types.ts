import type { Span } from '../diagnostics/span.ts';

/**
 * What a playbook variable or template expression can hold. Python's types, as JavaScript carries them:
 *
 * | Python | here | | Python | here |
 * | --- | --- | --- | --- | --- |
 * | None, bool | null, boolean | | dict | Map (insertion order) |
 * | int | number (integer), bigint past 2^53 | | list | array |
 * | float | PyFloat, always | | tuple, set, range | Tuple, PySet, PyRange |
 * | str | string | | date and time | PyDate, PyDateTime, PyTimeDelta |
 * | bytes | Uint8Array | | a function or method | Callable |
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | PyFloat
  | Value[]
  | Dict
  | Tuple
  | PySet
  | PyRange
  | Uint8Array
  | PyObject
  | LazyDict
  | Callable
  | Undefined
  | Template
  | VaultText;

/** A Python dict. Use dictGet/dictSet (dict.ts) where keys may be other than strings and ints. */
export type Dict = Map<Value, Value>;

/** A Python float. A JavaScript number in a Value is always a Python int. */
export class PyFloat {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

export class Tuple {
  readonly items: readonly Value[];
  constructor(items: readonly Value[]) {
    this.items = items;
  }
  /** Python's type name; named tuples differ. */
  get typeName(): string {
    return 'tuple';
  }
  /** A named tuple's field. */
  getField(_name: string): Value | undefined {
    return undefined;
  }
}

/**
 * Base of values with behaviour of their own (dates, Markup, cycler, namespace, loop …).
 * Attribute and item access, text forms and operators ask it; what it answers undefined to does not exist.
 */
export abstract class PyObject {
  /** Python's type name, as `type_debug` and error messages show it. */
  abstract readonly typeName: string;
  abstract repr(): string;
  str(): string {
    return this.repr();
  }
  truthy(): boolean {
    return true;
  }
  getAttribute(_name: string): Value | undefined {
    return undefined;
  }
  getItem(_key: Value): Value | undefined {
    return undefined;
  }
  setAttribute(_name: string, _value: Value): boolean {
    return false;
  }
  iterate(): Iterable<Value> | undefined {
    return undefined;
  }
  length(): number | undefined {
    return undefined;
  }
  /** What calling the object does; undefined when it can't be called. */
  asCallable(): Callable | undefined {
    return undefined;
  }
  /** Equality beyond identity; undefined means "not comparable by me". */
  equals(_other: Value): boolean | undefined {
    return undefined;
  }
  /** Order against another value, for `<` and sorting: negative, zero or positive; undefined means unorderable. */
  compare(_other: Value): number | undefined {
    return undefined;
  }
  /** Membership for `in`; undefined means that iteration decides. */
  contains(_value: Value): boolean | undefined {
    return undefined;
  }
  /** `this <op> other` (or `other <op> this` when reflected); undefined means "not supported by me". */
  binary(_op: BinaryOperator, _other: Value, _reflected: boolean): Value | undefined {
    return undefined;
  }
  /** A primitive equal for equal values, by which dicts and sets tell keys apart; undefined means identity. */
  hashKey(): string | number | undefined {
    return undefined;
  }
}

/** Python's arithmetic operators. */
export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';

/** A read-only mapping whose entries are made when asked for: `hostvars`, `vars`, `groups`. */
export abstract class LazyDict {
  /** Python's type name. */
  readonly typeName: string = 'dict';
  abstract get(key: string): Value | undefined;
  abstract keys(): Iterable<string>;
  /** Python's `len()`. */
  size(): number {
    return Array.from(this.keys()).length;
  }
  /** The keys that its text tells of. */
  shownKeys(): Iterable<string> {
    return this.keys();
  }
  has(key: string): boolean {
    return this.get(key) !== undefined;
  }
}

/** A function, method or macro that templates can call. */
export class Callable {
  readonly name: string;
  /** Python's type name; macros and bound methods differ. */
  readonly typeName: string = 'function';
  readonly call: (args: Value[], kwargs: Map<string, Value>) => Value;
  constructor(name: string, call: (args: Value[], kwargs: Map<string, Value>) => Value) {
    this.name = name;
    this.call = call;
  }
  repr(): string {
    return `<function ${this.name}>`;
  }
  getAttribute(name: string): Value | undefined {
    return name === '__name__' ? this.name : undefined;
  }
}

/**
 * Jinja2's Undefined: a value that remembers what was missing. `message` is the text that its use raises,
 * for example `'foo' is undefined` or `'dict object' has no attribute 'x'`.
 */
export class Undefined {
  readonly message: string;
  readonly name: string | undefined;
  /** An inline `if` without `else` gives a lenient undefined: it prints as empty text even in strict mode. */
  readonly lenient: boolean;
  /** The class of the error that its use raises; a sandbox violation is a `SecurityError`. */
  readonly pythonClass: string;
  constructor(message: string, name?: string, lenient = false, pythonClass = 'UndefinedError') {
    this.message = message;
    this.name = name;
    this.lenient = lenient;
    this.pythonClass = pythonClass;
  }
  /** The error that left it undefined, where there was one. */
  get cause(): Error | undefined {
    return undefined;
  }
  /** What may have been meant. */
  get hint(): string | undefined {
    return undefined;
  }
  /** Python's type name. */
  get typeName(): string {
    return this.lenient ? 'Undefined' : 'StrictUndefined';
  }
  /** What it prints as where it is lenient. */
  str(): string {
    return '';
  }
  repr(): string {
    return 'Undefined';
  }
}

/** Attributes and items of it are itself: `{{ a.b.c }}` prints nothing where `a` is missing. */
export class ChainableUndefined extends Undefined {
  override get typeName(): string {
    return 'ChainableUndefined';
  }
}

/** Prints as the expression that was missing. */
export class DebugUndefined extends Undefined {
  readonly debugText: string;
  constructor(message: string, name: string | undefined, debugText: string) {
    super(message, name, true);
    this.debugText = debugText;
  }
  override get typeName(): string {
    return 'DebugUndefined';
  }
  override str(): string {
    return this.debugText;
  }
}

/**
 * A string of trusted origin that holds `{{`, `{%` or `{#`, as the loader found it. It is rendered when used.
 * Any other string is data and is never rendered.
 */
export class Template {
  readonly source: string;
  readonly span: Span | undefined;
  /** The compiled form, kept by the template engine. */
  compiled: unknown = undefined;
  constructor(source: string, span?: Span) {
    this.source = source;
    this.span = span;
  }
}

/** Text under `!vault`: decrypted when first used, never rendered as a template. */
export class VaultText {
  readonly ciphertext: string;
  readonly span: Span | undefined;
  readonly #decrypt: () => string;
  #plain: string | undefined;
  constructor(ciphertext: string, decrypt: () => string, span?: Span) {
    this.ciphertext = ciphertext;
    this.span = span;
    this.#decrypt = decrypt;
  }
  /** @throws LoadError when no secret fits. */
  get plain(): string {
    this.#plain ??= this.#decrypt();
    return this.#plain;
  }
}

export class PySet {
  /** Members in insertion order, unique by Python equality (kept so by set.ts). */
  readonly items: Value[];
  constructor(items: Value[] = []) {
    this.items = items;
  }
}

export class PyRange {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  constructor(start: number, stop: number, step = 1) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
}
