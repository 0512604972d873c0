import { SourceText } from '../diagnostics/source-text.ts';
import { parseJson } from '../loader/json.ts';
import { dumpJson, fromPlain, isText, iterate, str, toPlain } from '../values/index.ts';
import {
  Callable,
  type Dict,
  LazyDict,
  PyFloat,
  PyRange,
  PySet,
  Template,
  Tuple,
  Undefined,
  type Value,
} from '../values/types.ts';

/** Values as JSON for a Python process; what JSON has no form for is `{"__": kind, …}`. */
export function encodeValue(value: Value): Value {
  if (value === null || typeof value !== 'object' || value instanceof PyFloat) return value;
  if (isText(value)) return str(value);
  if (Array.isArray(value)) return value.map(encodeValue);
  if (value instanceof Map) return encodeDict(value);
  if (value instanceof LazyDict) return encodeDict(fromPlain(toPlain(value)) as Dict);
  if (value instanceof Tuple) return special('tuple', 'items', value.items.map(encodeValue));
  if (value instanceof PySet) return special('set', 'items', value.items.map(encodeValue));
  if (value instanceof Undefined) return special('undefined', 'message', value.message);
  if (value instanceof PyRange) return [...iterate(value)].map(encodeValue);
  return fromPlain(toPlain(value));
}

/**
 * Variables as JSON for a Python process that templates them itself: templates as their text, and text that only looks
 * like one marked as unsafe.
 */
export function encodeVariable(value: Value): Value {
  if (typeof value === 'string')
    return /\{[{%#]/.test(value) ? special('unsafe', 'text', value) : value;
  if (value instanceof Template) return value.source;
  if (Array.isArray(value)) return value.map(encodeVariable);
  if (value instanceof LazyDict) return encodeVariable(entriesOf(value));
  if (value instanceof Map && [...value.keys()].every((key) => typeof key === 'string'))
    return new Map([...value].map(([key, item]) => [key, encodeVariable(item)]));
  return encodeValue(value);
}

function entriesOf(lazy: LazyDict): Dict {
  const entries: Dict = new Map();
  for (const key of lazy.keys()) {
    const value = lazy.get(key);
    if (value !== undefined && !(value instanceof Callable)) entries.set(key, value);
  }
  return entries;
}

function encodeDict(dict: Dict): Value {
  const entries = [...dict].map(([key, item]): [Value, Value] => [key, encodeValue(item)]);
  if (entries.every(([key]) => typeof key === 'string' && key !== '__')) return new Map(entries);
  const items = entries.map(([key, item]) => [encodeValue(key), item]);
  return special('dict', 'items', items);
}

const special = (kind: string, field: string, value: Value): Dict =>
  new Map<Value, Value>([
    ['__', kind],
    [field, value],
  ]);

export const toJson = (request: Value): string => dumpJson(request, { fallback: str });

/** A Python process's answer. */
export function fromJson(text: string): Dict {
  const source = new SourceText('<python>', text);
  const value = parseJson(source, { trusted: false, decryptVault: (cipher) => cipher });
  return decodeValue(value) as Dict;
}

function decodeValue(value: Value): Value {
  if (Array.isArray(value)) return value.map(decodeValue);
  if (!(value instanceof Map)) return value;
  const kind = value.get('__');
  if (kind === undefined) {
    return new Map([...value].map(([key, item]): [Value, Value] => [key, decodeValue(item)]));
  }
  if (kind === 'template') return new Template(str(value.get('text') ?? ''));
  if (kind === 'undefined') {
    const message = str(value.get('message') ?? '');
    return new Undefined(message, undefined, value.get('lenient') === true);
  }
  const items = decodeValue(value.get('items') ?? []) as Value[];
  if (kind === 'tuple') return new Tuple(items);
  if (kind === 'set') return new PySet(items);
  return new Map(items as unknown as [Value, Value][]);
}
