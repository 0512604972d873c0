import { floatPower } from './float-power.ts';
import { normalizeInt, type PyInt } from './int.ts';
import { overflowError, zeroDivisionError } from './python-errors.ts';
import { PyFloat, type Value } from './types.ts';

/** int / int, correctly rounded whatever their size. */
export function divideInts(a: PyInt, b: PyInt): number {
  if (Number(b) === 0) throw zeroDivisionError('division by zero');
  if (typeof a === 'number' && typeof b === 'number') return a / b;
  const n = BigInt(a);
  const d = BigInt(b);
  const negative = n < 0n !== d < 0n;
  const p = n < 0n ? -n : n;
  const q = d < 0n ? -d : d;
  // 66 quotient bits and a sticky one leave the final rounding to one conversion.
  const shift = BigInt(q.toString(2).length - p.toString(2).length + 66);
  const scaled = shift >= 0n ? p << shift : p;
  const divisor = shift >= 0n ? q : q << -shift;
  const sticky = scaled % divisor === 0n ? 0n : 1n;
  const result = Number(((scaled / divisor) << 1n) | sticky) * 2 ** (-Number(shift) - 1);
  if (!Number.isFinite(result))
    throw overflowError('integer division result too large for a float');
  return negative ? -result : result;
}

/** int // int, rounded towards minus infinity. */
export function floorDivideInts(a: PyInt, b: PyInt): PyInt {
  if (Number(b) === 0) throw zeroDivisionError('integer division or modulo by zero');
  if (typeof a === 'number' && typeof b === 'number') {
    const quotient = (a - (moduloInts(a, b) as number)) / b;
    if (Number.isSafeInteger(quotient)) return quotient + 0;
  }
  const n = BigInt(a);
  const d = BigInt(b);
  const quotient = n / d;
  return normalizeInt(n % d !== 0n && n < 0n !== d < 0n ? quotient - 1n : quotient);
}

/** int % int with the divisor's sign. */
export function moduloInts(a: PyInt, b: PyInt): PyInt {
  if (Number(b) === 0) throw zeroDivisionError('integer modulo by zero');
  if (typeof a === 'number' && typeof b === 'number') {
    const rest = a % b;
    return (rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest) + 0;
  }
  const n = BigInt(a);
  const d = BigInt(b);
  const rest = n % d;
  return normalizeInt(rest !== 0n && rest < 0n !== d < 0n ? rest + d : rest);
}

/** int ** int: exact, or a float for a negative exponent. */
export function powerInts(a: PyInt, b: PyInt): Value {
  if (b < 0) {
    if (Number(a) === 0) throw zeroDivisionError('0.0 cannot be raised to a negative power');
    return new PyFloat(floatPower(Number(a), Number(b)));
  }
  if (typeof a === 'number' && typeof b === 'number') {
    const power = a ** b;
    if (Number.isSafeInteger(power)) return power + 0;
  }
  return normalizeInt(BigInt(a) ** BigInt(b));
}
