import type { LookupPlugin } from '../template/ansible/lookup.ts';
import { iterate } from '../values/iterate.ts';
import type { Value } from '../values/types.ts';
import { flattenTerms } from './flatten-terms.ts';
import { listOf } from './list-of.ts';
import { ansibleError } from './lookup-error.ts';

/** All combinations of one item from each list. */
export const nested: LookupPlugin = ({ terms }) => {
  const [first, ...others] = terms.map(listOf);
  if (first === undefined) {
    throw ansibleError('with_nested requires at least one element in the nested list');
  }
  let rows: Value[] = first;
  for (const items of others) {
    rows = rows.flatMap((row) => items.map((item) => flattenTerms([row, item])));
  }
  // One list alone is laid open as well, and so are a text's characters.
  return rows.map((row) => flattenTerms([...iterate(row)]));
};
