import type { LookupPlugin } from '../template/ansible/lookup.ts';
import { LazyDict, type Value } from '../values/types.ts';
import { ansibleError } from './lookup-error.ts';

/** Entries of dicts as `{key, value}`. */
export const dict: LookupPlugin = ({ terms, source }) =>
  // `with_dict` hands over the dict itself.
  (source instanceof Map || source instanceof LazyDict ? [source] : terms).flatMap((term) => {
    if (!(term instanceof Map) && !(term instanceof LazyDict))
      throw ansibleError('with_dict expects a dict');
    const entries: [Value, Value][] =
      term instanceof Map ? [...term] : [...term.keys()].map((key) => [key, term.get(key) ?? null]);
    return entries.map(
      ([key, value]) =>
        new Map<Value, Value>([
          ['key', key],
          ['value', value],
        ]),
    );
  });
