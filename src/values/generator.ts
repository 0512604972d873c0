import { PyObject, type Value } from './types.ts';

/** A one-shot iterator that is made while it is read, as Python's generators are. */
export class PyGenerator extends PyObject {
  readonly typeName = 'generator';
  readonly #iterator: Iterator<Value>;
  readonly #name: string;
  constructor(name: string, items: Iterable<Value>) {
    super();
    this.#name = name;
    this.#iterator = items[Symbol.iterator]();
  }
  repr(): string {
    return `<generator object ${this.#name} at 0x7f0000000000>`;
  }
  /** Every reader goes on where the last one stopped. */
  override iterate(): Iterable<Value> {
    const iterator = this.#iterator;
    return { [Symbol.iterator]: () => ({ next: () => iterator.next() }) };
  }
}
