import { PyDateTime } from '../../values/datetime.ts';
import { asDouble } from '../../values/int.ts';
import { isText } from '../../values/markup.ts';
import { parseFloatText } from '../../values/number-parse.ts';
import { typeError } from '../../values/python-errors.ts';
import { str } from '../../values/repr.ts';
import { formatTime } from '../../values/strftime-format.ts';
import { parseTime } from '../../values/strptime.ts';
import { truthy } from '../../values/truth.ts';
import { typeName } from '../../values/type-name.ts';
import { filterError, type Plugin, plugin } from '../ansible/plugin.ts';

/** Minutes east of UTC as `+0200`. */
function zoneText(minutes: number): string {
  const size = Math.abs(minutes);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.trunc(size / 60))}${two(size % 60)}`;
}

/** The short name of the local zone at a moment (`CEST`). */
function zoneName(date: Date): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' }).formatToParts(date);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
}

/** time.strftime over seconds since 1970 (now when absent), in local time or UTC. */
export function formatEpoch(format: string, seconds: number | undefined, utc: boolean): string {
  const date = seconds === undefined ? new Date() : new Date(Math.floor(seconds) * 1000);
  const offset = utc ? 0 : -date.getTimezoneOffset();
  const clock = new Date(date.getTime() + offset * 60_000);
  // %s counts in local time whatever the clock shows, as mktime() does.
  const epoch = Math.floor(clock.getTime() / 1000 + new Date(clock).getTimezoneOffset() * 60);
  return formatTime(
    format.replace(/%(%|s)/g, (whole, code: string) => (code === 's' ? String(epoch) : whole)),
    {
      year: clock.getUTCFullYear(),
      month: clock.getUTCMonth() + 1,
      day: clock.getUTCDate(),
      hour: clock.getUTCHours(),
      minute: clock.getUTCMinutes(),
      second: clock.getUTCSeconds(),
      microsecond: 0,
      zone: zoneText(offset),
      // Looked up when the format asks: Intl takes many milliseconds the first time.
      get zoneName() {
        return utc ? 'GMT' : zoneName(date);
      },
    },
  );
}

const strftime = plugin(
  'strftime',
  ['string_format', ['second', null], ['utc', false]],
  ({ args: [format = '', second = null, utc = false] }) => {
    let seconds: number | undefined;
    if (second !== null) {
      seconds = asDouble(second) ?? (isText(second) ? parseFloatText(str(second)) : undefined);
      if (seconds === undefined) {
        throw filterError(`Invalid value for epoch value (${str(second)})`);
      }
    }
    if (!isText(format)) {
      throw typeError(
        `strftime() argument 1 must be str, not ${format === null ? 'None' : typeName(format)}`,
      );
    }
    return formatEpoch(str(format), seconds, truthy(utc));
  },
);

const toDatetime = plugin(
  'to_datetime',
  ['string', ['format', '%Y-%m-%d %H:%M:%S']],
  ({ args: [text = '', format = ''] }) => {
    if (!isText(text)) {
      throw typeError(
        `strptime() argument 1 must be str, not ${text === null ? 'None' : typeName(text)}`,
      );
    }
    return new PyDateTime(parseTime(str(text), str(format)));
  },
);

export const dateFilters: Readonly<Record<string, Plugin>> = {
  strftime,
  to_datetime: toDatetime,
};
