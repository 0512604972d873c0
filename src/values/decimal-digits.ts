/** The exact decimal expansion of a finite double: 0.digits × 10^point. */
interface Decimal {
  readonly digits: string;
  readonly point: number;
}

const bits = new DataView(new ArrayBuffer(8));

function exactDecimal(n: number): Decimal {
  bits.setFloat64(0, n);
  const high = bits.getUint32(0);
  const exponent = (high >>> 20) & 0x7ff;
  const fraction = (BigInt(high & 0xfffff) << 32n) | BigInt(bits.getUint32(4));
  const mantissa = exponent === 0 ? fraction : fraction | (1n << 52n);
  const power = (exponent === 0 ? 1 : exponent) - 1075;
  const scaled = power >= 0 ? mantissa << BigInt(power) : mantissa * 5n ** BigInt(-power);
  const digits = scaled.toString();
  return { digits, point: digits.length - (power >= 0 ? 0 : -power) };
}

/** Keeps `count` leading digits, half to even. A carry may add a digit in front. */
function roundDigits(digits: string, count: number): { digits: string; carry: boolean } {
  if (count >= digits.length) return { digits: digits.padEnd(count, '0'), carry: false };
  if (count < 0) return { digits: '', carry: false };
  const kept = digits.slice(0, count);
  const next = digits.charCodeAt(count) - 48;
  const exactlyHalf = next === 5 && /^0*$/.test(digits.slice(count + 1));
  const odd = count > 0 && (kept.charCodeAt(count - 1) - 48) % 2 === 1;
  if (next < 5 || (exactlyHalf && !odd)) return { digits: kept, carry: false };
  const raised = (BigInt(kept || '0') + 1n).toString().padStart(count, '0');
  return { digits: raised, carry: raised.length > count };
}

/** `abs(n)` with `places` digits behind the point, half to even on the exact value (C's `%.*f`). */
export function fixedText(n: number, places: number): string {
  const x = Math.abs(n);
  // toFixed rounds ties up; a tie needs a dyadic fraction that short.
  if (x < 1e21 && places <= 60 && !Number.isInteger(x * 2 ** (places + 1)))
    return x.toFixed(places);
  const { digits, point } = exactDecimal(x);
  const rounded = roundDigits(digits, point + places);
  const text = rounded.digits.padStart(places + 1, '0');
  return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
}

/** `abs(n)` as significant digits and exponent, with `places` digits behind the first (C's `%.*e`). */
export function exponentDigits(n: number, places: number): { digits: string; exponent: number } {
  if (n === 0) return { digits: '0'.repeat(places + 1), exponent: 0 };
  const { digits, point } = exactDecimal(Math.abs(n));
  const rounded = roundDigits(digits, places + 1);
  return rounded.carry
    ? { digits: rounded.digits.slice(0, -1), exponent: point }
    : { digits: rounded.digits, exponent: point - 1 };
}

/** Python's round(x, places) for a finite double; places may be negative. */
export function roundDouble(n: number, places: number): number {
  if (!Number.isFinite(n) || n === 0 || places > 323) return n;
  const sign = n < 0 ? '-' : '';
  if (places >= 0) return Number(sign + fixedText(n, places));
  const { digits, point } = exactDecimal(Math.abs(n));
  const rounded = roundDigits(digits, point + places);
  return Number(`${sign}${rounded.digits || '0'}e${-places}`);
}
