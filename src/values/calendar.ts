/** Proleptic Gregorian arithmetic on plain numbers: days count from 1970-01-01. */

const MILLISECONDS = 86_400_000;

export function daysFromDate(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return Math.round(date.getTime() / MILLISECONDS);
}

export function dateFromDays(days: number): { year: number; month: number; day: number } {
  const date = new Date(days * MILLISECONDS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** 0 is Monday. */
export function weekday(days: number): number {
  return (((days + 3) % 7) + 7) % 7;
}

export function daysInMonth(year: number, month: number): number {
  return (
    daysFromDate(month === 12 ? year + 1 : year, (month % 12) + 1, 1) - daysFromDate(year, month, 1)
  );
}

/** ISO 8601 year, week and weekday (1 is Monday). */
export function isoCalendar(days: number): { year: number; week: number; day: number } {
  const thursday = days - weekday(days) + 3;
  const { year } = dateFromDays(thursday);
  const week = Math.floor((thursday - daysFromDate(year, 1, 1)) / 7) + 1;
  return { year, week, day: weekday(days) + 1 };
}

/** Days between 0001-01-01 (which is 1) and 1970-01-01. */
export const ORDINAL_OF_EPOCH = 719_163;
