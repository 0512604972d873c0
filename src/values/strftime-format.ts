import { daysFromDate, isoCalendar, weekday } from './calendar.ts';

export interface ClockTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  /** `+0200`, or empty for a naive time. */
  readonly zone?: string;
  readonly zoneName?: string;
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** strftime(3) in the C locale, with glibc's `-`, `_`, `0`, `^` flags and Python's `%f`. */
export function formatTime(format: string, time: ClockTime): string {
  return format.replace(
    /%([-_0^#]*)(\d*)[EO]?([a-zA-Z%])/g,
    (whole, flags: string, width, code) => {
      const piece = directive(code as string, time);
      if (piece === undefined) return whole;
      const [text, size, fill] = piece;
      let shown = String(text);
      const filler =
        flags.includes('-') || flags.includes('_') ? ' ' : flags.includes('0') ? '0' : fill || ' ';
      const least = width !== '' ? Number(width) : flags.includes('-') ? 0 : size;
      shown = shown.padStart(least, filler);
      if (flags.includes('#') && code === 'Z') return shown.toLowerCase();
      return flags.includes('^') || flags.includes('#') ? shown.toUpperCase() : shown;
    },
  );
}

type Piece = readonly [text: string | number, width: number, fill: string];
const zeros = (n: number, width: number): Piece => [n, width, '0'];
const spaces = (n: number, width: number): Piece => [n, width, ' '];
const plain = (text: string | number): Piece => [text, 0, ''];

function directive(code: string, t: ClockTime): Piece | undefined {
  const days = daysFromDate(t.year, t.month, t.day);
  const yearDay = days - daysFromDate(t.year, 1, 1);
  switch (code) {
    case 'Y':
      return zeros(t.year, 0);
    case 'C':
      return zeros(Math.floor(t.year / 100), 2);
    case 'y':
      return zeros(t.year % 100, 2);
    case 'm':
      return zeros(t.month, 2);
    case 'd':
      return zeros(t.day, 2);
    case 'e':
      return spaces(t.day, 2);
    case 'H':
      return zeros(t.hour, 2);
    case 'k':
      return spaces(t.hour, 2);
    case 'I':
      return zeros(t.hour % 12 || 12, 2);
    case 'l':
      return spaces(t.hour % 12 || 12, 2);
    case 'M':
      return zeros(t.minute, 2);
    case 'S':
      return zeros(t.second, 2);
    case 'f':
      return zeros(t.microsecond, 6);
    case 'p':
      return plain(t.hour < 12 ? 'AM' : 'PM');
    case 'P':
      return plain(t.hour < 12 ? 'am' : 'pm');
    case 'j':
      return zeros(yearDay + 1, 3);
    case 'a':
      return plain((DAYS[weekday(days)] as string).slice(0, 3));
    case 'A':
      return plain(DAYS[weekday(days)] as string);
    case 'b':
    case 'h':
      return plain((MONTHS[t.month - 1] as string).slice(0, 3));
    case 'B':
      return plain(MONTHS[t.month - 1] as string);
    case 'u':
      return zeros(weekday(days) + 1, 0);
    case 'w':
      return zeros((weekday(days) + 1) % 7, 0);
    case 'U':
      return zeros(Math.floor((yearDay + 7 - ((weekday(days) + 1) % 7)) / 7), 2);
    case 'W':
      return zeros(Math.floor((yearDay + 7 - weekday(days)) / 7), 2);
    case 'V':
      return zeros(isoCalendar(days).week, 2);
    case 'G':
      return zeros(isoCalendar(days).year, 0);
    case 'g':
      return zeros(isoCalendar(days).year % 100, 2);
    case 'z':
      return plain(t.zone ?? '');
    case 'Z':
      return plain(t.zoneName ?? '');
    case 's':
      return plain(days * 86_400 + t.hour * 3600 + t.minute * 60 + t.second);
    case 'n':
      return plain('\n');
    case 't':
      return plain('\t');
    case '%':
      return plain('%');
  }
  return combined(code, t);
}

const COMBINED: Record<string, string> = {
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  T: '%H:%M:%S',
  R: '%H:%M',
  r: '%I:%M:%S %p',
  c: '%a %b %e %H:%M:%S %Y',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
};

function combined(code: string, time: ClockTime): Piece | undefined {
  const format = COMBINED[code];
  return format === undefined ? undefined : plain(formatTime(format, time));
}
