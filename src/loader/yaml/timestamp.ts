import { PyDate } from '../../values/date.ts';
import { PyDateTime } from '../../values/datetime.ts';
import { YamlSyntaxError } from './tokens.ts';

const TIMESTAMP =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(Z|([-+])(\d\d?)(?::(\d\d))?))?)?$/;

/** A YAML timestamp: a date, or a moment with or without an offset from UTC. @throws YamlSyntaxError */
export function constructTimestamp(text: string, offset: number): PyDate | PyDateTime {
  const match = TIMESTAMP.exec(text);
  if (match === null) throw new YamlSyntaxError(`'${text}' is not a timestamp`, offset);
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as number[];
  checkRange(month as number, 1, 12, 'month must be in 1..12', offset);
  const monthDays = new Date(Date.UTC(year as number, month as number, 0)).getUTCDate();
  checkRange(day as number, 1, monthDays, 'day is out of range for month', offset);
  const date = { year: year as number, month: month as number, day: day as number };
  if (match[4] === undefined) return new PyDate(date.year, date.month, date.day);
  checkRange(hour as number, 0, 23, 'hour must be in 0..23', offset);
  checkRange(minute as number, 0, 59, 'minute must be in 0..59', offset);
  checkRange(second as number, 0, 59, 'second must be in 0..59', offset);
  return new PyDateTime({
    ...date,
    hour: hour as number,
    minute: minute as number,
    second: second as number,
    microsecond: Number((match[7] ?? '').slice(0, 6).padEnd(6, '0')),
    offset: zoneOffset(match),
  });
}

function zoneOffset(match: RegExpExecArray): number | undefined {
  if (match[8] === undefined) return undefined;
  const minutes = Number(match[10] ?? 0) * 60 + Number(match[11] ?? 0);
  return match[9] === '-' && minutes !== 0 ? -minutes : minutes;
}

function checkRange(n: number, low: number, high: number, problem: string, offset: number): void {
  if (n < low || n > high) throw new YamlSyntaxError(problem, offset);
}
