import { Tuple, type Value } from '../values/types.ts';

/** One level of lists among terms laid open, as `with_items` has it. */
export function flattenTerms(terms: Iterable<Value>): Value[] {
  const flat: Value[] = [];
  for (const term of terms) {
    if (Array.isArray(term)) flat.push(...term);
    else if (term instanceof Tuple) flat.push(...term.items);
    else flat.push(term);
  }
  return flat;
}
