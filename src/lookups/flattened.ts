import type { LookupPlugin } from '../template/ansible/lookup.ts';
import { Tuple, type Value } from '../values/types.ts';
import { ansibleError } from './lookup-error.ts';

function flat(terms: readonly Value[]): Value[] {
  return terms.flatMap((term) => {
    if (term === 'None' || term === 'null') return [];
    return Array.isArray(term) ? flat(term) : [term];
  });
}

/** All levels of lists laid open (community.general). */
export const flattened: LookupPlugin = ({ terms, source }) => {
  if (source instanceof Map || source instanceof Tuple)
    throw ansibleError('with_flattened expects a list');
  return flat(terms);
};
