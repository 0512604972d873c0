import { floatRepr } from './float.ts';
import { floatPower } from './float-power.ts';
import { PyFloat, PyObject, type Value } from './types.ts';

/** Python's complex: what a root of a negative number gives. */
export class PyComplex extends PyObject {
  readonly typeName = 'complex';
  readonly real: number;
  readonly imaginary: number;
  constructor(real: number, imaginary: number) {
    super();
    this.real = real;
    this.imaginary = imaginary;
  }
  repr(): string {
    const part = (n: number) => floatRepr(n).replace(/\.0$/, '');
    const imaginary = `${part(this.imaginary)}j`;
    if (Object.is(this.real, 0)) return imaginary;
    return `(${part(this.real)}${imaginary.startsWith('-') ? '' : '+'}${imaginary})`;
  }
  override truthy(): boolean {
    return this.real !== 0 || this.imaginary !== 0;
  }
  override getAttribute(name: string): Value | undefined {
    if (name === 'real') return new PyFloat(this.real);
    return name === 'imag' ? new PyFloat(this.imaginary) : undefined;
  }
  override equals(other: Value): boolean | undefined {
    if (!(other instanceof PyComplex)) return undefined;
    return other.real === this.real && other.imaginary === this.imaginary;
  }
}

/** base ** exponent for a negative base and a fractional exponent. */
export function complexPower(base: number, exponent: number): PyComplex {
  const size = floatPower(-base, exponent);
  const phase = Math.PI * exponent;
  return new PyComplex(size * Math.cos(phase), size * Math.sin(phase));
}
