import type { Collector } from './collector.ts';

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

/** The target's clock, in its time zone and in UTC. */
export const dateTime: Collector = {
  name: 'date_time',
  // The zone's names in January and July tell the one of summer time.
  script: `s date
date '+%s %N|%Y|%m|%A|%w|%W|%d|%H|%M|%S|%Z|%z'
case $(date +%Z) in UTC) ;; *) y=$(date +%Y)
date -d "$y-01-01 00:00:00" '+%Z %z'; date -d "$y-07-01 00:00:00" '+%Z %z';; esac`,
  collect(seen) {
    const [now = '', january = '', july = ''] = seen.section('date').split('\n');
    const [
      clock = '',
      year = '',
      month = '',
      weekday,
      weekdayNumber,
      week,
      day = '',
      hour = '',
      minute = '',
      second = '',
      tz = '',
      offset,
    ] = now.split('|');
    const [epoch = '0', fraction = ''] = clock.split(' ');
    const micro = /^\d+$/.test(fraction) ? fraction.padStart(9, '0').slice(0, 6) : '000000';
    const utc = new Date(Number(epoch) * 1000);
    const utcDay = `${utc.getUTCFullYear()}-${pad(utc.getUTCMonth() + 1)}-${pad(utc.getUTCDate())}`;
    const utcTime = `${pad(utc.getUTCHours())}:${pad(utc.getUTCMinutes())}:${pad(utc.getUTCSeconds())}`;
    return {
      date_time: {
        year,
        month,
        weekday,
        weekday_number: weekdayNumber,
        weeknumber: week,
        day,
        hour,
        minute,
        second,
        epoch,
        epoch_int: epoch,
        date: `${year}-${month}-${day}`,
        time: `${hour}:${minute}:${second}`,
        iso8601_micro: `${utcDay}T${utcTime}.${micro}Z`,
        iso8601: `${utcDay}T${utcTime}Z`,
        iso8601_basic: `${year}${month}${day}T${hour}${minute}${second}${micro}`,
        iso8601_basic_short: `${year}${month}${day}T${hour}${minute}${second}`,
        tz,
        tz_dst: summerZone(january, july) ?? tz,
        tz_offset: offset,
      },
    };
  },
};

function summerZone(january: string, july: string): string | undefined {
  const [winter, winterOffset] = january.split(' ');
  const [summer, summerOffset] = july.split(' ');
  if (winterOffset === undefined || summerOffset === undefined) return undefined;
  return Number(winterOffset) > Number(summerOffset) ? winter : summer;
}
