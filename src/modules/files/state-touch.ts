import { posix } from 'node:path';
import type { Plan } from '../contract.ts';
import { fail } from '../define.ts';
import { createdStat, openedGroup } from './creation.ts';
import type { FileContext } from './file-arguments.ts';
import { planAttributes } from './file-attributes.ts';
import { fileInfo, fileState } from './file-info.ts';
import type { Place } from './path-state.ts';
import { extendDiff, stateDiff } from './state-diff.ts';
import { followed, planTouchUp } from './state-file.ts';

/** state=touch: an empty file where there is none, else the times. */
export async function planTouch(context: FileContext, place: Place): Promise<Plan> {
  const { path, lstat } = place;
  if (!lstat) return planCreation(context, place);
  const diff = stateDiff(path, 'touch', fileState(lstat));
  const { stat } = followed(context, place);
  if (!stat) {
    const end = posix.resolve(posix.dirname(path), lstat.linkTarget ?? '');
    fail(
      `Error while updating modification or access time: [Errno 2] No such file or directory: b'${end}'`,
      { path: end },
    );
  }
  const touched = await planTouchUp(context, place, stat, diff);
  const shown = lstat.type === 'link' || context.check ? lstat : touched.after;
  return {
    changes: touched.changes,
    result: {
      dest: path,
      changed: touched.changes.length > 0,
      ...(place.stat ? fileInfo(shown) : {}),
    },
    diff,
  };
}

async function planCreation(context: FileContext, place: Place): Promise<Plan> {
  const { args, target } = context;
  const { path } = place;
  if (context.check) {
    return {
      changes: [{ op: 'touch', path, create: true, atime: 'now', mtime: 'now' }],
      result: { dest: path, changed: true },
    };
  }
  const parent = place.components.at(-1)?.stat ?? null;
  const written = await createdStat(target, path, 'file', 0, parent);
  const opened = openedGroup(parent);
  const fresh =
    opened.group === undefined
      ? written
      : { ...written, gid: opened.group, group: parent?.group ?? null };
  const wanted = await planAttributes(args, fresh, target);
  const diff = stateDiff(path, 'touch', 'absent');
  extendDiff(diff, wanted.before, wanted.afterDiff);
  const { atime, mtime } = place.times;
  const timed = atime !== 'now' || mtime !== 'now';
  if (!timed) {
    // The file is made first and gets its times then, as Ansible shows.
    const made = Date.now() / 1000;
    const touched = made + 0.0005;
    extendDiff(diff, { mtime: made, atime: made }, { mtime: touched, atime: touched });
  }
  return {
    // Written as a whole, nothing is left where ownership can't be set.
    changes: [
      {
        op: 'write',
        path,
        content: Buffer.alloc(0),
        ...opened,
        ...wanted.attributes,
      },
      ...(timed ? [{ op: 'touch' as const, path, atime, mtime }] : []),
    ],
    result: { dest: path, changed: true, ...fileInfo(wanted.after) },
    diff,
  };
}
