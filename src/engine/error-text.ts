import { TemplateError, type TroupeError } from '../diagnostics/errors.ts';
import { extendedMessage } from '../diagnostics/frame.ts';
import { readSource } from '../diagnostics/read-source.ts';

/** An error as Ansible puts it into a result's `msg`: faults of the task end with its place in the playbook. */
export function errorText(error: TroupeError): string {
  return error instanceof TemplateError ? error.message : extendedMessage(error, readSource);
}
