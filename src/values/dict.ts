import { hashKey } from './hash.ts';
import type { Dict, Value } from './types.ts';

/** The key under which `dict` holds an entry equal to `key` in Python's sense; undefined when there is none. */
function findKey(dict: Dict, key: Value): Value | undefined {
  if (typeof key === 'string' && dict.has(key)) return key;
  const wanted = hashKey(key);
  if (typeof key !== 'string') {
    if (dict.has(key)) return key;
    if (typeof wanted === 'string' && dict.has(wanted)) return wanted;
  }
  if (typeof wanted === 'string' && !wanted.startsWith('\0')) return undefined;
  for (const candidate of dict.keys())
    if (typeof candidate !== 'string' && hashKey(candidate) === wanted) return candidate;
  return undefined;
}

/** Entry by Python's key equality (1 == True == 1.0, tuples by value); undefined when missing. */
export function dictGet(dict: Dict, key: Value): Value | undefined {
  if (typeof key === 'string') return dict.get(key);
  const found = findKey(dict, key);
  return found === undefined ? undefined : dict.get(found);
}

export function dictHas(dict: Dict, key: Value): boolean {
  return typeof key === 'string' ? dict.has(key) : findKey(dict, key) !== undefined;
}

/** Sets an entry; an equal key that is there already stays the key, as in Python. */
export function dictSet(dict: Dict, key: Value, value: Value): void {
  if (typeof key === 'string') dict.set(key, value);
  else {
    const found = findKey(dict, key);
    const wanted = hashKey(key);
    dict.set(
      found ?? (typeof wanted === 'string' && !wanted.startsWith('\0') ? wanted : key),
      value,
    );
  }
}

/** Removes an entry and tells its value; undefined when it was missing. */
export function dictDelete(dict: Dict, key: Value): Value | undefined {
  const found = typeof key === 'string' ? key : findKey(dict, key);
  if (found === undefined) return undefined;
  const value = dict.get(found);
  dict.delete(found);
  return value;
}

/** A dict from entries; later equal keys win but keep the first one's place. */
export function makeDict(entries: Iterable<readonly [Value, Value]> = []): Dict {
  const dict: Dict = new Map();
  for (const [key, value] of entries) dictSet(dict, key, value);
  return dict;
}
