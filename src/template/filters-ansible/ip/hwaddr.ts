import { normalizeInt } from '../../../values/int.ts';
import { str } from '../../../values/repr.ts';
import { truthy } from '../../../values/truth.ts';
import type { Value } from '../../../values/types.ts';
import { filterError } from '../../ansible/plugin.ts';

/** The 12 hex digits of a MAC address in any of its spellings; undefined when it is none. */
export function parseMac(text: string): string | undefined {
  const hex = '[0-9a-fA-F]';
  for (const [groups, width, separator] of [
    [6, 2, '[:-]'],
    [3, 4, '[.:-]'],
    [2, 6, '[-:]'],
  ] as const) {
    const pattern = new RegExp(
      `^${hex}{1,${width}}(?:${separator}${hex}{1,${width}}){${groups - 1}}$`,
    );
    if (!pattern.test(text)) continue;
    const parts = text.split(/[.:-]/);
    if (new Set(text.replace(/[0-9a-fA-F]/g, '')).size > 1) return undefined;
    return parts
      .map((part) => part.padStart(width, '0'))
      .join('')
      .toLowerCase();
  }
  return /^[0-9a-fA-F]{11,12}$/.test(text) ? text.padStart(12, '0').toLowerCase() : undefined;
}

const grouped = (digits: string, size: number, separator: string): string =>
  (digits.match(new RegExp(`.{${size}}`, 'g')) ?? []).join(separator);

const QUERIES: Readonly<Record<string, (digits: string, value: Value) => Value>> = {
  '': (_, value) => value,
  bare: (digits) => digits.toUpperCase(),
  bool: () => true,
  int: (digits) => normalizeInt(BigInt(`0x${digits}`)),
  cisco: (digits) => grouped(digits, 4, '.'),
  eui48: (digits) => grouped(digits.toUpperCase(), 2, '-'),
  linux: (digits) => grouped(digits, 2, ':'),
  pgsql: (digits) => grouped(digits, 6, ':'),
  postgresql: (digits) => grouped(digits, 6, ':'),
  psql: (digits) => grouped(digits, 6, ':'),
  unix: (digits) => grouped(digits, 2, ':').replace(/(^|:)0/g, '$1'),
  win: (digits) => grouped(digits.toUpperCase(), 2, '-'),
};

/** Ansible's `hwaddr`: None for what is no MAC address, else it in the form that the query names. */
export function queryMac(value: Value, query = '', alias = 'hwaddr'): Value {
  const digits = truthy(value) ? parseMac(str(value)) : undefined;
  if (digits === undefined) {
    if (query !== '' && query !== 'bool') {
      throw filterError(`${alias}: not a hardware address: ${str(value)}`);
    }
    return null;
  }
  const run = Object.hasOwn(QUERIES, query) ? QUERIES[query] : undefined;
  if (!run) throw filterError(`${alias}: unknown filter type: ${query}`);
  return run(digits, value);
}
