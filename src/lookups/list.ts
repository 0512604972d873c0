import type { LookupPlugin } from '../template/ansible/lookup.ts';
import { ansibleError } from './lookup-error.ts';

/** The terms as they are. */
export const list: LookupPlugin = ({ terms, source }) => {
  if (source instanceof Map) throw ansibleError('with_list expects a list');
  return [...terms];
};
