import { PyObject, type Value } from './types.ts';

/** A one-shot iterator that is made while it is read, as Python's generators are. */
export class PyGenerator extends PyObject {
  readonly typeName: string;
  readonly #iterator: Iterator<Value>;
  readonly #name: string;
  /** @param typeName other than `generator` for iterators of built-in types */
  constructor(name: string, items: Iterable<Value>, typeName = 'generator') {
    super();
    this.typeName = typeName;
    this.#name = name;
    this.#iterator = items[Symbol.iterator]();
  }
  repr(): string {
    const name = this.#name === '' ? '' : ` ${this.#name}`;
    return `<${this.typeName} object${name} at 0x7f0000000000>`;
  }
  /** Every reader goes on where the last one stopped. */
  override iterate(): Iterable<Value> {
    const iterator = this.#iterator;
    return { [Symbol.iterator]: () => ({ next: () => iterator.next() }) };
  }
}
