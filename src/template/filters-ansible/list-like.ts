import { PyRange, Tuple, type Value } from '../../values/types.ts';

/** Python's Sequence without strings: lists, tuples and ranges (Ansible's is_sequence). */
export function isListLike(value: Value): value is Value[] | Tuple | PyRange {
  return Array.isArray(value) || value instanceof Tuple || value instanceof PyRange;
}
