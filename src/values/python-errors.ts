import { TemplateError, UndefinedVariableError } from '../diagnostics/errors.ts';
import type { Undefined } from './types.ts';

/** Errors that carry the class name Python would have raised. */
export const typeError = (message: string): TemplateError =>
  new TemplateError('TypeError', message);
export const valueError = (message: string): TemplateError =>
  new TemplateError('ValueError', message);
export const indexError = (message: string): TemplateError =>
  new TemplateError('IndexError', message);
export const keyError = (message: string): TemplateError => new TemplateError('KeyError', message);
export const attributeError = (message: string): TemplateError =>
  new TemplateError('AttributeError', message);
export const overflowError = (message: string): TemplateError =>
  new TemplateError('OverflowError', message);
export const zeroDivisionError = (message: string): TemplateError =>
  new TemplateError('ZeroDivisionError', message);

/** @throws what the use of an undefined value raises. */
export function failUndefined(value: Undefined): never {
  if (value.pythonClass === 'UndefinedError')
    throw new UndefinedVariableError('UndefinedError', value.message);
  throw new TemplateError(value.pythonClass, value.message);
}
