import { InventoryError } from '../diagnostics/errors.ts';
import { type HostAddress, parseAddress } from './address.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

export interface ExpandedHosts {
  readonly names: readonly string[];
  readonly port: number | undefined;
}

/** All host names that a pattern such as `web[01:10:2]-[a:c]:2222` stands for. @throws InventoryError */
export function expandHostPattern(pattern: string): ExpandedHosts {
  const { host, port }: HostAddress = parseAddress(pattern, true) ?? {
    host: pattern,
    port: undefined,
  };
  return { names: host.includes('[') ? expandRange(host) : [host], port };
}

/** A range that Python itself could not make sense of: not an error of the pattern's form. */
export class ValueFault extends InventoryError {}

function expandRange(pattern: string): string[] {
  const parts = pattern.replace('[', '|').replace(']', '|').split('|');
  const [head, range, tail] = parts;
  if (parts.length !== 3 || range === undefined) {
    throw new ValueFault(
      parts.length > 3
        ? 'too many values to unpack (expected 3)'
        : `not enough values to unpack (expected 3, got ${parts.length})`,
    );
  }
  return rangeMembers(range).flatMap((member) => {
    const name = `${head}${member}${tail}`;
    return name.includes('[') ? expandRange(name) : [name];
  });
}

function rangeMembers(range: string): string[] {
  const bounds = range.split(':');
  if (bounds.length !== 2 && bounds.length !== 3) {
    throw new InventoryError('host range must be begin:end or begin:end:step');
  }
  const begin = bounds[0] || '0';
  const end = bounds[1] as string;
  if (end === '') throw new InventoryError('host range must specify end value');
  const padded = begin.startsWith('0') && begin.length > 1;
  if (padded && begin.length !== end.length) {
    throw new InventoryError('host range must specify equal-length begin and end formats');
  }
  const step = toInt(bounds[2] ?? '1');
  if (step === 0) throw new ValueFault('range() arg 3 must not be zero');
  const first = LETTERS.indexOf(begin);
  const last = LETTERS.indexOf(end);
  const members: string[] = [];
  if (begin.length === 1 && end.length === 1 && first >= 0 && last >= 0) {
    if (first > last) throw new InventoryError('host range must have begin <= end');
    for (let i = first; i <= last; i += step) members.push(LETTERS.charAt(i));
    return members;
  }
  const stop = toInt(end);
  for (let n = toInt(begin); n <= stop; n += step) {
    members.push(padded ? String(n).padStart(begin.length, '0') : String(n));
  }
  return members;
}

function toInt(text: string): number {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) {
    throw new ValueFault(`invalid literal for int() with base 10: '${text}'`);
  }
  return Number(text);
}
