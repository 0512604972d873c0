import { fail, leaveToPython } from '../definition/failure.ts';
import { type DerValue, der, TAG } from './der.ts';

/** A moment that a task asks for; seconds since the epoch. */
export interface Moment {
  readonly seconds: number;
  /** Counted from now: it will be another one the next time. */
  readonly relative: boolean;
}

const UNITS = [604800, 86400, 3600, 60, 1];

/**
 * Reads `+1w2d3h4m5s` or `YYYYMMDDHHMM[SS]Z`.
 * @param now seconds since the epoch
 * @throws ModuleFailure for what is no time, BeyondNative for times of other zones
 */
export function moment(text: string, option: string, now: number): Moment {
  if (/^[+-]/.test(text)) {
    const parts =
      /^[+-](?:(\d+)[wW])?(?:(\d+)[dD])?(?:(\d+)[hH])?(?:(\d+)[mM])?(?:(\d+)[sS]?)?$/.exec(text);
    if (parts === null || text.length === 1) leaveToPython(`The time spec "${text}" for ${option}`);
    const offset = UNITS.reduce((sum, unit, at) => sum + unit * Number(parts[at + 1] ?? 0), 0);
    return { seconds: Math.floor(now + (text.startsWith('+') ? offset : -offset)), relative: true };
  }
  if (/[+-]\d/.test(text)) leaveToPython(`The time spec "${text}" for ${option}`);
  const digits = /^(\d{12})(\d\d)?Z$/.exec(text);
  const seconds = digits === null ? Number.NaN : secondsOf(`${digits[1]}${digits[2] ?? '00'}`);
  if (Number.isNaN(seconds)) fail(`The time spec "${text}" for ${option} is invalid`);
  return { seconds, relative: false };
}

function secondsOf(digits: string): number {
  const iso = digits.replace(/^(....)(..)(..)(..)(..)(..)$/, '$1-$2-$3T$4:$5:$6Z');
  return Date.parse(iso) / 1000;
}

/** Seconds as `YYYYMMDDHHMMSSZ`. */
export const timestamp = (seconds: number): string =>
  new Date(seconds * 1000)
    .toISOString()
    .replace(/[-:T]|\..*/g, '')
    .concat('Z');

/** A time in DER: with two digits of the year where they do. */
export function encodeTime(seconds: number): Buffer {
  const text = timestamp(seconds);
  return text < '2050'
    ? der(TAG.utcTime, Buffer.from(text.slice(2)))
    : der(TAG.generalizedTime, Buffer.from(text));
}

/** Seconds since the epoch of a time in DER. @throws RangeError */
export function decodeTime({ tag, content }: DerValue): number {
  const text = content.toString('latin1').replace('Z', '');
  const century = tag !== TAG.utcTime ? '' : text < '50' ? '20' : '19';
  const seconds = secondsOf(`${century}${text}`);
  if (Number.isNaN(seconds)) throw new RangeError('a time is broken');
  return seconds;
}
