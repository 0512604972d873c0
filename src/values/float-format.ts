import { exponentDigits, fixedText } from './decimal-digits.ts';
import { floatRepr } from './float.ts';

/**
 * C's presentations, `r` for the shortest text that reads back, and `untyped`: what a format spec with a
 * precision but no type asks for, `g` that keeps a digit behind the point.
 */
export type FloatPresentation = 'f' | 'F' | 'e' | 'E' | 'g' | 'G' | '%' | 'n' | 'r' | 'untyped';

/**
 * The magnitude of a float as one of C's presentations; no sign, no padding.
 * @param alternate `#`: the point stays, and `g` keeps trailing zeros
 */
export function formatMagnitude(
  n: number,
  presentation: FloatPresentation,
  precision: number,
  alternate: boolean,
): string {
  if (!Number.isFinite(presentation === '%' ? n * 100 : n)) {
    const text = Number.isNaN(n) ? 'nan' : 'inf';
    return 'FEG'.includes(presentation)
      ? text.toUpperCase()
      : presentation === '%'
        ? `${text}%`
        : text;
  }
  switch (presentation) {
    case 'f':
    case 'F':
      return fixedText(n, precision) + (alternate && precision === 0 ? '.' : '');
    case '%':
      return `${fixedText(n * 100, precision)}${alternate && precision === 0 ? '.' : ''}%`;
    case 'e':
    case 'E': {
      const text = exponential(n, precision, alternate);
      return presentation === 'E' ? text.toUpperCase() : text;
    }
    case 'r': {
      const text = floatRepr(Math.abs(n));
      return alternate ? text.replace(/^(\d+)e/, '$1.e') : text;
    }
    case 'untyped':
      return general(n, Math.max(1, precision), alternate, true);
    default: {
      const text = general(n, Math.max(1, precision), alternate, false);
      return presentation === 'G' ? text.toUpperCase() : text;
    }
  }
}

function exponential(n: number, places: number, alternate: boolean): string {
  const { digits, exponent } = exponentDigits(n, places);
  const tail = digits.slice(1);
  const point = tail === '' && !alternate ? '' : '.';
  return `${digits[0]}${point}${tail}e${exponentText(exponent)}`;
}

function exponentText(exponent: number): string {
  return (exponent < 0 ? '-' : '+') + String(Math.abs(exponent)).padStart(2, '0');
}

function general(n: number, precision: number, alternate: boolean, keepsPoint: boolean): string {
  const { digits, exponent } = exponentDigits(n, precision - 1);
  const significant = alternate ? digits : digits.replace(/0+$/, '') || '0';
  if (exponent < -4 || exponent >= (keepsPoint ? precision - 1 : precision)) {
    const tail = significant.slice(1);
    const point = tail === '' && !alternate ? '' : '.';
    return `${significant[0]}${point}${tail}e${exponentText(exponent)}`;
  }
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${significant}`;
  const whole = significant.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const tail = significant.slice(exponent + 1);
  if (tail !== '') return `${whole}.${tail}`;
  if (keepsPoint) return `${whole}.0`;
  return whole + (alternate ? '.' : '');
}
