import type { LookupPlugin } from '../template/ansible/lookup.ts';
import type { Value } from '../values/types.ts';
import { flattenTerms } from './flatten-terms.ts';
import { listOf } from './list-of.ts';
import { ansibleError } from './lookup-error.ts';

/** First items together, second items together …; None where a list is short. */
export const together: LookupPlugin = ({ terms }) => {
  const lists = terms.map(listOf);
  if (lists.length === 0)
    throw ansibleError('with_together requires at least one element in each list');
  const size = Math.max(...lists.map((items) => items.length));
  return Array.from({ length: size }, (_, i) =>
    flattenTerms(lists.map((items): Value => (i < items.length ? (items[i] as Value) : null))),
  );
};
