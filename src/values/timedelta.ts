import { float } from './float.ts';
import { asDouble } from './int.ts';
import { method } from './method.ts';
import { typeError, zeroDivisionError } from './python-errors.ts';
import { typeName } from './type-name.ts';
import { type BinaryOperator, PyFloat, PyObject, type Value } from './types.ts';

const DAY = 86_400_000_000;

/** Python's datetime.timedelta, in whole microseconds. */
export class PyTimeDelta extends PyObject {
  readonly typeName = 'timedelta';
  readonly microseconds: number;
  constructor(microseconds: number) {
    super();
    this.microseconds = Math.round(microseconds) + 0;
  }

  get days(): number {
    return Math.floor(this.microseconds / DAY);
  }
  get #rest(): number {
    return this.microseconds - this.days * DAY;
  }

  repr(): string {
    const seconds = Math.floor(this.#rest / 1e6);
    const micros = this.#rest % 1e6;
    const parts = [
      ['days', this.days],
      ['seconds', seconds],
      ['microseconds', micros],
    ].filter(([, n]) => n !== 0);
    const text = parts.length === 0 ? '0' : parts.map(([k, n]) => `${k}=${n}`).join(', ');
    return `datetime.timedelta(${text})`;
  }

  override str(): string {
    const seconds = Math.floor(this.#rest / 1e6);
    const micros = this.#rest % 1e6;
    const two = (n: number) => String(n).padStart(2, '0');
    const days = this.days === 0 ? '' : `${this.days} day${Math.abs(this.days) === 1 ? '' : 's'}, `;
    const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    return days + clock + (micros === 0 ? '' : `.${String(micros).padStart(6, '0')}`);
  }

  override truthy(): boolean {
    return this.microseconds !== 0;
  }
  override equals(other: Value): boolean | undefined {
    return other instanceof PyTimeDelta ? other.microseconds === this.microseconds : undefined;
  }
  override compare(other: Value): number | undefined {
    return other instanceof PyTimeDelta ? this.microseconds - other.microseconds : undefined;
  }
  override hashKey(): string {
    return `\0timedelta${this.microseconds}`;
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'days':
        return this.days;
      case 'seconds':
        return Math.floor(this.#rest / 1e6);
      case 'microseconds':
        return this.#rest % 1e6;
      case 'total_seconds':
        return method('total_seconds', () => float(this.microseconds / 1e6));
    }
    return undefined;
  }

  override binary(op: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    if (other instanceof PyTimeDelta) {
      if (reflected) return undefined;
      return this.#withDelta(op, other.microseconds);
    }
    const n = asDouble(other);
    if (n === undefined) return undefined;
    if (op === '*') return new PyTimeDelta(this.microseconds * n);
    if (reflected) return undefined;
    if (op !== '/' && op !== '//') return undefined;
    if (n === 0) throw zeroDivisionError('integer division or modulo by zero');
    if (op === '//' && other instanceof PyFloat)
      throw typeError(
        `unsupported operand type(s) for //: 'datetime.timedelta' and '${typeName(other)}'`,
      );
    const quotient = this.microseconds / n;
    return new PyTimeDelta(op === '/' ? quotient : Math.floor(quotient));
  }

  #withDelta(op: BinaryOperator, other: number): Value | undefined {
    const own = this.microseconds;
    if (op === '+') return new PyTimeDelta(own + other);
    if (op === '-') return new PyTimeDelta(own - other);
    if (op === '*' || op === '**') return undefined;
    if (other === 0) throw zeroDivisionError('division by zero');
    if (op === '/') return float(own / other);
    const floor = Math.floor(own / other);
    return op === '//' ? floor : new PyTimeDelta(own - floor * other);
  }
}
