import { TemplateError } from '../../diagnostics/errors.ts';
import type { Change, FileStat, ReadTarget } from '../../targets/types.ts';
import type { DateTimeParts } from '../../values/datetime.ts';
import { parseTime } from '../../values/strptime.ts';
import { PyFloat } from '../../values/types.ts';
import type { Json } from '../contract.ts';
import { fail } from '../define.ts';

/** A time to set: seconds since the epoch, the target's clock, or null to keep it. */
export type Time = number | 'now' | null;

export interface Times {
  readonly atime: Time;
  readonly mtime: Time;
}

/** A time argument of the file module: `preserve`, `now` or text in the given strptime format, in the target's zone. */
export async function resolveTime(text: string, format: string, target: ReadTarget): Promise<Time> {
  if (text === 'preserve') return null;
  if (text === 'now') return 'now';
  const refuse = (why: string): never =>
    fail(`Error while obtaining timestamp for time ${text} using format ${format}: ${why}`);
  let parsed: DateTimeParts;
  try {
    parsed = parseTime(text, format);
  } catch (error) {
    return refuse(error instanceof TemplateError ? error.message : String(error));
  }
  const answer = await target.query({ argv: ['date', '-d', dateArgument(parsed), '+%s'] });
  const seconds = Number(answer.stdout.toString('latin1').trim());
  if (answer.rc !== 0 || Number.isNaN(seconds)) return refuse('mktime argument out of range');
  return seconds;
}

/** A time as date(1) reads it everywhere: `YYYY-MM-DD HH:MM:SS`. */
function dateArgument({ year, month, day, hour, minute, second }: DateTimeParts): string {
  const pad = (part = 0, width = 2): string => String(part).padStart(width, '0');
  return `${pad(year, 4)}-${pad(month)}-${pad(day)} ${pad(hour)}:${pad(minute)}:${pad(second)}`;
}

/** What setting times means for a file: nothing, or a change with its part of the diff. */
export function planTimes(
  times: Times,
  stat: FileStat,
): { change: Change; before: Record<string, Json>; after: Record<string, Json> } | null {
  const { atime, mtime } = times;
  if (mtime === null && atime === null) return null;
  const keepsMtime = mtime === null || mtime === stat.mtime;
  const keepsAtime = atime === null || atime === stat.atime;
  if (keepsMtime && keepsAtime) return null;
  const now = Date.now() / 1000;
  const before: Record<string, Json> = {};
  const after: Record<string, Json> = {};
  if (!keepsMtime) {
    before.mtime = new PyFloat(stat.mtime);
    after.mtime = new PyFloat(mtime === 'now' ? now : mtime);
  }
  if (!keepsAtime) {
    before.atime = new PyFloat(stat.atime);
    after.atime = new PyFloat(atime === 'now' ? now : atime);
  }
  return { change: { op: 'touch', path: stat.path, atime, mtime }, before, after };
}
