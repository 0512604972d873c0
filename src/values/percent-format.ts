import { dictGet } from './dict.ts';
import { type FloatPresentation, formatMagnitude } from './float-format.ts';
import { asDouble, asInt, intFromDouble, type PyInt } from './int.ts';
import { codePoints } from './iterate.ts';
import { failUndefined, keyError, overflowError, typeError, valueError } from './python-errors.ts';
import { repr, str } from './repr.ts';
import { typeName } from './type-name.ts';
import { LazyDict, PyFloat, PyObject, PyRange, Tuple, Undefined, type Value } from './types.ts';

const DIRECTIVE =
  /%(?:\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?[hlL]*([\s\S])?/gu;

/** Python's `text % values`. @throws TemplateError as Python words it */
export function formatPercent(
  text: string,
  values: Value,
  toText: (v: Value) => string = str,
): string {
  const positional = values instanceof Tuple ? values.items : [values];
  let used = 0;
  let mapped = false;
  const next = (): Value => {
    const value = positional[used++];
    if (value === undefined) throw typeError('not enough arguments for format string');
    return value;
  };
  const star = (given: string | undefined): number | undefined => {
    if (given === undefined) return undefined;
    if (given !== '*') return Number(given);
    const n = asInt(next());
    if (n === undefined) throw typeError('* wants int');
    return Number(n);
  };
  const result = text.replace(
    DIRECTIVE,
    (
      whole,
      key?: string,
      flags = '',
      width?: string,
      precision?: string,
      type?: string,
      at = 0,
    ) => {
      if (type === undefined) throw valueError('incomplete format');
      const hasPrecision = /^%(?:\(.*\))?[-+ #0]*(?:\*|\d+)?\./s.test(whole);
      let value: Value = null;
      if (key !== undefined) {
        value = lookUp(values, key);
        mapped = true;
      }
      let columns = star(width);
      const places = precision === undefined ? (hasPrecision ? 0 : undefined) : star(precision);
      if (whole === '%%') return '%';
      if (key === undefined) value = next();
      let left = flags.includes('-');
      if (columns !== undefined && columns < 0) {
        left = true;
        columns = -columns;
      }
      const index = at + whole.length - type.length;
      const piece = convert(type, value, flags, places, index, toText);
      return pad(piece, columns ?? 0, left, flags.includes('0') && piece.numeric);
    },
  );
  if (!mapped && used < positional.length && !isMapping(values))
    throw typeError('not all arguments converted during string formatting');
  return result;
}

const isMapping = (value: Value): boolean =>
  value instanceof Map ||
  value instanceof LazyDict ||
  value instanceof Undefined ||
  Array.isArray(value) ||
  value instanceof PyRange ||
  value instanceof Uint8Array ||
  (value instanceof PyObject && value.typeName !== 'Markup' && value.getItem('') !== undefined);

function lookUp(values: Value, key: string): Value {
  if (values instanceof Map) {
    const value = dictGet(values, key);
    if (value === undefined) throw keyError(repr(key));
    return value;
  }
  if (values instanceof LazyDict) {
    const value = values.get(key);
    if (value === undefined) throw keyError(repr(key));
    return value;
  }
  if (values instanceof Undefined) failUndefined(values);
  throw typeError('format requires a mapping');
}

interface Piece {
  readonly sign: string;
  readonly body: string;
  readonly numeric: boolean;
}

function pad(piece: Piece, width: number, left: boolean, zeros: boolean): string {
  const text = piece.sign + piece.body;
  const missing = width - (piece.numeric ? text.length : codePoints(text).length);
  if (missing <= 0) return text;
  if (left) return text + ' '.repeat(missing);
  return zeros ? piece.sign + '0'.repeat(missing) + piece.body : ' '.repeat(missing) + text;
}

function convert(
  type: string,
  value: Value,
  flags: string,
  places: number | undefined,
  index: number,
  toText: (v: Value) => string,
): Piece {
  const plus = flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  switch (type) {
    case 's':
      return textPiece(toText(value), places);
    case 'r':
      return textPiece(repr(value), places);
    case 'a':
      return textPiece(asciiRepr(value), places);
    case 'c':
      return textPiece(character(value), undefined);
    case 'd':
    case 'i':
    case 'u':
      return integerPiece(decimal(value, type), 10, plus, false, false, places);
    case 'x':
    case 'X':
      return integerPiece(
        integral(value, type),
        16,
        plus,
        flags.includes('#'),
        type === 'X',
        places,
      );
    case 'o':
      return integerPiece(integral(value, type), 8, plus, flags.includes('#'), false, places);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return floatPiece(value, type, plus, places ?? 6, flags.includes('#'));
  }
  const code = (type.codePointAt(0) as number).toString(16);
  throw valueError(`unsupported format character '${type}' (0x${code}) at index ${index}`);
}

function textPiece(text: string, places: number | undefined): Piece {
  const body = places === undefined ? text : codePoints(text).slice(0, places).join('');
  return { sign: '', body, numeric: false };
}

/** Python's ascii(). */
export function asciiRepr(value: Value): string {
  return repr(value).replace(/[^\x00-\x7f]/gu, (c) => {
    const code = c.codePointAt(0) as number;
    if (code < 0x100) return `\\x${code.toString(16)}`;
    if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
    return `\\U${code.toString(16).padStart(8, '0')}`;
  });
}

function character(value: Value): string {
  const n = asInt(value);
  if (n !== undefined) {
    if (n < 0 || n > 0x10ffff) throw overflowError('%c arg not in range(0x110000)');
    return String.fromCodePoint(Number(n));
  }
  const text = typeof value === 'string' ? value : '';
  if (codePoints(text).length !== 1) throw typeError('%c requires int or char');
  return text;
}

function decimal(value: Value, type: string): PyInt {
  const n = asInt(value);
  if (n !== undefined) return n;
  if (value instanceof PyFloat) return truncated(value.value);
  throw typeError(`%${type} format: a real number is required, not ${typeName(value)}`);
}

function truncated(n: number): PyInt {
  if (Number.isNaN(n)) throw valueError('cannot convert float NaN to integer');
  if (!Number.isFinite(n)) throw overflowError('cannot convert float infinity to integer');
  return intFromDouble(Math.trunc(n));
}

function integral(value: Value, type: string): PyInt {
  const n = asInt(value);
  if (n === undefined)
    throw typeError(`%${type} format: an integer is required, not ${typeName(value)}`);
  return n;
}

function integerPiece(
  n: PyInt,
  radix: 8 | 10 | 16,
  plus: string,
  alternate: boolean,
  upper: boolean,
  places: number | undefined,
): Piece {
  const digits = n
    .toString(radix)
    .replace('-', '')
    .padStart(places ?? 0, '0');
  const prefix = alternate ? (radix === 16 ? (upper ? '0X' : '0x') : '0o') : '';
  const sign = (n < 0 ? '-' : plus) + prefix;
  return { sign, body: upper ? digits.toUpperCase() : digits, numeric: true };
}

function floatPiece(
  value: Value,
  type: FloatPresentation,
  plus: string,
  places: number,
  alternate: boolean,
): Piece {
  const n = asDouble(value);
  if (n === undefined) throw typeError(`must be real number, not ${typeName(value)}`);
  const sign = n < 0 || Object.is(n, -0) ? '-' : plus;
  return { sign, body: formatMagnitude(n, type, places, alternate), numeric: true };
}
