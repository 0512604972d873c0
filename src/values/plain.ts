import { iterate } from './iterate.ts';
import { rangeToList } from './range.ts';
import { str } from './repr.ts';
import {
  Callable,
  type Dict,
  LazyDict,
  PyFloat,
  type PyObject,
  PyRange,
  PySet,
  Template,
  Tuple,
  Undefined,
  type Value,
  VaultText,
} from './types.ts';

/**
 * A Value from plain JavaScript data: objects become dicts, numbers with a fraction floats, `undefined` None.
 * Values that are Values already stay what they are.
 */
export function fromPlain(plain: { readonly [name: string]: unknown }): Map<string, Value>;
export function fromPlain(plain: unknown): Value;
export function fromPlain(plain: unknown): Value {
  if (plain === null || plain === undefined) return null;
  if (typeof plain === 'number') {
    if (Number.isSafeInteger(plain) && !Object.is(plain, -0)) return plain;
    return new PyFloat(plain);
  }
  if (typeof plain !== 'object') return plain as Value;
  if (Array.isArray(plain)) return plain.map((item) => fromPlain(item));
  if (plain instanceof Map) {
    const dict: Dict = new Map();
    for (const [key, value] of plain) dict.set(key as Value, fromPlain(value));
    return dict;
  }
  const prototype: unknown = Object.getPrototypeOf(plain);
  if (prototype !== Object.prototype && prototype !== null) return plain as Value;
  const dict: Dict = new Map();
  for (const [key, value] of Object.entries(plain))
    if (value !== undefined) dict.set(key, fromPlain(value));
  return dict;
}

/**
 * Plain JavaScript data from a Value: dicts become objects (keys as Python prints them), floats numbers,
 * tuples, sets and ranges arrays, dates and all else text.
 * @throws UndefinedVariableError for an undefined that is not lenient
 */
export function toPlain(value: Value): unknown {
  return converted(value, (float) => float.value, str);
}

/**
 * The same for a module's arguments, which Ansible hands over as JSON: keys that are no text are what JSON makes of them
 * (`null: N` in YAML is "null"). Whole floats stay PyFloat, because a number has no point that their text would show.
 * @throws UndefinedVariableError for an undefined that is not lenient
 */
export function toArguments(value: Value): unknown {
  const takeFloat = (float: PyFloat) => (Number.isInteger(float.value) ? float : float.value);
  const nameKey = (key: Value) =>
    key === null || typeof key === 'boolean' ? String(key) : str(key);
  return converted(value, takeFloat, nameKey);
}

function converted(
  value: Value,
  takeFloat: (float: PyFloat) => unknown,
  nameKey: (key: Value) => string,
): unknown {
  if (value === null || typeof value !== 'object') return value;
  const take = (item: Value): unknown => converted(item, takeFloat, nameKey);
  if (Array.isArray(value)) return value.map(take);
  if (value instanceof Map) {
    const object: Record<string, unknown> = {};
    for (const [key, item] of value) define(object, nameKey(key), take(item));
    return object;
  }
  if (value instanceof PyFloat) return takeFloat(value);
  if (value instanceof Tuple || value instanceof PySet) return value.items.map(take);
  if (value instanceof PyRange) return rangeToList(value);
  if (value instanceof LazyDict) {
    const object: Record<string, unknown> = {};
    for (const key of value.keys()) define(object, key, take(value.get(key) ?? null));
    return object;
  }
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (value instanceof VaultText) return value.plain;
  if (value instanceof Template) return value.source;
  if (value instanceof Undefined || value instanceof Callable) return str(value);
  return convertedObject(value, take);
}

function convertedObject(value: PyObject, take: (item: Value) => unknown): unknown {
  const isoformat = value.getAttribute('isoformat');
  if (isoformat instanceof Callable) return isoformat.call([], new Map());
  if (value.typeName !== 'Markup' && value.iterate() !== undefined)
    return Array.from(iterate(value), take);
  return value.str();
}

/** Sets an own property whatever its name, `__proto__` included. */
function define(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  else object[key] = value;
}
