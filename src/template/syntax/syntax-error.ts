import { TemplateError } from '../../diagnostics/errors.ts';

/** A template that can't be parsed. */
export function syntaxError(message: string, lineno: number, name?: string): TemplateError {
  return new TemplateError('TemplateSyntaxError', message, { lineno, templateName: name });
}

/** A template that parses but can't mean anything: an unknown filter, a block defined twice. */
export function assertionError(message: string, lineno: number, name?: string): TemplateError {
  return new TemplateError('TemplateAssertionError', message, { lineno, templateName: name });
}
