import { TemplateError } from '../../diagnostics/errors.ts';
import { method } from '../../values/method.ts';
import { PyObject, type Value } from '../../values/types.ts';

/** `cycler(a, b, …)`: gives its items in turn, across loops. */
export class Cycler extends PyObject {
  readonly typeName = 'Cycler';
  readonly #items: readonly Value[];
  #position = 0;
  constructor(items: readonly Value[]) {
    super();
    if (items.length === 0)
      throw new TemplateError('RuntimeError', 'at least one item has to be provided');
    this.#items = items;
  }
  repr(): string {
    return '<jinja2.utils.Cycler object at 0x7f0000000000>';
  }
  get #current(): Value {
    return this.#items[this.#position] as Value;
  }
  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'current':
        return this.#current;
      case 'pos':
        return this.#position;
      case 'items':
        return [...this.#items];
      case 'next':
        return method('next', () => {
          const item = this.#current;
          this.#position = (this.#position + 1) % this.#items.length;
          return item;
        });
      case 'reset':
        return method('reset', () => {
          this.#position = 0;
          return null;
        });
    }
    return undefined;
  }
}
