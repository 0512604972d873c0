import type { LookupPlugin } from '../template/ansible/lookup.ts';
import { Tuple } from '../values/types.ts';
import { flattenTerms } from './flatten-terms.ts';
import { ansibleError } from './lookup-error.ts';

/** Pairs of position and item. */
export const indexedItems: LookupPlugin = ({ terms, source }) => {
  if (source instanceof Map || source instanceof Tuple)
    throw ansibleError('with_indexed_items expects a list');
  return flattenTerms(terms).map((item, i) => new Tuple([i, item]));
};
