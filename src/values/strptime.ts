import { daysInMonth } from './calendar.ts';
import type { DateTimeParts } from './datetime.ts';
import { valueError } from './python-errors.ts';
import { escapeRegex } from './python-regex.ts';
import { stringRepr } from './string-repr.ts';

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const short = (names: readonly string[]): string => names.map((name) => name.slice(0, 3)).join('|');

const DIRECTIVES: Readonly<Record<string, string>> = {
  d: '3[0-1]|[1-2]\\d|0[1-9]|[1-9]| [1-9]',
  f: '\\d{1,6}',
  H: '2[0-3]|[0-1]\\d|\\d',
  I: '1[0-2]|0[1-9]|[1-9]',
  j: '36[0-6]|3[0-5]\\d|[1-2]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9]',
  m: '1[0-2]|0[1-9]|[1-9]',
  M: '[0-5]\\d|\\d',
  S: '6[0-1]|[0-5]\\d|\\d',
  y: '\\d\\d',
  Y: '\\d\\d\\d\\d',
  z: '[+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d(?:\\.\\d{1,6})?)?|[zZ]',
  Z: 'utc|gmt',
  A: DAYS.join('|'),
  a: short(DAYS),
  B: MONTHS.join('|'),
  b: short(MONTHS),
  p: 'am|pm',
  w: '[0-6]',
  u: '[1-7]',
};
const COMPOSITES: Readonly<Record<string, string>> = {
  c: '%a %b %d %H:%M:%S %Y',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
  D: '%m/%d/%y',
  T: '%H:%M:%S',
  R: '%H:%M',
  F: '%Y-%m-%d',
};

/**
 * datetime.strptime in the C locale.
 * @throws TemplateError (ValueError) with Python's texts
 */
export function parseTime(text: string, format: string): DateTimeParts {
  const plain = format.replace(/%([cxX])/g, (_, code: string) => COMPOSITES[code] as string);
  const order: string[] = [];
  let source = '';
  for (let i = 0; i < plain.length; i++) {
    const char = plain.charAt(i);
    if (/\s/.test(char)) {
      while (/\s/.test(plain.charAt(i + 1))) i++;
      source += '\\s+';
    } else if (char !== '%') source += escapeRegex(char).replace(/\\([ \-#&~\n])/, '$1');
    else {
      const code = plain.charAt(++i);
      if (code === '') throw valueError(`stray % in format '${format}'`);
      const pattern = DIRECTIVES[code];
      if (code === '%') source += '%';
      else if (pattern === undefined) {
        throw valueError(`'${code}' is a bad directive in format '${format}'`);
      } else {
        order.push(code);
        source += `(${pattern})`;
      }
    }
  }
  const match = new RegExp(`^(?:${source})`, 'i').exec(text);
  if (!match)
    throw valueError(`time data ${stringRepr(text)} does not match format ${stringRepr(format)}`);
  if (match[0].length !== text.length) {
    throw valueError(`unconverted data remains: ${text.slice(match[0].length)}`);
  }
  return fields(order, match.slice(1));
}

function fields(order: readonly string[], found: readonly string[]): DateTimeParts {
  const parts = { year: 1900, month: 1, day: 1, hour: 0, minute: 0, second: 0, microsecond: 0 };
  let offset: number | undefined;
  let pm: boolean | undefined;
  let dayOfYear: number | undefined;
  for (const [i, code] of order.entries()) {
    const value = (found[i] as string).toLowerCase();
    const n = Number(value);
    if (code === 'Y') parts.year = n;
    else if (code === 'y') parts.year = n + (n <= 68 ? 2000 : 1900);
    else if (code === 'm') parts.month = n;
    else if (code === 'B') parts.month = MONTHS.indexOf(value) + 1;
    else if (code === 'b') parts.month = MONTHS.findIndex((name) => name.startsWith(value)) + 1;
    else if (code === 'd') parts.day = n;
    else if (code === 'H' || code === 'I') parts.hour = n;
    else if (code === 'M') parts.minute = n;
    else if (code === 'S') parts.second = n;
    else if (code === 'f') parts.microsecond = Number(value.padEnd(6, '0'));
    else if (code === 'p') pm = value === 'pm';
    else if (code === 'j') dayOfYear = n;
    else if (code === 'z') offset = value === 'z' ? 0 : minutesEast(value);
  }
  if (order.includes('I')) parts.hour = (parts.hour % 12) + (pm ? 12 : 0);
  if (dayOfYear !== undefined && !order.some((code) => 'mbBd'.includes(code))) {
    const date = new Date(Date.UTC(parts.year, 0, dayOfYear));
    parts.month = date.getUTCMonth() + 1;
    parts.day = date.getUTCDate();
  }
  if (parts.day > daysInMonth(parts.year, parts.month))
    throw valueError('day is out of range for month');
  if (parts.second > 59) throw valueError('second must be in 0..59');
  return { ...parts, offset };
}

function minutesEast(text: string): number {
  const digits = text.slice(1).replaceAll(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4));
  return text.startsWith('-') ? -minutes : minutes;
}
