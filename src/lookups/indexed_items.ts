import type { LookupPlugin } from '../template/ansible/lookup.ts';
import { Tuple } from '../values/types.ts';
import { flattenTerms } from './flatten-terms.ts';

/** Pairs of position and item. */
export const indexedItems: LookupPlugin = ({ terms }) =>
  flattenTerms(terms).map((item, i) => new Tuple([i, item]));
