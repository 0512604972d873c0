import { createHash, randomInt } from 'node:crypto';
import { typeError, valueError } from './python-errors.ts';
import { typeName } from './type-name.ts';
import { PyFloat, type Value } from './types.ts';

/** Where random numbers come from: below(n) gives an integer in [0, n). */
export interface RandomSource {
  below(n: number): number;
}

/** The operating system's random numbers (Python's SystemRandom). */
export const systemRandom: RandomSource = {
  below: (n) =>
    (n <= 0xffff_ffff ? randomInt(n) : randomInt(0x1_0000) + randomInt(0xffff_ffff) * 0x1_0000) % n,
};

const N = 624;
const M = 397;

/** CPython's `random.Random(seed)`: MT19937 with its ways of seeding and of drawing integers. */
export class MersenneTwister implements RandomSource {
  readonly #state = new Uint32Array(N);
  #index = N;

  /** @throws TemplateError (TypeError) for seeds that Python refuses */
  constructor(seed: Value) {
    this.#seedByArray(seedWords(seed));
  }

  #seedByArray(key: readonly number[]): void {
    const mt = this.#state;
    mt[0] = 19650218;
    const at = (i: number): number => mt[i] as number;
    for (let i = 1; i < N; i++) {
      mt[i] = Math.imul(1812433253, at(i - 1) ^ (at(i - 1) >>> 30)) + i;
    }
    let i = 1;
    let j = 0;
    for (let k = Math.max(N, key.length); k > 0; k--) {
      mt[i] = (at(i) ^ Math.imul(at(i - 1) ^ (at(i - 1) >>> 30), 1664525)) + (key[j] as number) + j;
      if (++i >= N) {
        mt[0] = at(N - 1);
        i = 1;
      }
      if (++j >= key.length) j = 0;
    }
    for (let k = N - 1; k > 0; k--) {
      mt[i] = (at(i) ^ Math.imul(at(i - 1) ^ (at(i - 1) >>> 30), 1566083941)) - i;
      if (++i >= N) {
        mt[0] = at(N - 1);
        i = 1;
      }
    }
    mt[0] = 0x80000000;
  }

  /** The next 32 random bits. */
  next(): number {
    const mt = this.#state;
    if (this.#index >= N) {
      for (let k = 0; k < N; k++) {
        const y = ((mt[k] as number) & 0x80000000) | ((mt[(k + 1) % N] as number) & 0x7fffffff);
        mt[k] = (mt[(k + M) % N] as number) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
      }
      this.#index = 0;
    }
    let y = mt[this.#index++] as number;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  /** `getrandbits(bits)` for up to 53 bits. */
  #bits(bits: number): number {
    if (bits <= 32) return this.next() >>> (32 - bits);
    const low = this.next();
    return low + (this.next() >>> (64 - bits)) * 0x1_0000_0000;
  }

  below(n: number): number {
    const bits = n.toString(2).length;
    let value = this.#bits(bits);
    while (value >= n) value = this.#bits(bits);
    return value;
  }
}

function seedWords(seed: Value): number[] {
  let n: bigint;
  if (typeof seed === 'string' || seed instanceof Uint8Array) {
    const bytes = Buffer.from(seed as string);
    const whole = Buffer.concat([bytes, createHash('sha512').update(bytes).digest()]);
    n = BigInt(`0x${whole.toString('hex')}`);
  } else if (typeof seed === 'number' || typeof seed === 'bigint' || typeof seed === 'boolean') {
    n = BigInt(seed);
  } else if (seed instanceof PyFloat) n = floatHash(seed.value);
  else {
    throw typeError(
      `The only supported seed types are: None,\nint, float, str, bytes, and bytearray, not ${typeName(seed)}.`,
    );
  }
  if (n < 0n) n = -n;
  const words: number[] = [];
  do {
    words.push(Number(n & 0xffff_ffffn));
    n >>= 32n;
  } while (n > 0n);
  return words;
}

/** Python's hash() of a float: its value modulo the prime 2**61 - 1. */
function floatHash(value: number): bigint {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 0n : value > 0 ? 314159n : -314159n;
  const prime = (1n << 61n) - 1n;
  let exponent = 0;
  let mantissa = Math.abs(value);
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent--;
  }
  let hash = BigInt(mantissa) % prime;
  // Dividing by two modulo 2**61 - 1 is multiplying by 2**60.
  for (; exponent < 0; exponent++) hash = (hash * (1n << 60n)) % prime;
  const signed = value < 0 ? -hash : hash;
  return signed === -1n ? -2n : signed;
}

/** `random.randrange(start, stop, step)`. @throws TemplateError (ValueError) for an empty range */
export function randomRange(source: RandomSource, start: number, stop: number, step = 1): number {
  const width = stop - start;
  const count =
    step > 0
      ? Math.floor((width + step - 1) / step)
      : step < 0
        ? Math.floor((width + step + 1) / step)
        : 0;
  if (step === 0) throw valueError('zero step for randrange()');
  if (count <= 0) {
    const shown = step === 1 ? `(${start}, ${stop}, ${width})` : `(${start}, ${stop}, ${step})`;
    throw valueError(`empty range for randrange() ${shown}`);
  }
  return start + step * source.below(count);
}

/** Shuffles in place, in the order in which CPython does it. */
export function shuffleInPlace<T>(items: T[], source: RandomSource): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = source.below(i + 1);
    [items[i], items[j]] = [items[j] as T, items[i] as T];
  }
}
