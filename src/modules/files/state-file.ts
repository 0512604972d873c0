import type { Change, FileStat } from '../../targets/types.ts';
import type { Plan } from '../contract.ts';
import { fail } from '../define.ts';
import type { FileContext } from './file-arguments.ts';
import { planAttributes } from './file-attributes.ts';
import { fileInfo, fileState } from './file-info.ts';
import type { Place } from './path-state.ts';
import { extendDiff, type StateDiff, stateDiff } from './state-diff.ts';
import { planTimes } from './timestamps.ts';

/** state=file: attributes and times of a file that must be there. */
export async function planFile(context: FileContext, place: Place): Promise<Plan> {
  const { path, stat } = followed(context, place);
  const state = fileState(stat);
  if (!stat || (state !== 'file' && state !== 'hard')) {
    const info = stat ? fileInfo(stat) : {};
    return fail(`file (${path}) is ${state}, cannot continue`, { path, state, ...info });
  }
  const diff = stateDiff(path, 'file', state);
  const touched = await planTouchUp(context, place, stat, diff);
  const info = fileInfo(context.check ? stat : touched.after);
  return {
    changes: touched.changes,
    result: { path, changed: touched.changes.length > 0, ...info },
    diff,
  };
}

/** The path that `follow` leads to, with its stat. */
export function followed(
  { args }: FileContext,
  place: Place,
): { path: string; stat: FileStat | null } {
  const { lstat } = place;
  if (!args.follow || lstat?.type !== 'link') return { path: place.path, stat: lstat };
  const path = lstat.realPath ?? place.path;
  return { path, stat: place.stat ? { ...place.stat, path } : null };
}

/** Attributes and times of one file that is there, noted in the diff. */
export async function planTouchUp(
  { args, target }: FileContext,
  place: Place,
  stat: FileStat,
  diff: StateDiff | null,
): Promise<{ changes: Change[]; after: FileStat }> {
  const changes: Change[] = [];
  const wanted = await planAttributes(args, stat, target);
  if (wanted.changed) changes.push({ op: 'attributes', path: stat.path, ...wanted.attributes });
  if (diff) extendDiff(diff, wanted.before, wanted.afterDiff);
  const times = planTimes(place.times, stat);
  if (times) {
    changes.push(times.change);
    if (diff) extendDiff(diff, times.before, times.after);
  }
  return { changes, after: wanted.after };
}
