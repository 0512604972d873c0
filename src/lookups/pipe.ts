import type { LookupPlugin } from '../template/ansible/lookup.ts';
import { str } from '../values/repr.ts';
import { runShell } from './shell-command.ts';

/** Output of shell commands, without white space at the end. */
export const pipe: LookupPlugin = ({ terms, services }) =>
  terms.map((term) => runShell('pipe', str(term), services.basedir).trimEnd());
