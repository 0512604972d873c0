import { dictGet } from './dict.ts';
import { asInt } from './int.ts';
import { Markup } from './markup.ts';
import { method } from './method.ts';
import { BYTES_METHODS } from './methods/bytes-methods.ts';
import { DICT_METHODS, LAZY_DICT_METHODS } from './methods/dict-methods.ts';
import { formatMethods, markupFormatMethods } from './methods/format-methods.ts';
import { LIST_METHODS, TUPLE_METHODS } from './methods/list-methods.ts';
import { MARKUP_METHODS } from './methods/markup-methods.ts';
import type { MethodFunction } from './methods/method-table.ts';
import { FLOAT_METHODS, INT_METHODS, numberAttribute } from './methods/number-methods.ts';
import { SET_METHODS } from './methods/set-methods.ts';
import { STRING_METHODS } from './methods/string-methods.ts';
import { attributeError, failUndefined, indexError, keyError, typeError } from './python-errors.ts';
import { repr } from './repr.ts';
import { isSequence, Slice, sequenceItem, sliceOf } from './slice.ts';
import { typeName } from './type-name.ts';
import {
  Callable,
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

type AnyMethod = MethodFunction<never>;

const FORMAT = formatMethods({ attribute: attributeOf, item: itemOf });
const MARKUP_FORMAT = markupFormatMethods({ attribute: attributeOf, item: itemOf });

/** The unbound method `name` of a built-in value, for calling it without making a bound one first. */
export function findMethod(value: Value, name: string): AnyMethod | undefined {
  if (typeof value === 'string')
    return (STRING_METHODS.get(name) ?? FORMAT.get(name)) as AnyMethod | undefined;
  if (value instanceof Map) return DICT_METHODS.get(name) as AnyMethod | undefined;
  if (Array.isArray(value)) return LIST_METHODS.get(name) as AnyMethod | undefined;
  if (value instanceof Markup)
    return (MARKUP_FORMAT.get(name) ?? MARKUP_METHODS.get(name)) as AnyMethod | undefined;
  if (asInt(value) !== undefined) return INT_METHODS.get(name) as AnyMethod | undefined;
  if (value instanceof PyFloat) return FLOAT_METHODS.get(name) as AnyMethod | undefined;
  if (value instanceof Tuple) return TUPLE_METHODS.get(name) as AnyMethod | undefined;
  if (value instanceof PySet) return SET_METHODS.get(name) as AnyMethod | undefined;
  if (value instanceof LazyDict) return LAZY_DICT_METHODS.get(name) as AnyMethod | undefined;
  if (value instanceof Uint8Array) return BYTES_METHODS.get(name) as AnyMethod | undefined;
  return undefined;
}

/** Python's getattr(); undefined when there is no such attribute. */
export function findAttribute(value: Value, name: string): Value | undefined {
  if (value instanceof PyObject && !(value instanceof Markup)) return value.getAttribute(name);
  if (value instanceof Callable) return value.getAttribute(name);
  if (value instanceof VaultText) return findAttribute(value.plain, name);
  if (value instanceof Template) return findAttribute(value.source, name);
  const field = value instanceof Tuple ? value.getField(name) : undefined;
  if (field !== undefined) return field;
  const unbound = findMethod(value, name);
  if (unbound !== undefined)
    return method(name, (args, kwargs) => unbound(value as never, args, kwargs), typeName(value));
  const n = asInt(value);
  if (n !== undefined) return numberAttribute(n, name);
  if (value instanceof PyFloat) return numberAttribute(value, name);
  if (value instanceof PyRange && (name === 'start' || name === 'stop' || name === 'step'))
    return value[name];
  return undefined;
}

/** Python's getattr(). @throws TemplateError (AttributeError) */
export function attributeOf(value: Value, name: string): Value {
  const found = findAttribute(value, name);
  if (found !== undefined) return found;
  if (value instanceof Undefined) return failUndefined(value);
  throw attributeError(`'${typeName(value)}' object has no attribute '${name}'`);
}

/** Python's `value[key]`; undefined when the key or index is missing or the value has no items. */
export function findItem(value: Value, key: Value): Value | undefined {
  if (value instanceof Map) return dictGet(value, key);
  if (value instanceof LazyDict) return typeof key === 'string' ? value.get(key) : undefined;
  if (value instanceof PyObject) {
    const own = value.getItem(key);
    if (own !== undefined) return own;
  }
  if (key instanceof Slice) return isSequence(value) ? sliceOf(value, key) : undefined;
  if (Array.isArray(value) && typeof key === 'number')
    return value[key < 0 ? key + value.length : key];
  const n = asInt(key);
  if (n === undefined || !isSequence(value)) return undefined;
  try {
    return sequenceItem(value, Number(n));
  } catch {
    return undefined;
  }
}

/** Python's `value[key]`. @throws TemplateError (KeyError, IndexError, TypeError) */
export function itemOf(value: Value, key: Value): Value {
  const found = findItem(value, key);
  if (found !== undefined) return found;
  if (value instanceof Undefined) return failUndefined(value);
  if (value instanceof Map || value instanceof LazyDict) throw keyError(repr(key));
  if (value instanceof VaultText) return itemOf(value.plain, key);
  if (key instanceof Slice) return sliceOf(value, key);
  if (isSequence(value)) {
    const n = asInt(key);
    if (n === undefined)
      throw typeError(
        typeof value === 'string'
          ? `string indices must be integers, not '${typeName(key)}'`
          : `${typeName(value)} indices must be integers or slices, not ${typeName(key)}`,
      );
    sequenceItem(value, Number(n));
    throw indexError(`${typeName(value)} index out of range`);
  }
  throw typeError(`'${typeName(value)}' object is not subscriptable`);
}
