import { dateFromDays, daysFromDate } from './calendar.ts';
import { PyDate } from './date.ts';
import { float } from './float.ts';
import { boundMethod, method } from './method.ts';
import { typeError } from './python-errors.ts';
import { str } from './repr.ts';
import { formatTime } from './strftime-format.ts';
import { PyTimeDelta } from './timedelta.ts';
import type { BinaryOperator, Value } from './types.ts';

const pad = (n: number, width: number) => String(n).padStart(width, '0');

export interface DateTimeParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  readonly microsecond?: number;
  /** Minutes east of UTC; absent for a naive time. */
  readonly offset?: number | undefined;
}

/** Python's datetime.datetime, naive or with a fixed offset from UTC. */
export class PyDateTime extends PyDate {
  override readonly typeName = 'datetime';
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  readonly offset: number | undefined;
  constructor(parts: DateTimeParts) {
    super(parts.year, parts.month, parts.day);
    this.hour = parts.hour ?? 0;
    this.minute = parts.minute ?? 0;
    this.second = parts.second ?? 0;
    this.microsecond = parts.microsecond ?? 0;
    this.offset = parts.offset;
  }

  /** From microseconds on the naive clock since 1970-01-01. */
  static fromMicroseconds(micros: number, offset?: number): PyDateTime {
    const seconds = Math.floor(micros / 1e6);
    const days = Math.floor(seconds / 86_400);
    const rest = seconds - days * 86_400;
    return new PyDateTime({
      ...dateFromDays(days),
      hour: Math.floor(rest / 3600),
      minute: Math.floor(rest / 60) % 60,
      second: rest % 60,
      microsecond: micros - seconds * 1e6,
      offset,
    });
  }

  /** The present, in local time or in UTC, without an offset. */
  static now(utc: boolean): PyDateTime {
    const now = new Date();
    const shift = utc ? 0 : now.getTimezoneOffset() * 60_000;
    return PyDateTime.fromMicroseconds((now.getTime() - shift) * 1000);
  }

  /** Microseconds on the naive clock since 1970-01-01. */
  get clockMicroseconds(): number {
    const seconds =
      daysFromDate(this.year, this.month, this.day) * 86_400 +
      this.hour * 3600 +
      this.minute * 60 +
      this.second;
    return seconds * 1e6 + this.microsecond;
  }
  get #utcMicroseconds(): number {
    return this.clockMicroseconds - (this.offset ?? 0) * 60e6;
  }

  override repr(): string {
    const parts = [this.year, this.month, this.day, this.hour, this.minute];
    if (this.second !== 0 || this.microsecond !== 0) parts.push(this.second);
    if (this.microsecond !== 0) parts.push(this.microsecond);
    const zone =
      this.offset === undefined
        ? ''
        : this.offset === 0
          ? ', tzinfo=datetime.timezone.utc'
          : `, tzinfo=datetime.timezone(${new PyTimeDelta(this.offset * 60e6).repr()})`;
    return `datetime.datetime(${parts.join(', ')}${zone})`;
  }
  override str(): string {
    return this.isoformat(' ');
  }
  override isoformat(separator = 'T'): string {
    const micros = this.microsecond === 0 ? '' : `.${pad(this.microsecond, 6)}`;
    const clock = `${pad(this.hour, 2)}:${pad(this.minute, 2)}:${pad(this.second, 2)}${micros}`;
    return `${super.isoformat()}${separator}${clock}${this.#zoneText(':')}`;
  }
  #zoneText(colon: string): string {
    if (this.offset === undefined) return '';
    const minutes = Math.abs(this.offset);
    const sign = this.offset < 0 ? '-' : '+';
    return `${sign}${pad(Math.floor(minutes / 60), 2)}${colon}${pad(minutes % 60, 2)}`;
  }
  override strftime(format: string): string {
    return formatTime(format, {
      year: this.year,
      month: this.month,
      day: this.day,
      hour: this.hour,
      minute: this.minute,
      second: this.second,
      microsecond: this.microsecond,
      zone: this.#zoneText(''),
      zoneName:
        this.offset === undefined ? '' : this.offset === 0 ? 'UTC' : `UTC${this.#zoneText(':')}`,
    });
  }

  override equals(other: Value): boolean | undefined {
    if (!(other instanceof PyDateTime)) return other instanceof PyDate ? false : undefined;
    if ((this.offset === undefined) !== (other.offset === undefined)) return false;
    return this.#utcMicroseconds === other.#utcMicroseconds;
  }
  override compare(other: Value): number | undefined {
    if (!(other instanceof PyDateTime)) return undefined;
    if ((this.offset === undefined) !== (other.offset === undefined))
      throw typeError("can't compare offset-naive and offset-aware datetimes");
    return this.#utcMicroseconds - other.#utcMicroseconds;
  }
  override hashKey(): string {
    return `\0datetime${this.#utcMicroseconds}`;
  }

  override binary(op: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    if (other instanceof PyTimeDelta && (op === '+' || (op === '-' && !reflected))) {
      const delta = op === '+' ? other.microseconds : -other.microseconds;
      return PyDateTime.fromMicroseconds(this.clockMicroseconds + delta, this.offset);
    }
    if (op !== '-' || !(other instanceof PyDateTime) || reflected) return undefined;
    if ((this.offset === undefined) !== (other.offset === undefined))
      throw typeError("can't subtract offset-naive and offset-aware datetimes");
    return new PyTimeDelta(this.#utcMicroseconds - other.#utcMicroseconds);
  }

  /** Seconds since 1970-01-01 UTC; a naive time is taken as local. */
  timestamp(): number {
    if (this.offset !== undefined) return this.#utcMicroseconds / 1e6;
    const local = new Date(0);
    local.setFullYear(this.year, this.month - 1, this.day);
    local.setHours(this.hour, this.minute, this.second, 0);
    return local.getTime() / 1000 + this.microsecond / 1e6;
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'hour':
      case 'minute':
      case 'second':
      case 'microsecond':
        return this[name];
      case 'tzinfo':
        return this.offset === undefined
          ? null
          : `UTC${this.offset === 0 ? '' : this.#zoneText(':')}`;
      case 'isoformat':
        return boundMethod(name, [['sep', 'T']], ([sep]) => this.isoformat(str(sep as Value)));
      case 'timestamp':
        return method(name, () => float(this.timestamp()));
      case 'date':
        return method(name, () => new PyDate(this.year, this.month, this.day));
      case 'utcoffset':
        return method(name, () =>
          this.offset === undefined ? null : new PyTimeDelta(this.offset * 60e6),
        );
      case 'replace':
        return this.#replaceMethod();
    }
    return super.getAttribute(name);
  }

  #replaceMethod(): Value {
    const names = ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond'] as const;
    return boundMethod(
      'replace',
      [...names.map((name) => [name, this[name]] as const), ['tzinfo', false]],
      (values) => {
        const [year, month, day, hour, minute, second, microsecond] = values.map(Number);
        return new PyDateTime({
          year: year as number,
          month: month as number,
          day: day as number,
          hour: hour as number,
          minute: minute as number,
          second: second as number,
          microsecond: microsecond as number,
          offset: values[7] === null ? undefined : this.offset,
        });
      },
    );
  }
}
