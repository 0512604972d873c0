import { PyFloat } from './types.ts';

/** Python's repr() of a float: shortest digits, exponent below 1e-4 and from 1e16 on. */
export function floatRepr(n: number): string {
  if (Number.isInteger(n)) {
    if (Math.abs(n) < 1e16) return Object.is(n, -0) ? '-0.0' : `${n}.0`;
  } else {
    if (Number.isNaN(n)) return 'nan';
    if (n === Infinity) return 'inf';
    if (n === -Infinity) return '-inf';
    if (Math.abs(n) >= 1e-4) return String(n);
  }
  return fixExponent(n.toExponential());
}

/** Spells an exponent with two digits at least: `1e+22`, `1e-05`. */
function fixExponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

export const float = (n: number): PyFloat => new PyFloat(n);
