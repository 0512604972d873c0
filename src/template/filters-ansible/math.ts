import { TemplateError } from '../../diagnostics/errors.ts';
import { floatPower } from '../../values/float-power.ts';
import { asDouble } from '../../values/int.ts';
import { parseFloatText } from '../../values/number-parse.ts';
import { failUndefined, valueError } from '../../values/python-errors.ts';
import { typeName } from '../../values/type-name.ts';
import { PyFloat, Undefined, type Value } from '../../values/types.ts';
import { filterTypeError, type Plugin, plugin } from '../ansible/plugin.ts';

function real(value: Value | undefined, filter: string): number {
  if (value instanceof Undefined) failUndefined(value);
  const n = asDouble(value);
  if (n !== undefined) return n;
  throw filterTypeError(
    `${filter}() can only be used on numbers: must be real number, not ${typeName(value ?? null)}`,
  );
}

const log = plugin('logarithm', ['x', ['base', new PyFloat(Math.E)]], ({ args: [x, base = 0] }) => {
  const n = real(x, 'log');
  const b = real(base, 'log');
  if (n <= 0 || b <= 0) throw valueError('math domain error');
  if (b === 10) return new PyFloat(Math.log10(n));
  if (b === 1) throw new TemplateError('ZeroDivisionError', 'float division by zero');
  return new PyFloat(Math.log(n) / Math.log(b));
});

const pow = plugin('power', ['x', 'y'], ({ args: [x, y] }) => {
  const a = real(x, 'pow');
  const b = real(y, 'pow');
  const result = a === 1 || b === 0 ? 1 : floatPower(a, b);
  if (Number.isNaN(result) && !Number.isNaN(a) && !Number.isNaN(b))
    throw valueError('math domain error');
  if (a === 0 && b < 0) throw valueError('math domain error');
  if (!Number.isFinite(result) && Number.isFinite(a) && Number.isFinite(b)) {
    throw new TemplateError('OverflowError', 'math range error');
  }
  return new PyFloat(result);
});

const root = plugin('inversepower', ['x', ['base', 2]], ({ args: [x, base = 2] }) => {
  const n = real(x, 'root');
  const b = asDouble(base) ?? (typeof base === 'string' ? parseFloatText(base) : undefined);
  if (b === undefined) {
    throw filterTypeError(
      `root() can only be used on numbers: could not convert string to float: ${String(base)}`,
    );
  }
  if (asDouble(base) === 2) {
    if (n < 0) throw filterTypeError('root() can only be used on numbers: math domain error');
    return new PyFloat(Math.sqrt(n));
  }
  if (b === 0) throw new TemplateError('ZeroDivisionError', 'float division by zero');
  const result = floatPower(n, 1 / b);
  if (Number.isNaN(result))
    throw filterTypeError('root() can only be used on numbers: math domain error');
  return new PyFloat(result);
});

export const mathFilters: Readonly<Record<string, Plugin>> = { log, pow, root };
