import { float } from '../float.ts';
import { asInt, intFromDouble, normalizeInt, type PyInt } from '../int.ts';
import { overflowError, valueError } from '../python-errors.ts';
import type { PyFloat, Value } from '../types.ts';
import { Tuple } from '../types.ts';
import { methodTable } from './method-table.ts';

/** The digits of an int's magnitude in base two. */
const binary = (self: PyInt | boolean): string =>
  (asInt(self) as PyInt).toString(2).replace('-', '');

export const INT_METHODS = methodTable<PyInt | boolean>('int', [
  ['bit_length', [], (self) => binary(self).replace(/^0$/, '').length],
  ['bit_count', [], (self) => binary(self).replaceAll('0', '').length],
  ['conjugate', [], (self) => asInt(self) as PyInt],
  ['as_integer_ratio', [], (self) => new Tuple([asInt(self) as PyInt, 1])],
]);

export const FLOAT_METHODS = methodTable<PyFloat>('float', [
  ['is_integer', [], (self) => Number.isInteger(self.value)],
  ['conjugate', [], (self) => self],
  ['hex', [], (self) => hexText(self.value)],
  ['as_integer_ratio', [], (self) => integerRatio(self.value)],
]);

/** The exact fraction that a float is, in lowest terms. */
function integerRatio(n: number): Tuple {
  if (Number.isNaN(n)) throw valueError('cannot convert NaN to integer ratio');
  if (!Number.isFinite(n)) throw overflowError('cannot convert Infinity to integer ratio');
  let numerator = n;
  let power = 0;
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    power++;
  }
  return new Tuple([normalizeInt(BigInt(numerator)), normalizeInt(1n << BigInt(power))]);
}

function hexText(n: number): string {
  if (!Number.isFinite(n)) return Number.isNaN(n) ? 'nan' : n > 0 ? 'inf' : '-inf';
  const sign = n < 0 || Object.is(n, -0) ? '-' : '';
  if (n === 0) return `${sign}0x0.0p+0`;
  let exponent = Math.max(-1022, Math.floor(Math.log2(Math.abs(n))));
  let mantissa = Math.abs(n) / 2 ** exponent;
  if (mantissa >= 2) {
    mantissa /= 2;
    exponent++;
  }
  const whole = Math.floor(mantissa);
  const digits = ((mantissa - whole) * 2 ** 52).toString(16).padStart(13, '0');
  return `${sign}0x${whole}.${digits}p${exponent < 0 ? '' : '+'}${exponent}`;
}

/** Data attributes of numbers. */
export function numberAttribute(value: PyInt | PyFloat, name: string): Value | undefined {
  const n = typeof value === 'object' ? value.value : value;
  if (name === 'real') return typeof value === 'object' ? value : value;
  if (name === 'imag') return typeof value === 'object' ? float(0) : 0;
  if (typeof value === 'object') return undefined;
  if (name === 'numerator') return typeof n === 'bigint' ? n : intFromDouble(n);
  return name === 'denominator' ? 1 : undefined;
}
