/**
 * Powers of doubles, rounded correctly where JavaScript's `**` may be one unit off: exp(y · ln x) in fixed-point
 * arithmetic with bits to spare.
 */

const BITS = 192n;
const ONE = 1n << BITS;

/** 2 · artanh(numerator / denominator), scaled: the logarithm of (d + n) / (d - n). */
function logarithmOfRatio(numerator: bigint, denominator: bigint): bigint {
  const z = (numerator << BITS) / denominator;
  const square = (z * z) >> BITS;
  let sum = 0n;
  let power = z;
  for (let k = 1n; power !== 0n && power !== -1n; k += 2n) {
    sum += power / k;
    power = (power * square) >> BITS;
  }
  return 2n * sum;
}

const LN2 = logarithmOfRatio(1n, 3n);

const view = new DataView(new ArrayBuffer(8));

/** A positive finite double as mantissa · 2^exponent. */
function decompose(x: number): { mantissa: bigint; exponent: number } {
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & ((1n << 52n) - 1n);
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 };
}

function logarithm(x: number): bigint {
  const { mantissa, exponent } = decompose(x);
  const size = mantissa.toString(2).length;
  const unit = 1n << BigInt(size);
  return logarithmOfRatio(mantissa - unit, mantissa + unit) + BigInt(exponent + size) * LN2;
}

function scaledBy(value: bigint, factor: number): bigint {
  const { mantissa, exponent } = decompose(Math.abs(factor));
  const product = value * (factor < 0 ? -mantissa : mantissa);
  return exponent >= 0 ? product << BigInt(exponent) : product >> BigInt(-exponent);
}

function exponential(x: bigint): number {
  const shift = (x + LN2 / 2n) / LN2 - (x + LN2 / 2n < 0n ? 1n : 0n);
  const rest = x - shift * LN2;
  let sum = ONE;
  let term = ONE;
  for (let k = 1n; term !== 0n && term !== -1n; k++) {
    term = ((term * rest) >> BITS) / k;
    sum += term;
  }
  // Two steps keep the power of two within a double's range.
  const power = Number(shift) - Number(BITS);
  const half = Math.trunc(power / 2);
  return Number(sum) * 2 ** half * 2 ** (power - half);
}

/** x ** y for a finite x, NaN where the result is complex. */
export function floatPower(x: number, y: number): number {
  const rough = x ** y;
  if (rough === 0 || !Number.isFinite(rough) || !Number.isFinite(y) || x === 0) return rough;
  if (y === 1 || y === 0 || x === 1) return rough;
  if (y === 2) return x * x;
  if (y === 0.5) return Math.sqrt(x);
  const size = exponential(scaledBy(logarithm(Math.abs(x)), y));
  return rough < 0 ? -size : size;
}
