import { add } from '../../values/arithmetic.ts';
import { findAttribute, itemOf } from '../../values/attribute.ts';
import { equals } from '../../values/equality.ts';
import { contains, length, lengthOf } from '../../values/iterate.ts';
import { method } from '../../values/method.ts';
import { repr, str } from '../../values/repr.ts';
import { typeName } from '../../values/type-name.ts';
import { Callable, PyObject, Tuple, Undefined, type Value } from '../../values/types.ts';
import { describeObject } from './undefined.ts';

type Special = (self: Value, argument: Value) => Value;

/** The methods behind Python's operators that templates call by name. */
const SPECIAL: ReadonlyMap<string, Special> = new Map<string, Special>([
  ['__add__', add],
  ['__contains__', (self, item) => contains(self, item)],
  ['__eq__', (self, other) => equals(self, other)],
  ['__getitem__', itemOf],
  ['__len__', (self) => length(self)],
  ['__ne__', (self, other) => !equals(self, other)],
  ['__repr__', (self) => repr(self)],
  ['__str__', (self) => str(self)],
]);

const OF_CONTAINERS: ReadonlySet<string> = new Set(['__contains__', '__getitem__', '__len__']);

/** getattr() that knows `__class__` and its like, which Python objects have. */
export function attributeOrClass(value: Value, name: string): Value | undefined {
  if (!name.startsWith('__')) return findAttribute(value, name);
  if (name === '__class__') return classOf(value);
  const found = findAttribute(value, name);
  if (found !== undefined || value instanceof PyObject || value instanceof Callable) return found;
  const special = value instanceof Undefined ? undefined : SPECIAL.get(name);
  if (special === undefined) return undefined;
  const isContainer = lengthOf(value) !== undefined;
  if (OF_CONTAINERS.has(name) && !isContainer) return undefined;
  return method(name, ([argument = null]) => special(value, argument), typeName(value));
}

function classOf(value: Value): PyType {
  const qualified = value === null ? 'NoneType' : describeObject(value).replace(/ object$/, '');
  return new PyType(typeName(value), qualified);
}

/** What `value.__class__` gives. */
class PyType extends PyObject {
  readonly typeName = 'type';
  readonly #name: string;
  readonly #qualified: string;
  constructor(name: string, qualified: string) {
    super();
    this.#name = name;
    this.#qualified = qualified;
  }
  repr(): string {
    return `<class '${this.#qualified}'>`;
  }
  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case '__name__':
      case '__qualname__':
        return this.#name;
      case '__mro__': {
        const parents = this.#name === 'bool' ? ['int', 'object'] : ['object'];
        return new Tuple([this, ...parents.map((parent) => new PyType(parent, parent))]);
      }
    }
    return undefined;
  }
  override equals(other: Value): boolean | undefined {
    return other instanceof PyType ? other.#qualified === this.#qualified : undefined;
  }
}
