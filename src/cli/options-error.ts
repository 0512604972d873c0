import { UsageError } from '../diagnostics/index.ts';

/**
 * Options or settings that Ansible understands but can't act upon (its AnsibleOptionsError): the command's help goes
 * to stdout, `ERROR! message` to stderr, and the exit code is 5.
 */
export class OptionsError extends UsageError {}
