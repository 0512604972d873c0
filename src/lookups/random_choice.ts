import type { LookupPlugin } from '../template/ansible/lookup.ts';
import { systemRandom } from '../values/mersenne-twister.ts';
import type { Value } from '../values/types.ts';

/** One of the terms. */
export const randomChoice: LookupPlugin = ({ terms }) =>
  terms.length === 0 ? [] : [terms[systemRandom.below(terms.length)] as Value];
