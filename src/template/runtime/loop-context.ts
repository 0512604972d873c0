import { equals } from '../../values/equality.ts';
import { lengthOf } from '../../values/iterate.ts';
import { boundMethod } from '../../values/method.ts';
import { typeError } from '../../values/python-errors.ts';
import { Callable, PyObject, Tuple, type Value } from '../../values/types.ts';
import type { UndefinedFactory } from './undefined.ts';

/** Renders the loop's body over other items: `loop(children)` in a recursive loop. */
export type Recurse = (items: Value, depth: number) => Value;

/** The `loop` of a for statement. It also drives the iteration, since `loop.last` has to look ahead. */
export class LoopContext extends PyObject {
  readonly typeName = 'LoopContext';
  readonly #source: Value;
  #iterator: Iterator<Value>;
  readonly #undefined: UndefinedFactory;
  readonly #recurse: Recurse | undefined;
  readonly #depth: number;
  #index0 = -1;
  #length: number | undefined;
  /** The item after the current one where it was looked at already. */
  #ahead: { readonly value: Value | undefined } | undefined;
  #current: Value | undefined;
  #previous: Value | undefined;
  #lastChanged: Tuple | undefined;

  constructor(
    source: Value,
    items: Iterable<Value>,
    makeUndefined: UndefinedFactory,
    recurse: Recurse | undefined,
    depth: number,
  ) {
    super();
    this.#source = source;
    this.#iterator = items[Symbol.iterator]();
    this.#undefined = makeUndefined;
    this.#recurse = recurse;
    this.#depth = depth;
  }

  /** Moves to the next item; undefined at the end. */
  advance(): Value | undefined {
    const item = this.#ahead === undefined ? this.#pull() : this.#ahead.value;
    this.#ahead = undefined;
    if (item === undefined) return undefined;
    this.#index0++;
    this.#previous = this.#current;
    this.#current = item;
    return item;
  }

  #pull(): Value | undefined {
    const { done, value } = this.#iterator.next();
    return done ? undefined : value;
  }

  #peek(): Value | undefined {
    this.#ahead ??= { value: this.#pull() };
    return this.#ahead.value;
  }

  override length(): number {
    if (this.#length !== undefined) return this.#length;
    const known = lengthOf(this.#source);
    if (known !== undefined) this.#length = known;
    else {
      const rest = Array.from({ [Symbol.iterator]: () => this.#iterator });
      this.#iterator = rest[Symbol.iterator]();
      this.#length = rest.length + this.#index0 + 1 + (this.#ahead?.value === undefined ? 0 : 1);
    }
    return this.#length;
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'index':
        return this.#index0 + 1;
      case 'index0':
        return this.#index0;
      case 'first':
        return this.#index0 === 0;
      case 'last':
        return this.#peek() === undefined;
      case 'length':
        return this.length();
      case 'revindex':
        return this.length() - this.#index0;
      case 'revindex0':
        return this.length() - this.#index0 - 1;
      case 'depth':
        return this.#depth + 1;
      case 'depth0':
        return this.#depth;
      case 'previtem':
        return this.#index0 === 0
          ? this.#undefined({ hint: 'there is no previous item' })
          : this.#previous;
      case 'nextitem':
        return this.#next();
      case 'cycle':
        return boundMethod('cycle', [], (_v, rest) => this.#cycle(rest), { rest: true });
      case 'changed':
        return boundMethod('changed', [], (_v, rest) => this.#changed(rest), { rest: true });
    }
    return undefined;
  }

  #next(): Value {
    const next = this.#peek();
    return next === undefined ? this.#undefined({ hint: 'there is no next item' }) : next;
  }

  #cycle(items: readonly Value[]): Value {
    if (items.length === 0) throw typeError('no items for cycling given');
    return items[this.#index0 % items.length] as Value;
  }

  #changed(values: readonly Value[]): boolean {
    const now = new Tuple(values);
    if (this.#lastChanged !== undefined && equals(this.#lastChanged, now)) return false;
    this.#lastChanged = now;
    return true;
  }

  override asCallable(): Callable {
    return new Callable('loop', ([items]) => {
      if (this.#recurse === undefined)
        throw typeError("The loop must have the 'recursive' marker to be called recursively.");
      return this.#recurse(items as Value, this.#depth + 1);
    });
  }

  repr(): string {
    return `<LoopContext ${this.#index0 + 1}/${this.length()}>`;
  }
}
