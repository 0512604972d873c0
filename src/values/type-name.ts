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
} from './types.ts';

/** Python's `type(value).__name__`. */
export function typeName(value: Value): string {
  switch (typeof value) {
    case 'string':
      return 'str';
    case 'number':
    case 'bigint':
      return 'int';
    case 'boolean':
      return 'bool';
  }
  if (value === null) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Map) return 'dict';
  if (value instanceof LazyDict) return value.typeName;
  if (value instanceof PyFloat) return 'float';
  if (value instanceof PyObject || value instanceof Callable || value instanceof Tuple)
    return value.typeName;
  if (value instanceof PySet) return 'set';
  if (value instanceof PyRange) return 'range';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof Undefined) return value.typeName;
  return 'str';
}

/** A type as Python's own errors name it: classes of C modules with their module. */
export function errorTypeName(value: Value): string {
  const name = typeName(value);
  const isDate = value instanceof PyObject && /^(?:date|datetime|timedelta)$/.test(name);
  return isDate ? `datetime.${name}` : name;
}
