import type { LookupPlugin } from '../template/ansible/lookup.ts';
import { str } from '../values/repr.ts';
import { runShell } from './shell-command.ts';

/** Output lines of shell commands. */
export const lines: LookupPlugin = ({ terms, services }) =>
  terms.flatMap((term) => {
    const all = runShell('lines', str(term), services.basedir).split(/\r\n|\r|\n/);
    if (all.at(-1) === '') all.pop();
    return all;
  });
