import type { Plan } from '../contract.ts';
import type { FileContext } from './file-arguments.ts';
import { fileInfo, fileState } from './file-info.ts';
import type { Place } from './path-state.ts';
import { joinPath } from './paths.ts';
import { stateDiff } from './state-diff.ts';

/** state=absent: a folder goes with all that is in it. */
export async function planAbsent(context: FileContext, place: Place): Promise<Plan> {
  const { path, lstat, stat } = place;
  if (!lstat) return { changes: [], result: { path, changed: false, state: 'absent' } };
  const diff = stateDiff(path, 'absent', fileState(lstat));
  const directory = lstat.type === 'directory';
  if (directory && context.diff) {
    const entries = await context.target.walk(path);
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
