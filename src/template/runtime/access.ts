import { TemplateError } from '../../diagnostics/errors.ts';
import { findItem, findMethod } from '../../values/attribute.ts';
import { dictGet } from '../../values/dict.ts';
import { isIterable, iterate } from '../../values/iterate.ts';
import { Markup } from '../../values/markup.ts';
import { failUndefined, typeError } from '../../values/python-errors.ts';
import { type Slice, sliceOf } from '../../values/slice.ts';
import { typeName } from '../../values/type-name.ts';
import {
  Callable,
  ChainableUndefined,
  LazyDict,
  PyObject,
  Tuple,
  Undefined,
  type Value,
} from '../../values/types.ts';
import type { Environment } from '../environment.ts';
import { attributeOrClass } from './special-attributes.ts';

/** `object.name`: the attribute, else the item, else an undefined value. */
export function getAttribute(environment: Environment, object: Value, name: string): Value {
  if (object instanceof Undefined) return undefinedMember(object, name);
  const { sandbox } = environment;
  if (sandbox !== undefined && !sandbox.isSafeAttribute(object, name)) {
    if (attributeOrClass(object, name) !== undefined) return sandbox.unsafeUndefined(object, name);
  } else {
    const format = sandbox?.formatMethod(object, name);
    if (format !== undefined) return format;
    const attribute = attributeOrClass(object, name);
    if (attribute !== undefined) return resolved(environment, object, attribute);
  }
  const item = keyed(object, name);
  return item === undefined
    ? environment.undefined({ object, name })
    : resolved(environment, object, item);
}

/** The entry of a mapping-like object under a string key. */
function keyed(object: Value, name: string): Value | undefined {
  if (object instanceof Map) return object.get(name);
  if (object instanceof LazyDict) return object.get(name);
  return object instanceof PyObject ? object.getItem(name) : undefined;
}

/** `object[key]`: the item, else the attribute of that name, else an undefined value. */
export function getItem(environment: Environment, object: Value, key: Value): Value {
  if (typeof key === 'string' && object instanceof Map) {
    const entry = object.get(key);
    if (entry !== undefined) return entry;
  }
  if (object instanceof Undefined) return undefinedMember(object, key);
  const item = lookUp(object, key);
  if (item !== undefined) return resolved(environment, object, item);
  const name = key instanceof Markup ? key.text : key;
  if (typeof name === 'string') {
    const attribute = attributeOrClass(object, name);
    if (attribute !== undefined) {
      const { sandbox } = environment;
      const format = sandbox?.formatMethod(object, name);
      if (format !== undefined) return format;
      return sandbox === undefined || sandbox.isSafeAttribute(object, name)
        ? attribute
        : sandbox.unsafeUndefined(object, name);
    }
  }
  return environment.undefined({ object, name: key });
}

function lookUp(object: Value, key: Value): Value | undefined {
  try {
    return object instanceof Map ? dictGet(object, key) : findItem(object, key);
  } catch (error) {
    // An unhashable key is a miss like any other.
    if (error instanceof TemplateError && error.pythonClass === 'TypeError') return undefined;
    throw error;
  }
}

function undefinedMember(value: Undefined, name: Value): Value {
  if (name === '_undefined_name') return value.name === undefined ? null : value.name;
  if (name === '_undefined_message') return value.message;
  if (value instanceof ChainableUndefined) return value;
  return failUndefined(value);
}

/** What lazy mappings give may still hold templates. */
function resolved(environment: Environment, object: Value, found: Value): Value {
  return environment.resolveValue !== undefined && object instanceof LazyDict
    ? environment.resolveValue(found)
    : found;
}

/** `object[start:stop:step]`, which never falls back to attributes. */
export function getSlice(object: Value, slice: Slice): Value {
  if (object instanceof Undefined) return undefinedMember(object, null);
  const own = object instanceof PyObject ? object.getItem(slice) : undefined;
  return own === undefined ? sliceOf(object, slice) : own;
}

/** Something that can be called, from any value. @throws TemplateError (TypeError) */
export function asCallable(value: Value): Callable {
  if (value instanceof Callable) return value;
  if (value instanceof Undefined) return failUndefined(value);
  const callable = value instanceof PyObject ? value.asCallable() : undefined;
  if (callable === undefined) throw typeError(`'${typeName(value)}' object is not callable`);
  return callable;
}

/** Calls a method of a built-in value without binding it first; undefined when there is no such method. */
export function callMethod(
  object: Value,
  name: string,
  args: Value[],
  kwargs: Map<string, Value>,
): Value | undefined {
  return findMethod(object, name)?.(object as never, args, kwargs);
}

/** A value's items taken apart for `a, b = value`. @throws TemplateError (TypeError, ValueError) */
export function unpack(value: Value, count: number): readonly Value[] {
  if (value instanceof Undefined) {
    if (!value.lenient) failUndefined(value);
  }
  const items =
    value instanceof Tuple ? value.items : Array.isArray(value) ? value : unpackable(value);
  if (items.length === count) return items;
  throw new TemplateError(
    'ValueError',
    items.length > count
      ? `too many values to unpack (expected ${count})`
      : `not enough values to unpack (expected ${count}, got ${items.length})`,
  );
}

function unpackable(value: Value): readonly Value[] {
  if (!isIterable(value)) throw typeError(`cannot unpack non-iterable ${typeName(value)} object`);
  return Array.from(iterate(value));
}
