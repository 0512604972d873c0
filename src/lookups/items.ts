import type { LookupPlugin } from '../template/ansible/lookup.ts';
import { flattenTerms } from './flatten-terms.ts';

/** The terms, one level of lists laid open. */
export const items: LookupPlugin = ({ terms }) => flattenTerms(terms);
