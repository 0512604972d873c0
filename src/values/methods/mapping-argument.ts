import { typeError } from '../python-errors.ts';
import { typeName } from '../type-name.ts';
import { LazyDict, type Value } from '../types.ts';

/** A dict argument as keyword names; entries under other keys can't be named and are left out. */
export function itemsOfMapping(mapping: Value): ReadonlyMap<string, Value> {
  const named = new Map<string, Value>();
  if (mapping instanceof LazyDict) {
    for (const key of mapping.keys()) named.set(key, mapping.get(key) ?? null);
  } else if (mapping instanceof Map) {
    for (const [key, value] of mapping) if (typeof key === 'string') named.set(key, value);
  } else throw typeError(`'${typeName(mapping)}' object is not a mapping`);
  return named;
}
