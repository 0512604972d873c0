import { timestamp } from '../certificates/validity.ts';
import { fail } from '../definition/failure.ts';

/** A moment of a certificate: seconds since the epoch, 0 for always, infinite for ever. */
export interface CertificateMoment {
  readonly seconds: number;
  /** Counted from now: it will be another one the next time. */
  readonly relative: boolean;
}

const RELATIVE = /^[+-](?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/i;
const ABSOLUTE = /^(\d{4})-(\d\d?)-(\d\d?)(?:[ T](\d\d?):(\d\d?):(\d\d?))?$/;
const UNITS = [604800, 86400, 3600, 60, 1];

/** Reads `always`, `forever`, `+1w2d` or `2024-01-31[T12:00:00]`. @param now seconds @throws ModuleFailure */
export function certificateMoment(given: string, now: number): CertificateMoment {
  const text = given.trim();
  if (text === 'always') return { seconds: 0, relative: false };
  if (text === 'forever') return { seconds: Number.POSITIVE_INFINITY, relative: false };
  const offset = RELATIVE.exec(text);
  if (offset !== null && text.length > 1) {
    const sum = UNITS.reduce((total, unit, at) => total + unit * Number(offset[at + 1] ?? 0), 0);
    return { seconds: text.startsWith('+') ? now + sum : now - sum, relative: true };
  }
  const [, ...parts] = ABSOLUTE.exec(text) ?? [];
  const [year = 0, month = 0, day = 0, ...time] = parts.map((part) => Number(part ?? 0));
  const seconds = Date.UTC(year, month - 1, day, ...time) / 1000;
  const valid = parts.length > 0 && new Date(seconds * 1000).getUTCDate() === day;
  // Ansible's reason is empty, too.
  return valid ? { seconds, relative: false } : fail('');
}

/** A span of time as `ssh-keygen -V` takes it; empty for always and for ever. */
export function validityText(from: CertificateMoment, to: CertificateMoment): string {
  const shown = ({ seconds }: CertificateMoment): string =>
    seconds === 0
      ? 'always'
      : seconds === Number.POSITIVE_INFINITY
        ? 'forever'
        : timestamp(Math.floor(seconds)).slice(0, -1);
  const text = `${shown(from)}:${shown(to)}`;
  return text === 'always:forever' ? '' : text;
}
