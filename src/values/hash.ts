import { Markup } from './markup.ts';
import { failUndefined, typeError } from './python-errors.ts';
import { typeName } from './type-name.ts';
import { PyFloat, PyObject, PyRange, Tuple, Undefined, type Value, VaultText } from './types.ts';

/** What JavaScript's Map tells apart exactly as Python tells dict keys apart. */
export type HashKey = string | number | bigint | null | object;

/**
 * The hash key of a value: 1, True and 1.0 share one, tuples go by their items.
 * @throws TemplateError (TypeError) for lists, dicts and sets
 */
export function hashKey(value: Value): HashKey {
  switch (typeof value) {
    case 'string':
      // Text of the encoded kinds below starts with NUL, so real text that does is set apart.
      return value.charCodeAt(0) === 0 ? `\0s${value}` : value;
    case 'number':
    case 'bigint':
      return value;
    case 'boolean':
      return value ? 1 : 0;
  }
  if (value === null) return null;
  if (value instanceof PyFloat) {
    const n = value.value;
    if (Number.isNaN(n)) return value;
    return Number.isInteger(n) && !Number.isSafeInteger(n) ? BigInt(n) : n + 0;
  }
  if (value instanceof Markup) return hashKey(value.text);
  if (value instanceof VaultText) return hashKey(value.plain);
  if (value instanceof Tuple) return tupleKey(value);
  if (value instanceof PyObject) return value.hashKey() ?? value;
  if (value instanceof Uint8Array) return `\0b${value.join(',')}`;
  if (value instanceof PyRange) return `\0r${value.start},${value.stop},${value.step}`;
  if (value instanceof Undefined) return value.lenient ? '\0undefined' : failUndefined(value);
  if (
    typeof value === 'object' &&
    (Array.isArray(value) || value instanceof Map || 'items' in value)
  )
    throw typeError(`unhashable type: '${typeName(value)}'`);
  return value;
}

const identities = new WeakMap<object, number>();
let lastIdentity = 0;

function tupleKey(tuple: Tuple): string {
  let text = '\0t';
  for (const item of tuple.items) {
    const key = hashKey(item);
    if (typeof key === 'object' && key !== null) {
      let id = identities.get(key);
      if (id === undefined) {
        id = ++lastIdentity;
        identities.set(key, id);
      }
      text += `o${id};`;
    } else text += typeof key === 'string' ? `s${key.length}:${key};` : `n${key};`;
  }
  return text;
}
