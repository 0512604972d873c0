import { normalizeInt, type PyInt } from './int.ts';

const SPACE = '[\\s\\x1c-\\x1f\\x85]*';
const FLOAT = new RegExp(
  `^${SPACE}([+-]?(?:\\d+(?:_\\d+)*\\.?(?:\\d+(?:_\\d+)*)?|\\.\\d+(?:_\\d+)*)(?:[eE][+-]?\\d+(?:_\\d+)*)?)${SPACE}$`,
);
const SPECIAL = new RegExp(`^${SPACE}([+-]?)(inf|infinity|nan)${SPACE}$`, 'i');

/** Python's float(text); undefined where it would raise ValueError. */
export function parseFloatText(text: string): number | undefined {
  const ascii = asciiDigits(text);
  const match = FLOAT.exec(ascii);
  if (match?.[1] !== undefined) return Number(match[1].replaceAll('_', ''));
  const special = SPECIAL.exec(ascii);
  if (special === null) return undefined;
  if (special[2]?.toLowerCase() === 'nan') return Number.NaN;
  return special[1] === '-' ? -Infinity : Infinity;
}

const PREFIXES: Record<string, number> = { '0x': 16, '0o': 8, '0b': 2 };

/** Python's int(text, radix); undefined where it would raise ValueError. Radix 0 goes by the prefix. */
export function parseInteger(text: string, radix = 10): PyInt | undefined {
  const trimmed = asciiDigits(text).replace(/^[\s\x1c-\x1f\x85]+|[\s\x1c-\x1f\x85]+$/g, '');
  const match = /^([+-]?)(0[xXoObB]_?)?([0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*)$/.exec(trimmed);
  if (match === null) return undefined;
  const [, sign = '', marker = '', digits = ''] = match;
  const prefix = marker.slice(0, 2).toLowerCase();
  const known = PREFIXES[prefix];
  let body = digits.replaceAll('_', '');
  let base = radix;
  if (known !== undefined && (radix === 0 || radix === known)) base = known;
  else if (marker !== '') body = marker.replace('_', '') + body;
  if (base === 0) {
    if (/^0+[1-9]/.test(body)) return undefined;
    base = 10;
  }
  return digitsToInt(body.toLowerCase(), base, sign === '-');
}

function digitsToInt(body: string, base: number, negative: boolean): PyInt | undefined {
  for (const c of body) if (digitValue(c) >= base) return undefined;
  let value = 0;
  let exact = true;
  for (const c of body) {
    value = value * base + digitValue(c);
    if (value > Number.MAX_SAFE_INTEGER) {
      exact = false;
      break;
    }
  }
  if (exact) return negative ? 0 - value : value;
  let big = 0n;
  if (base === 10) big = BigInt(body);
  else for (const c of body) big = big * BigInt(base) + BigInt(digitValue(c));
  return normalizeInt(negative ? -big : big);
}

function digitValue(c: string): number {
  const code = c.charCodeAt(0);
  if (code >= 48 && code <= 57) return code - 48;
  return code >= 97 && code <= 122 ? code - 87 : 99;
}

/** Decimal digits of any script as ASCII ones. */
function asciiDigits(text: string): string {
  if (!/[^\x00-\x7f]/.test(text)) return text;
  return text.replace(/\p{Nd}/gu, (c) => String(decimalValue(c)));
}

/** The value of a Unicode decimal digit: scripts lay their ten digits out in order. */
function decimalValue(c: string): number {
  const code = c.codePointAt(0) as number;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return (code - zero) % 10;
}
