import { TemplateError } from '../diagnostics/errors.ts';

/** A failure that `errors=warn` and `errors=ignore` soften. */
export const lookupError = (message: string): TemplateError =>
  new TemplateError('AnsibleLookupError', message);

/** Wrong options: raised whatever `errors=` says. */
export const optionsError = (message: string): TemplateError =>
  new TemplateError('AnsibleOptionsError', message);

export const ansibleError = (message: string): TemplateError =>
  new TemplateError('AnsibleError', message);
