import { Callable, PyObject, type Value } from '../../values/types.ts';

/** `joiner(sep)`: gives nothing when first called, the separator from then on. */
export class Joiner extends PyObject {
  readonly typeName = 'Joiner';
  readonly #separator: Value;
  #used = false;
  constructor(separator: Value) {
    super();
    this.#separator = separator;
  }
  repr(): string {
    return '<jinja2.utils.Joiner object at 0x7f0000000000>';
  }
  override getAttribute(name: string): Value | undefined {
    if (name === 'sep') return this.#separator;
    return name === 'used' ? this.#used : undefined;
  }
  override asCallable(): Callable {
    return new Callable('joiner', () => {
      if (this.#used) return this.#separator;
      this.#used = true;
      return '';
    });
  }
}
