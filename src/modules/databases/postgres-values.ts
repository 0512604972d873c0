import { PyFloat } from '../../values/types.ts';
import type { Json } from '../contract.ts';
import { wholeNumber } from './mysql-values.ts';

/** Types whose arrays psycopg2 reads; other arrays stay text. */
const LISTED =
  /^(smallint|integer|bigint|oid|real|double precision|numeric|boolean|text|name|"char"|character( varying)?|bytea|date|time( with(out)? time zone)?|timestamp( with(out)? time zone)?|interval|cidr|inet|macaddr|jsonb?)$/;

/** Text of a column as the value that psycopg2 and Ansible make of a column of its type; times are ISO text. */
export function postgresValue(text: string | null, type: string): Json {
  if (text === null) return null;
  const plain = type.replace(/\(.*\)/, '');
  if (plain.endsWith('[]')) {
    const element = plain.slice(0, -2);
    return LISTED.test(element) ? readArray(text, element) : text;
  }
  switch (plain) {
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'oid':
      return wholeNumber(text);
    case 'real':
    case 'double precision':
    case 'numeric':
      return new PyFloat(Number(text.replace('infinity', 'Infinity')));
    case 'boolean':
      return text === 't';
    case 'json':
    case 'jsonb':
      return JSON.parse(text) as Json;
    case 'interval':
      return intervalText(text);
    default:
      if (plain === 'date') return ENDS_OF_TIME.get(text) ?? text;
      return plain.startsWith('timestamp') ? isoTime(text, plain.endsWith('with time zone')) : text;
  }
}

/** What psycopg2 makes of times without end: Python's first and last. */
const ENDS_OF_TIME: ReadonlyMap<string, string> = new Map([
  ['infinity', '9999-12-31'],
  ['-infinity', '0001-01-01'],
]);

/** `2020-01-02 03:04:05.5+00` as Python's isoformat writes it. */
function isoTime(text: string, zoned: boolean): string {
  const end = ENDS_OF_TIME.get(text);
  if (end !== undefined) {
    const clock = text === 'infinity' ? '23:59:59.999999' : '00:00:00';
    return `${end}T${clock}${zoned ? '+00:00' : ''}`;
  }
  const found = /^(\d+-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)?([+-]\d\d)?(:\d\d)?$/.exec(text);
  if (found === null) return text;
  const [, date, time, fraction, hours, minutes = ':00'] = found;
  const exact = fraction === undefined ? '' : fraction.padEnd(7, '0');
  return `${date}T${time}${exact}${hours === undefined ? '' : hours + minutes}`;
}

/** An interval as `str(timedelta)`: years have 365 days, months 30. */
function intervalText(text: string): string {
  const count = (pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0);
  const days = count(/(-?\d+) years?/) * 365 + count(/(-?\d+) mons?/) * 30 + count(/(-?\d+) days?/);
  const clock = /(-?)(\d+):(\d\d):(\d\d)(?:\.(\d+))?/.exec(text);
  const [, sign, hours = '0', minutes = '0', seconds = '0', fraction = ''] = clock ?? [];
  const micros =
    ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1e6 +
    Number(fraction.padEnd(6, '0'));
  const total = days * 86400e6 + (sign === '-' ? -micros : micros);
  const whole = Math.floor(total / 86400e6);
  const rest = total - whole * 86400e6;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const left = rest % 1e6;
  const time = `${Math.floor(rest / 3600e6)}:${two((rest / 60e6) % 60)}:${two((rest / 1e6) % 60)}${left === 0 ? '' : `.${String(left).padStart(6, '0')}`}`;
  return whole === 0 ? time : `${whole} day${Math.abs(whole) === 1 ? '' : 's'}, ${time}`;
}

/** Reads an array of PostgreSQL: `{1,2}`, `{"a,b",NULL}`, nested ones, too. */
function readArray(text: string, type: string): Json {
  let at = 0;
  const list = (): Json[] => {
    const items: Json[] = [];
    at++;
    while (at < text.length && text[at] !== '}') {
      if (text[at] === ',') at++;
      else if (text[at] === '{') items.push(list());
      else items.push(item());
    }
    at++;
    return items;
  };
  const item = (): Json => {
    if (text[at] !== '"') {
      const bare = /^[^,}]*/.exec(text.slice(at))?.[0] ?? '';
      at += bare.length;
      return bare === 'NULL' ? null : postgresValue(bare, type);
    }
    const quoted = /^"((?:[^"\\]|\\.)*)"/s.exec(text.slice(at));
    at += quoted?.[0].length ?? 1;
    return postgresValue((quoted?.[1] ?? '').replace(/\\(.)/gs, '$1'), type);
  };
  return list();
}
