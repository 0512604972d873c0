import { dictHas } from './dict.ts';
import { equals } from './equality.ts';
import { asInt } from './int.ts';
import { Markup } from './markup.ts';
import { failUndefined, typeError } from './python-errors.ts';
import { rangeItems, rangeLength } from './range.ts';
import { setHas } from './set.ts';
import { errorTypeName } from './type-name.ts';
import {
  Callable,
  LazyDict,
  PyFloat,
  PyObject,
  PyRange,
  PySet,
  Tuple,
  Undefined,
  type Value,
  VaultText,
} from './types.ts';

const SURROGATE = /[\ud800-\udfff]/;

/** Python's iter(value): dicts give keys, strings code points. @throws TemplateError (TypeError) */
export function iterate(value: Value): Iterable<Value> {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return codePoints(value);
  if (value instanceof Map) return value.keys();
  if (value instanceof Tuple || value instanceof PySet) return value.items;
  if (value instanceof PyRange) return rangeItems(value);
  if (value instanceof Markup) return codePoints(value.text);
  if (value instanceof PyObject) {
    const items = value.iterate();
    if (items !== undefined) return items;
  }
  if (value instanceof LazyDict) return value.keys();
  if (value instanceof Undefined) return value.lenient ? [] : failUndefined(value);
  if (value instanceof Uint8Array) return value;
  if (value instanceof VaultText) return codePoints(value.plain);
  throw typeError(`'${errorTypeName(value)}' object is not iterable`);
}

/** Whether iterate() works; what an undefined value would raise is left to it. */
export function isIterable(value: Value): boolean {
  if (value === null || typeof value === 'number' || typeof value === 'bigint') return false;
  if (typeof value === 'boolean' || value instanceof PyFloat || value instanceof Callable)
    return false;
  return !(value instanceof PyObject) || value instanceof Markup || value.iterate() !== undefined;
}

/** Python's list(value), a new array. */
export function toList(value: Value): Value[] {
  return Array.isArray(value) ? value.slice() : Array.from(iterate(value));
}

/** The characters of a text as Python counts them. */
export function codePoints(text: string): string[] {
  return SURROGATE.test(text) ? Array.from(text) : text.split('');
}

/** len() of a text: astral characters count once. */
export function textLength(text: string): number {
  if (!SURROGATE.test(text)) return text.length;
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** Python's len(); undefined for values without a length. */
export function lengthOf(value: Value): number | undefined {
  if (typeof value === 'string') return textLength(value);
  if (Array.isArray(value)) return value.length;
  if (value instanceof Map) return value.size;
  if (value instanceof Tuple || value instanceof PySet) return value.items.length;
  if (value instanceof PyRange) return rangeLength(value);
  if (value instanceof Markup) return textLength(value.text);
  if (value instanceof PyObject) return value.length();
  if (value instanceof LazyDict) return value.size();
  if (value instanceof Undefined) return value.lenient ? 0 : failUndefined(value);
  if (value instanceof Uint8Array) return value.length;
  return value instanceof VaultText ? textLength(value.plain) : undefined;
}

/** Python's len(). @throws TemplateError (TypeError) */
export function length(value: Value): number {
  const count = lengthOf(value);
  if (count === undefined) throw typeError(`object of type '${errorTypeName(value)}' has no len()`);
  return count;
}

/** Python's `item in container`. @throws TemplateError (TypeError) */
export function contains(container: Value, item: Value): boolean {
  const text =
    container instanceof Markup
      ? container.text
      : container instanceof VaultText
        ? container.plain
        : container;
  if (typeof text === 'string') return textContains(text, item);
  if (text instanceof Map) return dictHas(text, item);
  if (text instanceof PySet) return setHas(text, item);
  if (text instanceof LazyDict) return typeof item === 'string' && text.has(item);
  if (text instanceof PyObject) {
    const answer = text.contains(item);
    if (answer !== undefined) return answer;
    if (text.iterate() === undefined) throw notAContainer(text);
  }
  if (text instanceof Uint8Array) {
    const byte = asInt(item);
    if (item instanceof Uint8Array) return Buffer.from(text).includes(Buffer.from(item));
    return byte !== undefined && text.includes(Number(byte));
  }
  if (text === null || typeof text !== 'object' || !isIterable(text)) throw notAContainer(text);
  for (const member of iterate(text)) if (member === item || equals(member, item)) return true;
  return false;
}

const notAContainer = (value: Value) =>
  typeError(`argument of type '${errorTypeName(value)}' is not iterable`);

function textContains(text: string, item: Value): boolean {
  if (typeof item === 'string') return text.includes(item);
  if (item instanceof Markup) return text.includes(item.text);
  if (item instanceof VaultText) return text.includes(item.plain);
  throw typeError(`'in <string>' requires string as left operand, not ${errorTypeName(item)}`);
}
