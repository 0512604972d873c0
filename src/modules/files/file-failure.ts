import type { Change, ReadTarget } from '../../targets/types.ts';
import type { Plan, Result } from '../contract.ts';
import { withTextPath } from '../definition/python-text.ts';
import { attributeFailure, infoAt } from './change-failure.ts';

/** How the file module words a change that could not be made. */
export function fileFailure(
  plan: Plan,
  path: string,
  replaces: boolean,
): NonNullable<Plan['failed']> {
  return async (error, outcomes, target) => {
    const change = plan.changes[outcomes.length];
    const attributes = await attributeFailure(error, change, target);
    if (attributes !== undefined) return attributes;
    const result = worded(change, error.message, path, replaces);
    return { failed: true, changed: false, ...result, ...(await shownInfo(result, target)) };
  };
}

function worded(
  change: Change | undefined,
  message: string,
  path: string,
  replaces: boolean,
): Result {
  switch (change?.op) {
    case 'mkdir':
      return { msg: `There was an issue creating ${change.path} as requested: ${message}`, path };
    case 'write':
      return { msg: `Error, could not touch target: ${withoutPath(message)}: b'${path}'`, path };
    case 'touch': {
      const reason = withoutPath(message);
      const at = change.path;
      return { msg: `Error while updating modification or access time: ${reason}`, path: at };
    }
    case 'symlink':
    case 'hardlink': {
      if (replaces) return { msg: `Error while replacing: ${message}`, path };
      const ends = `b'${change.target}' -> b'${change.path}'`;
      return { msg: `Error while linking: ${withoutPath(message)}: ${ends}`, path };
    }
    case 'remove':
      return change.recursive
        ? { msg: `rmtree failed: ${withTextPath(message)}` }
        : { msg: `unlinking failed: ${message} `, path };
    default:
      return { msg: message };
  }
}

/** `[Errno 13] Permission denied` of an error that names its path. */
function withoutPath(message: string): string {
  return /^(\[Errno \d+\] [^:]*)/.exec(message)?.[1] ?? message;
}

async function shownInfo({ path }: Result, target: ReadTarget): Promise<Result> {
  return typeof path === 'string' ? infoAt(path, target) : {};
}
