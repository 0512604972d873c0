import { toList } from '../values/iterate.ts';
import { PyRange, PySet, Tuple, type Value } from '../values/types.ts';

/** A term as a list: strings and single values become a list of one, a dict gives its keys. */
export function listOf(term: Value): Value[] {
  if (Array.isArray(term)) return term;
  const iterable =
    term instanceof Map ||
    term instanceof Tuple ||
    term instanceof PyRange ||
    term instanceof PySet;
  return iterable ? toList(term) : [term];
}
