import type { Change } from '../../targets/types.ts';
import type { Plan } from '../contract.ts';
import { fail } from '../define.ts';
import type { FileContext } from './file-arguments.ts';
import { wantsAttributes } from './file-attributes.ts';
import { fileInfo, fileState } from './file-info.ts';
import { nestedFolders } from './missing-folders.ts';
import type { Place } from './path-state.ts';
import { componentPaths } from './paths.ts';
import { planTree } from './recursion.ts';
import { extendDiff, stateDiff } from './state-diff.ts';
import { followed, planTouchUp } from './state-file.ts';

/** state=directory: the folder and its missing parents; everything below it with `recurse`. */
export async function planDirectory(context: FileContext, place: Place): Promise<Plan> {
  const { args, check } = context;
  const { path, stat } = followed(context, place);
  const state = fileState(stat);
  if (!stat) return planCreation(context, place, path);
  if (state !== 'directory') {
    fail(`${path} already exists as a ${state}`, { path, ...fileInfo(stat) });
  }
  const diff = stateDiff(path, 'directory', state);
  const touched = await planTouchUp(context, place, stat, diff);
  const { mtime, atime } = place.times;
  const below =
    args.recurse && (wantsAttributes(args) || mtime !== null || atime !== null)
      ? await planTree(context, place.times, path)
      : [];
  const changes = [...touched.changes, ...below];
  return {
    changes,
    result: {
      path,
      changed: changes.length > 0,
      ...fileInfo(check ? stat : touched.after),
    },
    diff,
  };
}

async function planCreation(context: FileContext, place: Place, path: string): Promise<Plan> {
  const { args, target, check } = context;
  const diff = stateDiff(path, 'directory', 'absent');
  const blocker = place.components.find(({ stat }) => stat && stat.type !== 'directory');
  const missing = componentPaths(path).filter(
    (component) => !place.components.some((known) => known.path === component && known.stat),
  );
  if (check) {
    return {
      changes: missing.map((component): Change => ({ op: 'mkdir', path: component })),
      result: { path, changed: true },
      diff,
    };
  }
  if (blocker) {
    const at = missing[0] ?? path;
    fail(`There was an issue creating ${at} as requested: [Errno 20] Not a directory: b'${at}'`, {
      path,
    });
  }
  const parent = place.components.findLast(({ stat }) => stat)?.stat ?? null;
  const plans = await nestedFolders(target, missing, args, parent);
  for (const { before, afterDiff } of plans) extendDiff(diff, before, afterDiff);
  const made = plans.at(-1)?.after;
  const changes: Change[] = missing.map((component, index) => ({
    op: 'mkdir',
    path: component,
    ...plans[index]?.attributes,
  }));
  const { atime, mtime } = place.times;
  if (atime !== null || mtime !== null) changes.push({ op: 'touch', path, atime, mtime });
  return {
    changes,
    result: { path, changed: true, ...(made && fileInfo(made)) },
    diff,
  };
}
