const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const DAYS = '(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?';

/** Directive to regular expression source; named groups are the fields that matter. */
const DIRECTIVES: Readonly<Record<string, string>> = {
  Y: '(?<year>\\d{4})',
  y: '(?<short>\\d{2})',
  m: '(?<month>1[0-2]|0?[1-9])',
  d: '(?<day>3[01]|[12]\\d|0?[1-9]| [1-9])',
  H: '(?<hour>2[0-3]|[01]?\\d)',
  I: '(?<hour12>1[0-2]|0?[1-9])',
  p: '(?<half>am|pm)',
  M: '(?<minute>[0-5]?\\d)',
  S: '(?<second>6[01]|[0-5]?\\d)',
  j: '(?<yearday>\\d{1,3})',
  b: `(?<name>${MONTHS.map((month) => month.slice(0, 3)).join('|')})`,
  B: `(?<name>${MONTHS.join('|')})`,
  h: `(?<name>${MONTHS.map((month) => month.slice(0, 3)).join('|')})`,
  a: DAYS,
  A: DAYS,
  Z: '(?:[a-z]*)',
  z: '(?:[+-]\\d{2}:?\\d{2}|z)',
  s: '(?<epoch>\\d+)',
  '%': '%',
};
const COMPOSITES: Readonly<Record<string, string>> = {
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  T: '%H:%M:%S',
  R: '%H:%M',
};

/**
 * Reads a time by a strptime(3) format: as `YYYY-MM-DD HH:MM:SS` local time, or as an epoch where the format
 * gives one. Null where the text does not fit.
 */
export function strptime(text: string, format: string): { text: string; epoch?: number } | null {
  let source = '';
  const whole = format.replace(/%([DFTR])/g, (_all, letter: string) => COMPOSITES[letter] ?? '');
  for (let at = 0; at < whole.length; at++) {
    const char = whole[at] ?? '';
    if (char === '%') {
      const directive = DIRECTIVES[whole[++at] ?? ''];
      if (directive === undefined) return null;
      source += directive;
    } else {
      source += /\s/.test(char) ? '\\s+' : char.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    }
  }
  const fields = new RegExp(`^${source}$`, 'i').exec(text)?.groups ?? null;
  if (new RegExp(`^${source}$`, 'i').test(text) === false) return null;
  const found = fields ?? {};
  if (found.epoch !== undefined) return { text, epoch: Number(found.epoch) };
  return { text: localText(found) };
}

function localText(fields: Readonly<Record<string, string | undefined>>): string {
  const short = fields.short === undefined ? undefined : Number(fields.short);
  const century = short === undefined ? 1900 : short + (short < 69 ? 2000 : 1900);
  const year = fields.year === undefined ? century : Number(fields.year);
  const named = fields.name
    ? MONTHS.findIndex((month) => month.startsWith((fields.name ?? '').toLowerCase())) + 1
    : 1;
  const month = fields.month === undefined ? named : Number(fields.month);
  const day = Number(fields.day ?? 1);
  const date =
    fields.yearday === undefined
      ? new Date(Date.UTC(year, month - 1, day))
      : new Date(Date.UTC(year, 0, Number(fields.yearday)));
  const time = [hourOf(fields), Number(fields.minute ?? 0), Number(fields.second ?? 0)];
  const clock = time.map((part) => String(part).padStart(2, '0')).join(':');
  return `${date.toISOString().slice(0, 10)} ${clock}`;
}

function hourOf(fields: Readonly<Record<string, string | undefined>>): number {
  if (fields.hour12 === undefined) return Number(fields.hour ?? 0);
  const hour = Number(fields.hour12) % 12;
  return fields.half?.toLowerCase() === 'pm' ? hour + 12 : hour;
}
