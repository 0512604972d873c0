import type { LookupPlugin } from '../template/ansible/lookup.ts';
import { cartesian as combine } from '../template/filters-ansible/misc.ts';
import { flattenTerms } from './flatten-terms.ts';
import { listOf } from './list-of.ts';
import { ansibleError } from './lookup-error.ts';

/** All combinations of one item from each list (community.general). */
export const cartesian: LookupPlugin = ({ terms }) => {
  if (terms.length === 0)
    throw ansibleError('with_cartesian requires at least one element in each list');
  return combine(terms.map(listOf)).map((row) => flattenTerms(row));
};
