import { equals } from './equality.ts';
import { asDouble } from './int.ts';
import { isText } from './markup.ts';
import { failOperand, typeError } from './python-errors.ts';
import { str } from './repr.ts';
import { isSubset } from './set.ts';
import { errorTypeName } from './type-name.ts';
import { PyFloat, PyObject, PySet, Tuple, Undefined, type Value, VaultText } from './types.ts';

export type OrderOperator = '<' | '<=' | '>' | '>=';

/**
 * Orders two values as Python's `<` does: negative, zero or positive; NaN where a NaN is involved.
 * @param op the operator that an error names
 * @throws TemplateError (TypeError) where Python has no order
 */
export function compare(a: Value, b: Value, op: OrderOperator = '<'): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const x = asDouble(a);
  const y = asDouble(b);
  if (x !== undefined && y !== undefined) return compareNumbers(a, b, x, y);
  if (a instanceof Undefined || b instanceof Undefined) failOperand(a, b);
  if (Array.isArray(a) && Array.isArray(b)) return compareItems(a, b, op);
  if (a instanceof Tuple && b instanceof Tuple) return compareItems(a.items, b.items, op);
  if (isTextual(a) && isTextual(b)) return compareText(str(a), str(b));
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  const own = a instanceof PyObject ? a.compare(b) : undefined;
  if (own !== undefined) return own;
  const reflected = b instanceof PyObject ? b.compare(a) : undefined;
  if (reflected !== undefined) return -reflected;
  throw typeError(
    `'${op}' not supported between instances of '${errorTypeName(a)}' and '${errorTypeName(b)}'`,
  );
}

/** Python's `a <op> b`. Sets are ordered by inclusion. */
export function compareWith(a: Value, op: OrderOperator, b: Value): boolean {
  if (a instanceof PySet && b instanceof PySet) {
    if (op === '<=') return isSubset(a, b);
    if (op === '>=') return isSubset(b, a);
    const [small, large] = op === '<' ? [a, b] : [b, a];
    return small.items.length < large.items.length && isSubset(small, large);
  }
  const order = compare(a, b, op);
  if (op === '<') return order < 0;
  if (op === '<=') return order <= 0;
  return op === '>' ? order > 0 : order >= 0;
}

const isTextual = (value: Value): boolean => isText(value) || value instanceof VaultText;

function compareNumbers(a: Value, b: Value, x: number, y: number): number {
  if (typeof a !== 'bigint' && typeof b !== 'bigint') return x === y ? 0 : x - y;
  const p = a instanceof PyFloat || typeof a === 'boolean' ? x : (a as number | bigint);
  const q = b instanceof PyFloat || typeof b === 'boolean' ? y : (b as number | bigint);
  if (p < q) return -1;
  if (p > q) return 1;
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number compare by value only this way
  return p == q ? 0 : Number.NaN;
}

/** Orders by code points, where UTF-16 units would put astral characters before U+E000. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const surrogateX = x >= 0xd800 && x < 0xe000;
    const surrogateY = y >= 0xd800 && y < 0xe000;
    return surrogateX === surrogateY ? x - y : surrogateX ? 1 : -1;
  }
  return a.length - b.length;
}

function compareItems(a: readonly Value[], b: readonly Value[], op: OrderOperator): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a[i] as Value;
    const y = b[i] as Value;
    if (x !== y && !equals(x, y)) return compare(x, y, op);
  }
  return a.length - b.length;
}

/** A stable sort like Python's sorted(). The input is left alone. @throws for unorderable items */
export function sorted<T>(items: Iterable<T>, key: (item: T) => Value, reverse = false): T[] {
  const keyed = Array.from(items, (item) => ({ item, key: key(item) }));
  // Turned around before and after, equal items keep their order in a reverse sort.
  if (reverse) keyed.reverse();
  keyed.sort((x, y) => {
    const order = compare(x.key, y.key);
    // Equal under `<` both ways covers NaN, which orders before nothing.
    return order > 0 ? 1 : order < 0 ? -1 : 0;
  });
  if (reverse) keyed.reverse();
  return keyed.map((entry) => entry.item);
}
