import { failUndefined } from './python-errors.ts';
import { rangeLength } from './range.ts';
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
} from './types.ts';

/** Python's bool(). @throws UndefinedVariableError for an undefined that is not lenient. */
export function truthy(value: Value): boolean {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      return value !== '';
    case 'number':
      return value !== 0;
    case 'bigint':
      return true;
  }
  if (value === null) return false;
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Map) return value.size > 0;
  if (value instanceof PyFloat) return value.value !== 0;
  if (value instanceof PyObject) return value.truthy();
  if (value instanceof Undefined) return value.lenient ? false : failUndefined(value);
  if (value instanceof Tuple || value instanceof PySet) return value.items.length > 0;
  if (value instanceof PyRange) return rangeLength(value) > 0;
  if (value instanceof Uint8Array) return value.length > 0;
  if (value instanceof Callable) return true;
  if (value instanceof LazyDict) {
    for (const _ of value.keys()) return true;
    return false;
  }
  return value instanceof Template ? value.source !== '' : value.plain !== '';
}
