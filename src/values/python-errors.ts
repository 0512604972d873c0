import { TemplateError, UndefinedVariableError } from '../diagnostics/errors.ts';
import { Undefined, type Value } from './types.ts';

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
    throw new UndefinedVariableError('UndefinedError', value.message, { hint: value.hint });
  throw new TemplateError(value.pythonClass, value.message, { cause: value.cause });
}

/**
 * Fails for a comparison of which one side at least is undefined.
 * Python asks the left side, but the right one first where that is of a more special kind.
 */
export function failOperand(a: Value, b: Value): never {
  const isPlain = (value: Value) =>
    value instanceof Undefined && value.lenient && value.constructor === Undefined;
  if (b instanceof Undefined && (!(a instanceof Undefined) || (isPlain(a) && !isPlain(b))))
    return failUndefined(b);
  return failUndefined(a as Undefined);
}
