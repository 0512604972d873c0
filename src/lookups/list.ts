import type { LookupPlugin } from '../template/ansible/lookup.ts';

/** The terms as they are. */
export const list: LookupPlugin = ({ terms }) => [...terms];
