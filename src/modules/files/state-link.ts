import type { Change, FileStat } from '../../targets/types.ts';
import type { Plan, Result } from '../contract.ts';
import { fail } from '../define.ts';
import { createdStat } from './creation.ts';
import type { FileContext } from './file-arguments.ts';
import { planAttributes, wantsAttributes } from './file-attributes.ts';
import { fileInfo, fileState } from './file-info.ts';
import type { Place } from './path-state.ts';
import { dirname, joinPath } from './paths.ts';
import { extendDiff, stateDiff } from './state-diff.ts';
import { planTimes } from './timestamps.ts';

/** state=link: a symbolic link to `src`, or attributes of the one that is there. */
export async function planLink(context: FileContext, place: Place): Promise<Plan> {
  const { args, check, target } = context;
  const { path, lstat, stat } = place;
  const previous = fileState(lstat);
  const src = args.src ?? (args.follow && stat ? (lstat?.linkTarget ?? null) : null);
  const source = await sourceStat(context, place, src);
  const empty = await checkConversion(context, place, src, source);
  const diff = stateDiff(path, 'link', previous);
  const changes: Change[] = [];
  if (previous !== 'link') {
    if (src === null) return fail('src is required for creating new symlinks');
    if (empty) changes.push({ op: 'remove', path });
    changes.push({ op: 'symlink', path, target: src });
  } else if (src !== null && lstat?.linkTarget !== src) {
    extendDiff(diff, { src: lstat?.linkTarget ?? null }, { src });
    changes.push({ op: 'symlink', path, target: src });
  }
  const relinked = changes.length > 0;
  const result: Result = { dest: path, src, changed: relinked };
  if (check && !stat) return { changes, result, diff };

  const link: FileStat =
    relinked && !check
      ? await createdStat(target, path, 'link', Buffer.byteLength(src ?? ''), parentStat(place))
      : (lstat ?? (await createdStat(target, path, 'link', 0, parentStat(place))));
  const end = args.follow && link.type === 'link' ? source : link;
  let after = link;
  if (!end) {
    context.controller.warn(
      'Cannot set fs attributes on a non-existent symlink target. follow should be set to False to avoid this.',
    );
  } else {
    const wanted = await planAttributes(args, end, target);
    if (wanted.changed && wantsAttributes(args)) {
      const follow = end !== link;
      changes.push({ op: 'attributes', path, ...(follow && { follow }), ...wanted.attributes });
      extendDiff(diff, wanted.before, wanted.afterDiff);
      if (!follow) after = wanted.after;
    }
    const times = planTimes(place.times, { ...end, path });
    if (times) {
      changes.push(times.change);
      extendDiff(diff, times.before, times.after);
    }
  }
  result.changed = changes.length > 0;
  const exists = check ? stat !== null : source !== null;
  const shown = check ? lstat : after;
  return { changes, result: { ...result, ...(exists && shown ? fileInfo(shown) : {}) }, diff };
}

function parentStat(place: Place): FileStat | null {
  return place.components.at(-1)?.stat ?? null;
}

async function sourceStat(
  { args, target }: FileContext,
  place: Place,
  src: string | null,
): Promise<FileStat | null> {
  if (src === null) return null;
  const inside = place.lstat?.type === 'directory';
  if (args.src !== null && !inside) return place.source;
  if (args.src === null) return place.stat;
  return target.stat(joinPath(place.path, src), { follow: true });
}

/** Refuses what must not be replaced; true where an empty folder has to go first. */
async function checkConversion(
  { args, target }: FileContext,
  place: Place,
  src: string | null,
  source: FileStat | null,
): Promise<boolean> {
  const { path, lstat } = place;
  const previous = fileState(lstat);
  const fields: Result = { path, ...(lstat && place.stat ? fileInfo(lstat) : {}) };
  if (!args.force && src !== null && !source) {
    const folder = previous === 'directory' ? path : dirname(path);
    fail(
      `src file does not exist, use "force=yes" if you really want to create the link: ${joinPath(folder, src)}`,
      { ...fields, src },
    );
  }
  if (previous === 'absent' || previous === 'link') return false;
  if (!args.force) {
    fail(`refusing to convert from ${previous} to symlink for ${path}`, fields);
  }
  if (previous !== 'directory') return false;
  const names = await target.readDirectory(path);
  if (names?.length) {
    fail(`the directory ${path} is not empty, refusing to convert it`, fields);
  }
  return true;
}
