import { TemplateError } from '../diagnostics/errors.ts';
import { complexPower } from './complex.ts';
import { floatPower } from './float-power.ts';
import { asDouble, asInt, intFromDouble, normalizeInt, type PyInt } from './int.ts';
import { divideInts, floorDivideInts, moduloInts, powerInts } from './int-arithmetic.ts';
import { Markup } from './markup.ts';
import { markupArithmetic } from './markup-arithmetic.ts';
import { formatPercent } from './percent-format.ts';
import { failUndefined, overflowError, typeError, zeroDivisionError } from './python-errors.ts';
import { setDifference } from './set.ts';
import { errorTypeName } from './type-name.ts';
import {
  type BinaryOperator,
  PyFloat,
  PyObject,
  PySet,
  Tuple,
  Undefined,
  type Value,
  VaultText,
} from './types.ts';

/** Python's `a + b`. @throws TemplateError (TypeError) with Python's text */
export function add(a: Value, b: Value): Value {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    return Number.isSafeInteger(sum) ? sum : normalizeInt(BigInt(a) + BigInt(b));
  }
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  return arithmetic('+', a, b);
}

export const mul = (a: Value, b: Value): Value => arithmetic('*', a, b);
/** True division: always a float for numbers. */
export const div = (a: Value, b: Value): Value => arithmetic('/', a, b);
/** Modulo for numbers, printf-style formatting for text. */
export const mod = (a: Value, b: Value): Value => arithmetic('%', a, b);
export const pow = (a: Value, b: Value): Value => arithmetic('**', a, b);

/** Unary minus. */
export function neg(value: Value): Value {
  const n = asInt(value);
  if (n !== undefined) return typeof n === 'bigint' ? normalizeInt(-n) : 0 - n;
  if (value instanceof PyFloat) return new PyFloat(-value.value);
  if (value instanceof Undefined) return failUndefined(value);
  const own = value instanceof PyObject ? value.binary('*', -1, false) : undefined;
  if (own !== undefined) return own;
  throw typeError(`bad operand type for unary -: '${errorTypeName(value)}'`);
}

/** Unary plus. */
export function pos(value: Value): Value {
  const n = asInt(value);
  if (n !== undefined) return n;
  if (value instanceof PyFloat) return value;
  if (value instanceof Undefined) return failUndefined(value);
  throw typeError(`bad operand type for unary +: '${errorTypeName(value)}'`);
}

/** Applies one of Python's binary operators. @throws TemplateError as Python words it */
export function arithmetic(op: BinaryOperator, a: Value, b: Value): Value {
  const n = asInt(a);
  const m = asInt(b);
  if (n !== undefined && m !== undefined) return onInts(op, n, m);
  const x = asDouble(a);
  const y = asDouble(b);
  if (x !== undefined && y !== undefined) {
    if (!Number.isFinite(x) && typeof a === 'bigint') throw tooLarge();
    if (!Number.isFinite(y) && typeof b === 'bigint') throw tooLarge();
    return onDoubles(op, x, y);
  }
  if (a instanceof VaultText) return arithmetic(op, a.plain, b);
  if (b instanceof VaultText) return arithmetic(op, a, b.plain);
  if (op === '%' && typeof a === 'string') return formatPercent(a, b);
  if (a instanceof Markup || b instanceof Markup) {
    const text = markupArithmetic(op, a, b);
    if (text !== undefined) return text;
  }
  if (a instanceof Undefined) return failUndefined(a);
  if (b instanceof Undefined) return failUndefined(b);
  if (a instanceof PyObject) {
    const own = a.binary(op, b, false);
    if (own !== undefined) return own;
  }
  if (b instanceof PyObject) {
    const reflected = b.binary(op, a, true);
    if (reflected !== undefined) return reflected;
  }
  return onSequences(op, a, b) ?? unsupported(op, a, b);
}

const tooLarge = () => overflowError('int too large to convert to float');

function unsupported(op: string, a: Value, b: Value): never {
  const name = op === '**' ? '** or pow()' : op;
  throw typeError(
    `unsupported operand type(s) for ${name}: '${errorTypeName(a)}' and '${errorTypeName(b)}'`,
  );
}

function onInts(op: BinaryOperator, a: PyInt, b: PyInt): Value {
  if (typeof a === 'number' && typeof b === 'number') {
    if (op === '+' || op === '-' || op === '*') {
      const result = op === '+' ? a + b : op === '-' ? a - b : a * b;
      if (Number.isSafeInteger(result)) return result + 0;
    }
  }
  switch (op) {
    case '+':
      return normalizeInt(BigInt(a) + BigInt(b));
    case '-':
      return normalizeInt(BigInt(a) - BigInt(b));
    case '*':
      return normalizeInt(BigInt(a) * BigInt(b));
    case '/':
      return new PyFloat(divideInts(a, b));
    case '//':
      return floorDivideInts(a, b);
    case '%':
      return moduloInts(a, b);
    case '**':
      return powerInts(a, b);
  }
}

function floatModulo(a: number, b: number): number {
  const rest = a % b;
  if (rest === 0) return b < 0 ? -0 : 0;
  return rest < 0 !== b < 0 ? rest + b : rest;
}

function floatFloorDivide(a: number, b: number): number {
  const quotient = (a - floatModulo(a, b)) / b;
  if (quotient === 0) return Object.is(Math.sign(a / b), -0) || a / b < 0 ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

function powerDoubles(a: number, b: number): Value {
  if (a === 0 && b < 0) throw zeroDivisionError('0.0 cannot be raised to a negative power');
  if (a === 1 || b === 0) return new PyFloat(1);
  if (a < 0 && Number.isFinite(a) && Number.isFinite(b) && !Number.isInteger(b))
    return complexPower(a, b);
  const result = floatPower(a, b);
  if (!Number.isFinite(result) && Number.isFinite(a) && Number.isFinite(b)) {
    throw overflowError("(34, 'Numerical result out of range')");
  }
  return new PyFloat(result);
}

function onDoubles(op: BinaryOperator, a: number, b: number): Value {
  switch (op) {
    case '+':
      return new PyFloat(a + b);
    case '-':
      return new PyFloat(a - b);
    case '*':
      return new PyFloat(a * b);
    case '/':
      if (b === 0) throw zeroDivisionError('float division by zero');
      return new PyFloat(a / b);
    case '//':
      if (b === 0) throw zeroDivisionError('float floor division by zero');
      return new PyFloat(floatFloorDivide(a, b));
    case '%':
      if (b === 0) throw zeroDivisionError('float modulo');
      return new PyFloat(floatModulo(a, b));
    case '**':
      return powerDoubles(a, b);
  }
}

function onSequences(op: BinaryOperator, a: Value, b: Value): Value | undefined {
  if (op === '+') return concatenate(a, b);
  if (op === '*') return repeat(a, b) ?? repeat(b, a);
  if (op === '-' && a instanceof PySet && b instanceof PySet) return setDifference(a, b);
  return undefined;
}

function concatenate(a: Value, b: Value): Value | undefined {
  if (Array.isArray(a)) {
    if (Array.isArray(b)) return a.concat(b);
    throw typeError(`can only concatenate list (not "${errorTypeName(b)}") to list`);
  }
  if (typeof a === 'string') {
    if (typeof b === 'string') return a + b;
    throw typeError(`can only concatenate str (not "${errorTypeName(b)}") to str`);
  }
  if (a instanceof Tuple) {
    if (b instanceof Tuple) return new Tuple([...a.items, ...b.items]);
    throw typeError(`can only concatenate tuple (not "${errorTypeName(b)}") to tuple`);
  }
  if (a instanceof Uint8Array) {
    if (b instanceof Uint8Array) return Uint8Array.from([...a, ...b]);
    throw typeError(`can't concat ${errorTypeName(b)} to bytes`);
  }
  return undefined;
}

const MAX_INDEX = 2 ** 63 - 1;
/** What a string may hold here, and far more than a list of items fits in memory. */
const MAX_LENGTH = 2 ** 28;

function repeat(sequence: Value, times: Value): Value | undefined {
  const isRepeatable =
    typeof sequence === 'string' || Array.isArray(sequence) || sequence instanceof Tuple;
  if (!isRepeatable) return undefined;
  const n = asInt(times);
  if (n === undefined)
    throw typeError(`can't multiply sequence by non-int of type '${errorTypeName(times)}'`);
  const count = Math.max(0, Number(n));
  const { length } = sequence instanceof Tuple ? sequence.items : sequence;
  if (count > MAX_INDEX) throw overflowError("cannot fit 'int' into an index-sized integer");
  if (count * length > MAX_LENGTH) throw new TemplateError('MemoryError', '');
  if (typeof sequence === 'string') return sequence.repeat(count);
  const items = sequence instanceof Tuple ? sequence.items : sequence;
  const all: Value[] = [];
  for (let i = 0; i < count; i++) for (const item of items) all.push(item);
  return sequence instanceof Tuple ? new Tuple(all) : all;
}

/** An int from a finite double, its fraction dropped: Python's int(float). */
export function truncate(n: number): PyInt {
  return intFromDouble(Math.trunc(n));
}
