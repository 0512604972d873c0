import type { Change, FileStat } from '../../targets/types.ts';
import type { Plan, Result } from '../contract.ts';
import { fail } from '../define.ts';
import type { FileContext } from './file-arguments.ts';
import { fileInfo, fileState } from './file-info.ts';
import { failAt, type Place } from './path-state.ts';
import { extendDiff, stateDiff } from './state-diff.ts';
import { planTouchUp } from './state-file.ts';

/** state=hard: another name of `src`, or attributes of the one that is there. */
export async function planHard(context: FileContext, place: Place): Promise<Plan> {
  const { args, check } = context;
  const { path, lstat, source } = place;
  const { src } = args;
  const previous = fileState(lstat);
  if (previous !== 'hard' && src === null) fail('src is required for creating new hardlinks');
  if (src !== null && !source) failAt(place, 'src does not exist', { dest: path, src });
  const diff = stateDiff(path, 'hard', previous);
  const same = lstat !== null && source !== null && isSameFile(lstat, source);
  if (previous === 'directory' && same) return { changes: [], result: { path, changed: false } };
  const relink = needsLink(context, place, same);
  if (previous === 'link' && relink && src !== null) {
    extendDiff(diff, { src: lstat?.linkTarget ?? null }, { src });
  }
  const changes: Change[] = relink && src !== null ? [{ op: 'hardlink', path, target: src }] : [];
  const result: Result = { dest: path, src, changed: relink };
  if (check && !place.stat) return { changes, result, diff };

  const linked: FileStat | null =
    relink && source && !check ? { ...source, path, links: source.links + 1 } : lstat;
  if (!linked) return { changes, result, diff };
  const touched = await planTouchUp(context, place, linked, diff);
  changes.push(...touched.changes);
  return {
    changes,
    result: { ...result, changed: changes.length > 0, ...fileInfo(check ? linked : touched.after) },
    diff,
  };
}

function isSameFile(one: FileStat, other: FileStat): boolean {
  return one.inode === other.inode && one.device === other.device;
}

function needsLink({ args }: FileContext, place: Place, same: boolean): boolean {
  const { path, lstat } = place;
  const { src, force } = args;
  const previous = fileState(lstat);
  const refuse = (msg: string): never => failAt(place, msg, { dest: path, src });
  switch (previous) {
    case 'absent':
      return true;
    case 'link':
      return lstat?.linkTarget !== src;
    case 'hard':
      if (src === null || same) return false;
      return force || refuse('Cannot link, different hard link exists at destination');
    case 'file':
      return force || refuse(`Cannot link, ${previous} exists at destination`);
    case 'directory':
      return force || refuse('Cannot link: different hard link exists at destination');
  }
}
