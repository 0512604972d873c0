import { floatRepr } from './float.ts';
import { failUndefined } from './python-errors.ts';
import { bytesRepr, stringRepr } from './string-repr.ts';
import {
  Callable,
  type LazyDict,
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

const reprList = (items: readonly Value[], within: object[]): string => {
  let text = '';
  for (let i = 0; i < items.length; i++)
    text += (i > 0 ? ', ' : '') + reprOf(items[i] as Value, within);
  return text;
};

function reprOf(value: Value, within: object[]): string {
  switch (typeof value) {
    case 'string':
      return stringRepr(value);
    case 'number':
    case 'bigint':
      return String(value);
    case 'boolean':
      return value ? 'True' : 'False';
  }
  if (value === null) return 'None';
  if (value instanceof PyFloat) return floatRepr(value.value);
  if (value instanceof Undefined) return value.repr();
  if (value instanceof Uint8Array) return bytesRepr(value);
  if (value instanceof PyRange) {
    const step = value.step === 1 ? '' : `, ${value.step}`;
    return `range(${value.start}, ${value.stop}${step})`;
  }
  if (value instanceof Callable || value instanceof PyObject) return value.repr();
  if (value instanceof Template) return stringRepr(value.source);
  if (value instanceof VaultText) return stringRepr(value.plain);
  return reprContainer(value, within);
}

function reprContainer(
  value: Value[] | Map<Value, Value> | Tuple | PySet | LazyDict,
  within: object[],
): string {
  if (within.includes(value))
    return Array.isArray(value) ? '[...]' : value instanceof Map ? '{...}' : '(...)';
  within.push(value);
  try {
    if (Array.isArray(value)) return `[${reprList(value, within)}]`;
    if (value instanceof Tuple)
      return value.items.length === 1
        ? `(${reprList(value.items, within)},)`
        : `(${reprList(value.items, within)})`;
    if (value instanceof PySet)
      return value.items.length === 0 ? 'set()' : `{${reprList(value.items, within)}}`;
    let text = '';
    const entries = value instanceof Map ? value : lazyEntries(value);
    for (const [key, item] of entries)
      text += `${text === '' ? '' : ', '}${reprOf(key, within)}: ${reprOf(item, within)}`;
    return `{${text}}`;
  } finally {
    within.pop();
  }
}

function* lazyEntries(dict: LazyDict): Iterable<[string, Value]> {
  for (const key of dict.shownKeys()) {
    const value = dict.get(key);
    if (value !== undefined) yield [key, value];
  }
}

/** Python's repr(). Values that hold themselves show `[...]` or `{...}` at the second meeting. */
export function repr(value: Value): string {
  return reprOf(value, []);
}

/** Python's str(). @throws UndefinedVariableError for an undefined that is not lenient. */
export function str(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (value instanceof PyObject) return value.str();
  if (value instanceof Undefined) return value.lenient ? value.str() : failUndefined(value);
  if (value instanceof VaultText) return value.plain;
  if (value instanceof Template) return value.source;
  return reprOf(value, []);
}
