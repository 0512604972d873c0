import { dateFromDays, daysFromDate, isoCalendar, ORDINAL_OF_EPOCH, weekday } from './calendar.ts';
import { boundMethod, method } from './method.ts';
import { str } from './repr.ts';
import { formatTime } from './strftime-format.ts';
import { PyTimeDelta } from './timedelta.ts';
import { type BinaryOperator, PyObject, Tuple, type Value } from './types.ts';

const DAY = 86_400_000_000;
const pad = (n: number, width: number) => String(n).padStart(width, '0');

/** Python's datetime.date. */
export class PyDate extends PyObject {
  readonly typeName: string = 'date';
  readonly year: number;
  readonly month: number;
  readonly day: number;
  constructor(year: number, month: number, day: number) {
    super();
    this.year = year;
    this.month = month;
    this.day = day;
  }

  /** Days since 1970-01-01. */
  get epochDays(): number {
    return daysFromDate(this.year, this.month, this.day);
  }

  repr(): string {
    return `datetime.date(${this.year}, ${this.month}, ${this.day})`;
  }
  override str(): string {
    return this.isoformat();
  }
  isoformat(): string {
    return `${pad(this.year, 4)}-${pad(this.month, 2)}-${pad(this.day, 2)}`;
  }
  strftime(format: string): string {
    return formatTime(format, {
      year: this.year,
      month: this.month,
      day: this.day,
      hour: 0,
      minute: 0,
      second: 0,
      microsecond: 0,
    });
  }

  override equals(other: Value): boolean | undefined {
    if (!(other instanceof PyObject) || other.typeName !== 'date') return undefined;
    return other instanceof PyDate && other.epochDays === this.epochDays;
  }
  override compare(other: Value): number | undefined {
    if (!(other instanceof PyDate) || other.typeName !== 'date') return undefined;
    return this.epochDays - other.epochDays;
  }
  override hashKey(): string {
    return `\0date${this.epochDays}`;
  }

  override binary(op: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    if (other instanceof PyTimeDelta && (op === '+' || (op === '-' && !reflected))) {
      const days = op === '+' ? other.days : -Math.floor(other.microseconds / DAY);
      const { year, month, day } = dateFromDays(this.epochDays + days);
      return new PyDate(year, month, day);
    }
    if (op === '-' && other instanceof PyDate && other.typeName === 'date')
      return new PyTimeDelta((this.epochDays - other.epochDays) * DAY * (reflected ? -1 : 1));
    return undefined;
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'year':
        return this.year;
      case 'month':
        return this.month;
      case 'day':
        return this.day;
      case 'isoformat':
      case 'ctime':
        return method(name, () =>
          name === 'ctime' ? this.strftime('%a %b %e %H:%M:%S %Y') : this.isoformat(),
        );
      case 'strftime':
        return boundMethod(name, ['format'], ([format]) => this.strftime(str(format as Value)));
      case 'weekday':
        return method(name, () => weekday(this.epochDays));
      case 'isoweekday':
        return method(name, () => weekday(this.epochDays) + 1);
      case 'toordinal':
        return method(name, () => this.epochDays + ORDINAL_OF_EPOCH);
      case 'isocalendar':
        return method(name, () => {
          const { year, week, day } = isoCalendar(this.epochDays);
          return new Tuple([year, week, day]);
        });
      case 'replace':
        return boundMethod(
          name,
          [
            ['year', this.year],
            ['month', this.month],
            ['day', this.day],
          ],
          ([y, m, d]) => new PyDate(Number(y), Number(m), Number(d)),
        );
    }
    return undefined;
  }
}
