import { arithmetic, div, mul, neg, pow, truncate } from '../../values/arithmetic.ts';
import { fixedText, roundDouble } from '../../values/decimal-digits.ts';
import { float } from '../../values/float.ts';
import { asDouble, asInt, type PyInt } from '../../values/int.ts';
import { isText } from '../../values/markup.ts';
import { parseFloatText, parseInteger } from '../../values/number-parse.ts';
import { failUndefined, overflowError, typeError, valueError } from '../../values/python-errors.ts';
import { repr, str } from '../../values/repr.ts';
import { truthy } from '../../values/truth.ts';
import { errorTypeName, typeName } from '../../values/type-name.ts';
import { PyFloat, Undefined, type Value, VaultText } from '../../values/types.ts';
import { defineFilter, type FilterFunction } from '../filter-contract.ts';
import { filterArgumentError } from './attribute-getter.ts';

/** int() of a float. @throws TemplateError (OverflowError) for infinity; undefined for NaN */
function intOfFloat(n: number): PyInt | undefined {
  if (Number.isNaN(n)) return undefined;
  if (!Number.isFinite(n)) throw overflowError('cannot convert float infinity to integer');
  return truncate(n);
}

const isString = (value: Value) => isText(value) || value instanceof VaultText;

const int = defineFilter(
  'do_int',
  [
    ['default', 0],
    ['base', 10],
  ],
  (_c, value, [fallback, base]) => {
    if (value instanceof Undefined) failUndefined(value);
    const direct = asInt(value);
    if (direct !== undefined) return direct;
    let converted: PyInt | undefined;
    if (isString(value)) {
      const text = str(value);
      converted = parseInteger(text, Number(asInt(base) ?? 10));
      if (converted === undefined) {
        const double = parseFloatText(text);
        if (double !== undefined) converted = intOfFloat(double);
      }
    } else if (value instanceof PyFloat) converted = intOfFloat(value.value);
    return converted === undefined ? (fallback as Value) : converted;
  },
);

const toFloat = defineFilter('do_float', [['default', float(0)]], (_c, value, [fallback]) => {
  if (value instanceof Undefined) failUndefined(value);
  const double = isString(value) ? parseFloatText(str(value)) : asDouble(value);
  return double === undefined ? (fallback as Value) : float(double);
});

const abs = defineFilter('abs', [], (_c, value) => {
  if (value instanceof PyFloat) return float(Math.abs(value.value));
  const n = asInt(value);
  if (n !== undefined) return n < 0 ? neg(n) : n;
  throw typeError(`bad operand type for abs(): '${errorTypeName(value)}'`);
});

/** Python's round(value, places): ints stay ints, halves go to the even digit. */
function roundNumber(value: Value, places: number): Value {
  if (value instanceof PyFloat) return float(roundDouble(value.value, places));
  const n = asInt(value);
  if (n === undefined)
    throw typeError(`type ${errorTypeName(value)} doesn't define __round__ method`);
  if (places >= 0) return n;
  const unit = 10n ** BigInt(-places);
  const big = BigInt(n);
  let quotient = big / unit;
  let rest = big % unit;
  if (rest < 0n) {
    rest += unit;
    quotient -= 1n;
  }
  if (rest * 2n > unit || (rest * 2n === unit && quotient % 2n !== 0n)) quotient += 1n;
  return arithmetic('*', quotient, unit);
}

const round = defineFilter(
  'do_round',
  [
    ['precision', 0],
    ['method', 'common'],
  ],
  (_c, value, [precision, method]) => {
    if (method !== 'common' && method !== 'ceil' && method !== 'floor')
      throw filterArgumentError('method must be common, ceil or floor');
    const places = asInt(precision);
    if (method === 'common') {
      if (places === undefined)
        throw typeError(
          `'${typeName(precision as Value)}' object cannot be interpreted as an integer`,
        );
      return roundNumber(value, Number(places));
    }
    const unit = pow(10, precision as Value);
    const scaled = mul(value, unit);
    const n = asInt(scaled);
    if (n !== undefined) return div(n, unit);
    const double = asDouble(scaled);
    if (double === undefined) throw typeError(`must be real number, not ${typeName(scaled)}`);
    const whole = intOfFloat(method === 'ceil' ? Math.ceil(double) : Math.floor(double));
    if (whole === undefined) throw valueError('cannot convert float NaN to integer');
    return div(whole, unit);
  },
);

const BINARY_UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB'];
const DECIMAL_UNITS = ['kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];

const filesizeformat = defineFilter(
  'do_filesizeformat',
  [['binary', false]],
  (_c, value, [binary]) => {
    if (value instanceof Undefined) failUndefined(value);
    const bytes = isString(value) ? parseFloatText(str(value)) : asDouble(value);
    if (bytes === undefined) {
      if (isString(value)) throw valueError(`could not convert string to float: ${repr(value)}`);
      throw typeError(
        `float() argument must be a string or a real number, not '${typeName(value)}'`,
      );
    }
    const isBinary = truthy(binary as Value);
    const base = isBinary ? 1024 : 1000;
    if (bytes === 1) return '1 Byte';
    if (Number.isNaN(bytes)) return `nan ${isBinary ? 'YiB' : 'YB'}`;
    if (bytes < base) return `${intOfFloat(bytes)} Bytes`;
    const units = isBinary ? BINARY_UNITS : DECIMAL_UNITS;
    let unit = base;
    let name = '';
    for (name of units) {
      unit *= base;
      if (bytes < unit) break;
    }
    const size = (base * bytes) / unit;
    return `${size === Infinity ? 'inf' : fixedText(size, 1)} ${name}`;
  },
);

/** Filters over numbers. */
export const NUMBER_FILTERS: readonly (readonly [string, FilterFunction])[] = [
  ['int', int],
  ['float', toFloat],
  ['abs', abs],
  ['round', round],
  ['filesizeformat', filesizeformat],
];
