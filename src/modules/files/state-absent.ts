import type { WalkEntry } from '../../targets/types.ts';
import type { Plan } from '../contract.ts';
import type { FileContext } from './file-arguments.ts';
import { fileInfo, fileState } from './file-info.ts';
import type { Place } from './path-state.ts';
import { joinPath } from './paths.ts';
import { stateDiff } from './state-diff.ts';
import { osWalkOrder } from './walk-order.ts';

/** state=absent: a folder goes with all that is in it. */
export async function planAbsent(context: FileContext, place: Place): Promise<Plan> {
  const { path, lstat, stat } = place;
  if (!lstat) return { changes: [], result: { path, changed: false, state: 'absent' } };
  const diff = stateDiff(path, 'absent', fileState(lstat));
  const directory = lstat.type === 'directory';
  if (directory && context.diff) {
    const entries = osWalkOrder(await linksResolved(context, path));
    const names = (folders: boolean): string[] =>
      entries
        .filter((entry) => (entry.type === 'directory') === folders)
        .map((entry) => joinPath(path, entry.relative));
    diff.before.path_content = { directories: names(true), files: names(false) };
  }
  return {
    changes: [{ op: 'remove', path, ...(directory ? { recursive: true } : {}) }],
    result: {
      path,
      changed: true,
      state: 'absent',
      ...(context.check && stat ? fileInfo(lstat) : {}),
    },
    diff,
  };
}

/** What is below a folder, where links to folders count as folders (as for os.walk). */
async function linksResolved(context: FileContext, folder: string): Promise<WalkEntry[]> {
  const entries = await context.target.walk(folder);
  return Promise.all(
    entries.map(async (entry) => {
      if (entry.type !== 'link') return entry;
      const end = await context.target.stat(joinPath(folder, entry.relative), { follow: true });
      return end?.type === 'directory' ? { ...entry, type: end.type } : entry;
    }),
  );
}
