import { TemplateError, UndefinedVariableError } from '../../diagnostics/errors.ts';
import type { Span } from '../../diagnostics/span.ts';

/** Whether an error says that something was undefined. */
export function isUndefinedError(error: unknown): error is TemplateError {
  return (
    error instanceof TemplateError &&
    (error.pythonClass === 'AnsibleUndefinedVariable' || error.pythonClass === 'UndefinedError')
  );
}

/** Ansible's undefined error around another one: it repeats the text. */
export function undefinedVariable(cause: TemplateError, span?: Span): UndefinedVariableError {
  return new UndefinedVariableError(
    'AnsibleUndefinedVariable',
    `${cause.message}. ${cause.message}`,
    { cause, span: span ?? cause.span },
  );
}

/** An AnsibleError; with a cause, the cause's text follows after a dot. */
export function ansibleError(message: string, cause?: TemplateError, span?: Span): TemplateError {
  return new TemplateError(
    'AnsibleError',
    cause === undefined ? message : `${message}. ${cause.message}`,
    { cause, span: span ?? cause?.span },
  );
}

const TYPE_ERRORS = new Set(['TypeError', 'AnsibleFilterTypeError']);

export const isTypeError = (error: TemplateError): boolean => TYPE_ERRORS.has(error.pythonClass);

const MODULES: Readonly<Record<string, string>> = {
  JSONDecodeError: 'json.decoder',
  error: 're',
  Error: 'binascii',
  TemplateSyntaxError: 'jinja2.exceptions',
  TemplateAssertionError: 'jinja2.exceptions',
  TemplateRuntimeError: 'jinja2.exceptions',
  TemplateNotFound: 'jinja2.exceptions',
  UndefinedError: 'jinja2.exceptions',
  SecurityError: 'jinja2.exceptions',
  FilterArgumentError: 'jinja2.exceptions',
  ScannerError: 'yaml.scanner',
  ParserError: 'yaml.parser',
  ConstructorError: 'yaml.constructor',
  ComposerError: 'yaml.composer',
};

/** `<class 'ansible.errors.AnsibleError'>`, as Python shows an exception's type. */
export function exceptionClass(error: TemplateError): string {
  const name = error.pythonClass;
  const module = name.startsWith('Ansible') ? 'ansible.errors' : MODULES[name];
  return `<class '${module === undefined ? '' : `${module}.`}${name}'>`;
}

/** Errors of the loader and others as a template error of the class that Ansible raises. */
export function asTemplateError(error: unknown): TemplateError {
  if (error instanceof TemplateError) return error;
  if (!(error instanceof Error)) throw error;
  if (error instanceof RangeError && /call stack/.test(error.message)) {
    return new TemplateError('RecursionError', 'maximum recursion depth exceeded', {
      cause: error,
    });
  }
  const known = error.name === 'LoadError' ? 'AnsibleParserError' : undefined;
  if (known === undefined) throw error;
  return new TemplateError(known, error.message, { cause: error });
}
