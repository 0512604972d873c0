import { asInt } from './int.ts';
import { codePoints, textLength } from './iterate.ts';
import { Markup } from './markup.ts';
import { indexError, typeError, valueError } from './python-errors.ts';
import { rangeLength } from './range.ts';
import { typeName } from './type-name.ts';
import { PyObject, PyRange, Tuple, type Value, VaultText } from './types.ts';

/** What `[start:stop:step]` gives to item access. */
export class Slice extends PyObject {
  readonly typeName = 'slice';
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;
  constructor(start: Value, stop: Value, step: Value) {
    super();
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
  repr(): string {
    return 'slice(...)';
  }
}

function bound(value: Value, fallback: number): number {
  if (value === null) return fallback;
  const n = asInt(value);
  if (n === undefined)
    throw typeError('slice indices must be integers or None or have an __index__ method');
  return Number(n);
}

const clamp = (n: number, low: number, high: number) => Math.min(Math.max(n, low), high);

interface Indices {
  readonly start: number;
  readonly stop: number;
  readonly count: number;
  readonly step: number;
}

/** The positions that a slice picks from a sequence, as Python's slice.indices(). */
function indices(slice: Slice, length: number): Indices {
  const step = bound(slice.step, 1);
  if (step === 0) throw valueError('slice step cannot be zero');
  const low = step > 0 ? 0 : -1;
  const high = step > 0 ? length : length - 1;
  const place = (value: Value, fallback: number) => {
    const n = bound(value, fallback);
    return value === null ? fallback : clamp(n < 0 ? n + length : n, low, high);
  };
  const start = place(slice.start, step > 0 ? 0 : length - 1);
  const stop = place(slice.stop, step > 0 ? length : -1);
  const count = Math.max(0, Math.ceil((stop - start) / step));
  return { start, stop, count, step };
}

function pick<T>(items: readonly T[], slice: Slice): T[] {
  const { start, count, step } = indices(slice, items.length);
  if (step === 1) return items.slice(start, start + count);
  return Array.from({ length: count }, (_, i) => items[start + i * step] as T);
}

/** Python's `value[start:stop:step]`. @throws TemplateError for values without slices */
export function sliceOf(value: Value, slice: Slice): Value {
  if (typeof value === 'string') return sliceText(value, slice);
  if (Array.isArray(value)) return pick(value, slice);
  if (value instanceof Tuple) return new Tuple(pick(value.items, slice));
  if (value instanceof Markup) return new Markup(sliceText(value.text, slice));
  if (value instanceof VaultText) return sliceText(value.plain, slice);
  if (value instanceof Uint8Array) return Uint8Array.from(pick([...value], slice));
  if (value instanceof PyRange) {
    const { start, stop, step } = indices(slice, rangeLength(value));
    const at = (place: number) => value.start + place * value.step;
    return new PyRange(at(start), at(stop), step * value.step);
  }
  if (value instanceof Map) throw typeError("unhashable type: 'slice'");
  throw typeError(`'${typeName(value)}' object is not subscriptable`);
}

function sliceText(text: string, slice: Slice): string {
  if (textLength(text) !== text.length) return pick(codePoints(text), slice).join('');
  const { start, count, step } = indices(slice, text.length);
  if (step === 1) return text.slice(start, start + count);
  let picked = '';
  for (let i = 0; i < count; i++) picked += text[start + i * step];
  return picked;
}

/**
 * Python's `sequence[index]` for an integer index.
 * @returns undefined when `value` is no sequence
 * @throws TemplateError (IndexError) when it is out of range
 */
export function sequenceItem(value: Value, index: number): Value | undefined {
  if (Array.isArray(value)) return at(value, index, 'list');
  if (value instanceof Tuple) return at(value.items, index, 'tuple');
  if (typeof value === 'string') return at(codePoints(value), index, 'string');
  if (value instanceof Markup) return new Markup(at(codePoints(value.text), index, 'string'));
  if (value instanceof VaultText) return at(codePoints(value.plain), index, 'string');
  if (value instanceof Uint8Array) return at(Array.from(value), index, 'index');
  if (value instanceof PyRange) {
    const count = rangeLength(value);
    const place = index < 0 ? index + count : index;
    if (place < 0 || place >= count) throw indexError('range object index out of range');
    return value.start + place * value.step;
  }
  return undefined;
}

function at<T>(items: readonly T[], index: number, what: string): T {
  const item = items[index < 0 ? index + items.length : index];
  if (item === undefined) throw indexError(`${what} index out of range`);
  return item;
}

/** Whether a value is a Python sequence that an integer can index. */
export function isSequence(value: Value): boolean {
  return (
    Array.isArray(value) ||
    typeof value === 'string' ||
    value instanceof Tuple ||
    value instanceof PyRange ||
    value instanceof Markup ||
    value instanceof Uint8Array
  );
}
