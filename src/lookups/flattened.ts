import type { LookupPlugin } from '../template/ansible/lookup.ts';
import type { Value } from '../values/types.ts';

function flat(terms: readonly Value[]): Value[] {
  return terms.flatMap((term) => {
    if (term === 'None' || term === 'null') return [];
    return Array.isArray(term) ? flat(term) : [term];
  });
}

/** All levels of lists laid open (community.general). */
export const flattened: LookupPlugin = ({ terms }) => flat(terms);
