import { dictGet } from './dict.ts';
import { Markup } from './markup.ts';
import { failUndefined } from './python-errors.ts';
import { rangeLength } from './range.ts';
import { isSubset } from './set.ts';
import {
  type Dict,
  LazyDict,
  PyFloat,
  PyObject,
  PyRange,
  PySet,
  Template,
  Tuple,
  Undefined,
  type Value,
  VaultText,
} from './types.ts';

/** Python's `a == b`: no coercion but among numbers and bools. @throws for a strict undefined. */
export function equals(a: Value, b: Value): boolean {
  if (a === b) return !(a instanceof Undefined) || a.lenient || failUndefined(a);
  if (typeof a === 'string' && typeof b === 'string') return false;
  if (a instanceof Undefined || b instanceof Undefined) return equalUndefined(a, b);
  const x = plainText(a);
  const y = plainText(b);
  if (typeof x === 'string' || typeof y === 'string') {
    if (x instanceof PyObject) return x.equals(y) ?? false;
    if (y instanceof PyObject) return y.equals(x) ?? false;
    return x === y;
  }
  const n = numeric(x);
  if (n !== undefined) {
    const m = numeric(y);
    // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number compare by value only this way
    return m !== undefined && n == m;
  }
  if (x instanceof PyObject) return x.equals(y) ?? (y instanceof PyObject && y.equals(x)) ?? false;
  if (y instanceof PyObject) return y.equals(x) ?? false;
  return equalContainers(x, y);
}

function equalUndefined(a: Value, b: Value): boolean {
  if (a instanceof Undefined && !a.lenient) failUndefined(a);
  if (b instanceof Undefined && !b.lenient) failUndefined(b);
  return a instanceof Undefined && b instanceof Undefined && a.constructor === b.constructor;
}

function plainText(value: Value): Value {
  if (value instanceof Markup) return value.text;
  if (value instanceof VaultText) return value.plain;
  if (value instanceof Template) return value.source;
  return value;
}

function numeric(value: Value): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value instanceof PyFloat ? value.value : undefined;
}

function equalContainers(a: Value, b: Value): boolean {
  if (Array.isArray(a)) return Array.isArray(b) && equalItems(a, b);
  if (a instanceof Tuple) return b instanceof Tuple && equalItems(a.items, b.items);
  if (a instanceof Map) return b instanceof Map ? equalDicts(a, b) : equalLazy(b, a);
  if (a instanceof LazyDict) return b instanceof Map && equalLazy(a, b);
  if (a instanceof PySet)
    return b instanceof PySet && a.items.length === b.items.length && isSubset(a, b);
  if (a instanceof PyRange) return b instanceof PyRange && equalRanges(a, b);
  if (a instanceof Uint8Array)
    return b instanceof Uint8Array && a.length === b.length && a.every((byte, i) => byte === b[i]);
  return false;
}

/** Equality of members: what is the same object is equal without being asked. */
const same = (a: Value, b: Value): boolean => a === b || equals(a, b);

function equalItems(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((item, i) => same(item, b[i] as Value));
}

function equalDicts(a: Dict, b: Dict): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) {
    const other = dictGet(b, key);
    if (other === undefined || !same(value, other)) return false;
  }
  return true;
}

function equalLazy(lazy: Value, dict: Dict): boolean {
  if (!(lazy instanceof LazyDict)) return false;
  let count = 0;
  for (const key of lazy.keys()) {
    const value = lazy.get(key);
    if (value === undefined) continue;
    const other = dict.get(key);
    if (other === undefined || !equals(value, other)) return false;
    count++;
  }
  return count === dict.size;
}

function equalRanges(a: PyRange, b: PyRange): boolean {
  const length = rangeLength(a);
  if (length !== rangeLength(b)) return false;
  return length === 0 || (a.start === b.start && (length === 1 || a.step === b.step));
}
