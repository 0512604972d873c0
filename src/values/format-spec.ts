import { type FloatPresentation, formatMagnitude } from './float-format.ts';
import { asInt, type PyInt } from './int.ts';
import { codePoints, textLength } from './iterate.ts';
import { isText } from './markup.ts';
import { overflowError, typeError, valueError } from './python-errors.ts';
import { str } from './repr.ts';
import { strftime } from './strftime.ts';
import { typeName } from './type-name.ts';
import { PyFloat, PyObject, type Value, VaultText } from './types.ts';

interface Spec {
  readonly fill: string;
  readonly align: string;
  readonly sign: string;
  /** `z`: a negative zero loses its sign. */
  readonly positiveZero: boolean;
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | undefined;
  readonly type: string;
}

const SPEC = /^(?:([\s\S])?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([^.])?$/u;

function parseSpec(text: string, value: Value): Spec {
  const match = SPEC.exec(text);
  if (match === null) {
    if (/\.(?!\d)/.test(text)) throw valueError('Format specifier missing precision');
    throw valueError(
      `Invalid format specifier${text === '' ? '' : ` '${text}' for object of type '${typeName(value)}'`}`,
    );
  }
  const [, fill, align, sign, positiveZero, hash, zero, width, grouping, precision, type] = match;
  checkGrouping(grouping, type ?? (typeof value === 'string' ? 's' : ''));
  return {
    fill: fill ?? (zero !== undefined ? '0' : ' '),
    align: align ?? (zero !== undefined && typeof value !== 'string' ? '=' : ''),
    sign: sign ?? '',
    positiveZero: positiveZero !== undefined,
    alternate: hash !== undefined,
    width: Number(width ?? 0),
    grouping: grouping ?? '',
    precision: precision === undefined ? undefined : Number(precision),
    type: type ?? '',
  };
}

/** Digits are grouped in decimal presentations only, and by `_` in the binary ones. */
function checkGrouping(grouping: string | undefined, type: string): void {
  if (grouping === undefined) return;
  const allowed = grouping === '_' ? 'deEfFgG%bxoX' : 'deEfFgG%';
  if (!allowed.includes(type)) throw valueError(`Cannot specify '${grouping}' with '${type}'.`);
}

/** Python's format(value, spec). @throws TemplateError (ValueError, TypeError) with Python's text */
export function formatValue(value: Value, spec: string): string {
  if (value instanceof PyObject && !isText(value)) {
    if (spec === '') return value.str();
    const dated = strftime(value, spec);
    if (dated !== undefined) return dated;
  }
  if (isText(value) || value instanceof VaultText)
    return spec === '' ? str(value) : formatText(str(value), parseSpec(spec, value), value);
  if (spec === '') return str(value);
  const n = asInt(value);
  if (n !== undefined) return formatInt(n, parseSpec(spec, value), value);
  if (value instanceof PyFloat) return formatFloat(value.value, parseSpec(spec, value), value);
  throw typeError(`unsupported format string passed to ${typeName(value)}.__format__`);
}

const unknownCode = (type: string, value: Value) =>
  valueError(`Unknown format code '${type}' for object of type '${typeName(value)}'`);

const zeroCoercion = (kind: string) =>
  valueError(`Negative zero coercion (z) not allowed in ${kind} format specifier`);

function formatText(text: string, spec: Spec, value: Value): string {
  if (spec.type !== '' && spec.type !== 's') throw unknownCode(spec.type, value);
  if (spec.sign !== '') {
    const sign = spec.sign === ' ' ? 'Space' : 'Sign';
    throw valueError(`${sign} not allowed in string format specifier`);
  }
  if (spec.positiveZero) throw zeroCoercion('string');
  if (spec.alternate) throw valueError('Alternate form (#) not allowed in string format specifier');
  if (spec.align === '=' && spec.fill !== '0')
    throw valueError("'=' alignment not allowed in string format specifier");
  const cut =
    spec.precision === undefined ? text : codePoints(text).slice(0, spec.precision).join('');
  return align('', cut, spec, '<');
}

function formatInt(n: PyInt, spec: Spec, value: Value): string {
  const { type } = spec;
  if ('eEfFgG%'.includes(type) && type !== '') {
    const double = Number(n);
    if (!Number.isFinite(double)) throw overflowError('int too large to convert to float');
    return formatFloat(double, spec, value);
  }
  const radix = { '': 10, d: 10, n: 10, x: 16, X: 16, o: 8, b: 2 }[type];
  if (radix === undefined && type !== 'c') throw unknownCode(type, value);
  if (spec.precision !== undefined)
    throw valueError('Precision not allowed in integer format specifier');
  if (spec.positiveZero) throw zeroCoercion('integer');
  if (radix === undefined) {
    if (spec.sign !== '') throw valueError("Sign not allowed with integer format specifier 'c'");
    if (spec.alternate)
      throw valueError("Alternate form (#) not allowed with integer format specifier 'c'");
    if (n < 0 || n > 0x10ffff) throw overflowError('%c arg not in range(0x110000)');
    return align('', String.fromCodePoint(Number(n)), spec, '<');
  }
  let digits = n.toString(radix).replace('-', '');
  if (type === 'X') digits = digits.toUpperCase();
  const prefix = spec.alternate && radix !== 10 ? `0${type}` : '';
  const sign = n < 0 ? '-' : spec.sign === '-' ? '' : spec.sign;
  return alignNumber(sign + prefix, digits, '', spec, radix === 10 ? 3 : 4);
}

function formatFloat(n: number, spec: Spec, value: Value): string {
  const { type } = spec;
  if (type !== '' && !'eEfFgG%n'.includes(type)) throw unknownCode(type, value);
  const magnitude = floatMagnitude(Math.abs(n), spec);
  const isZero = spec.positiveZero && !/[1-9a-df-z]/i.test(magnitude.replace(/e[+-]?\d+$/i, ''));
  const isNegative = (n < 0 || Object.is(n, -0)) && !isZero;
  const sign = isNegative ? '-' : spec.sign === '-' ? '' : spec.sign;
  const match = /^(\d+)([\s\S]*)$/.exec(magnitude);
  if (match === null) return align(sign, magnitude, spec, '>');
  return alignNumber(sign, match[1] as string, match[2] as string, spec, 3);
}

function floatMagnitude(n: number, spec: Spec): string {
  if (spec.type !== '') {
    const type = spec.type === 'n' ? 'g' : (spec.type as FloatPresentation);
    return formatMagnitude(n, type, spec.precision ?? 6, spec.alternate);
  }
  if (spec.precision === undefined) return formatMagnitude(n, 'r', 0, spec.alternate);
  return formatMagnitude(n, 'untyped', spec.precision, spec.alternate);
}

function group(digits: string, separator: string, size: number): string {
  let text = digits.slice(-size);
  for (let end = digits.length - size; end > 0; end -= size)
    text = digits.slice(Math.max(0, end - size), end) + separator + text;
  return text;
}

function alignNumber(sign: string, whole: string, tail: string, spec: Spec, size: number): string {
  if (spec.grouping === '') return align(sign, whole + tail, spec, '>');
  let digits = whole;
  if (spec.align === '=' && spec.fill === '0') {
    // Leading zeros are grouped too.
    while (
      sign.length + group(`0${digits}`, spec.grouping, size).length + tail.length <=
      spec.width
    )
      digits = `0${digits}`;
    const grouped = group(digits, spec.grouping, size);
    if (sign.length + grouped.length + tail.length < spec.width)
      return sign + group(`0${digits}`, spec.grouping, size) + tail;
    return sign + grouped + tail;
  }
  return align(sign, group(digits, spec.grouping, size) + tail, spec, '>');
}

function align(sign: string, body: string, spec: Spec, fallback: string): string {
  const missing = spec.width - sign.length - textLength(body);
  if (missing <= 0) return sign + body;
  const side = spec.align === '' ? fallback : spec.align;
  if (side === '<') return sign + body + spec.fill.repeat(missing);
  if (side === '=')
    return fallback === '<'
      ? body + spec.fill.repeat(missing)
      : sign + spec.fill.repeat(missing) + body;
  if (side === '>') return spec.fill.repeat(missing) + sign + body;
  const left = Math.floor(missing / 2);
  return spec.fill.repeat(left) + sign + body + spec.fill.repeat(missing - left);
}
