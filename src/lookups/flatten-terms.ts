import { setTextType, textTypeIn } from '../values/text-type.ts';
import { Tuple, type Value } from '../values/types.ts';

/** One level of lists among terms laid open, as `with_items` has it; text keeps its kind. */
export function flattenTerms(terms: readonly Value[]): Value[] {
  const flat: Value[] = [];
  const add = (list: readonly Value[], index: number): void => {
    const type = textTypeIn(list, index);
    if (type !== undefined) setTextType(flat, flat.length, type);
    flat.push(list[index] as Value);
  };
  terms.forEach((term, index) => {
    const inner = Array.isArray(term) ? term : term instanceof Tuple ? term.items : undefined;
    if (inner === undefined) add(terms, index);
    else for (const at of inner.keys()) add(inner, at);
  });
  return flat;
}
