import type { LookupPlugin } from '../template/ansible/lookup.ts';
import { indexError, keyError } from '../values/python-errors.ts';
import { str } from '../values/repr.ts';
import { type Dict, Tuple, type Value } from '../values/types.ts';
import { ansibleError } from './lookup-error.ts';

const TRUE: readonly Value[] = [true, 'yes', 'on', '1', 'true', 't', 'y', 1];

function expects(what = ''): never {
  throw ansibleError(`subelements lookup expects a list of two or three items, ${what}`);
}

/** The list under a dotted path, and the element without it; undefined when it may be missing and is. */
function takeList(
  element: Dict,
  keys: readonly string[],
  skipMissing: boolean,
): [Dict, Value[]] | undefined {
  const copy: Dict = new Map(element);
  let inside = copy;
  let taken: Value[] | undefined;
  for (const key of keys) {
    const last = key === keys.at(-1);
    const value = inside.get(key);
    if (value === undefined) {
      if (skipMissing) continue;
      throw ansibleError(`could not find '${key}' key in iterated item '${str(inside)}'`);
    }
    if (last) {
      if (!Array.isArray(value))
        throw ansibleError(`the key ${key} should point to a list, got '${str(value)}'`);
      inside.delete(key);
      taken = value;
    } else if (value instanceof Map) {
      const deeper: Dict = new Map(value);
      inside.set(key, deeper);
      inside = deeper;
    } else if (!skipMissing) {
      throw ansibleError(`the key ${key} should point to a dictionary, got '${str(value)}'`);
    }
  }
  return taken === undefined ? undefined : [copy, taken];
}

const isSkipped = (value: Dict): boolean => (value.get('skipped') ?? false) !== false;

/** Pairs of an element (without the list) and each member of the list under a dotted key. */
export const subelements: LookupPlugin = ({ terms, source }) => {
  if (source instanceof Map) throw keyError('0');
  if (terms.length === 0) throw indexError('list index out of range');
  if (terms.length < 2 || terms.length > 3) expects();
  const [owner = null, path = null, flags = new Map<Value, Value>()] = terms;
  const elements = Array.isArray(owner) || owner instanceof Map ? owner : [owner];
  if (typeof path !== 'string') {
    return expects('first a dict or a list, second a string pointing to the subkey');
  }
  if (!(flags instanceof Map) && flags !== 'skip_missing') {
    expects('the optional third item must be a dict with flags skip_missing');
  }
  if (elements instanceof Map && isSkipped(elements)) return [];
  const flag = flags instanceof Map ? (flags.get('skip_missing') ?? false) : false;
  const skipMissing = TRUE.includes(typeof flag === 'string' ? flag.toLowerCase() : flag);
  const keys = path.split('.');
  const pairs: Value[] = [];
  for (const element of elements instanceof Map ? elements.values() : elements) {
    if (!(element instanceof Map)) {
      throw ansibleError(`subelements lookup expects a dictionary, got '${str(element)}'`);
    }
    if (isSkipped(element)) continue;
    const found = takeList(element, keys, skipMissing);
    for (const member of found?.[1] ?? []) pairs.push(new Tuple([found?.[0] as Dict, member]));
  }
  return pairs;
};
