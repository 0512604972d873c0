import { dictFrom } from '../../values/methods/dict-methods.ts';
import { repr } from '../../values/repr.ts';
import { PyObject, type Value } from '../../values/types.ts';

/** `namespace(…)`: the one object whose attributes templates may assign. */
export class Namespace extends PyObject {
  readonly typeName = 'Namespace';
  readonly #attributes: Map<Value, Value>;
  constructor(source: Value | undefined, options: ReadonlyMap<string, Value>) {
    super();
    this.#attributes = dictFrom(source, options);
  }
  repr(): string {
    return `<Namespace ${repr(this.#attributes)}>`;
  }
  override getAttribute(name: string): Value | undefined {
    return this.#attributes.get(name);
  }
  override setAttribute(name: string, value: Value): boolean {
    this.#attributes.set(name, value);
    return true;
  }
}
