import { PyFloat, type Value } from './types.ts';

export type PyInt = number | bigint;

/** Brings an integer into its one form: number where it is exact, bigint past 2^53. */
export function normalizeInt(n: bigint): PyInt {
  return n >= -9007199254740991n && n <= 9007199254740991n ? Number(n) : n;
}

/** The integer behind an int or bool; undefined for all else. */
export function asInt(value: Value | undefined): PyInt | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return undefined;
}

/** The double behind an int, bool or float; undefined for all else. */
export function asDouble(value: Value | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (value instanceof PyFloat) return value.value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'bigint') return Number(value);
  return undefined;
}

/** An integral double as a Python int. */
export function intFromDouble(n: number): PyInt {
  return Number.isSafeInteger(n) ? n + 0 : normalizeInt(BigInt(n));
}
