import { randomBytes } from 'node:crypto';
import { TroupeError } from '../../diagnostics/errors.ts';
import type { Change, ReadTarget } from '../../targets/types.ts';
import { stringRepr } from '../../values/string-repr.ts';
import type { Result } from '../contract.ts';
import { asException, crashed } from '../definition/crash.ts';
import { createdStat } from './creation.ts';
import { fileInfo } from './file-info.ts';
import { basename, dirname } from './paths.ts';
import { stagedPath } from './temporary-name.ts';

/**
 * The result where ownership or permissions could not be set: it tells of the path as it is then. Undefined for other failures.
 * @param change the one that failed, where it is known.
 */
export async function attributeFailure(
  error: Error,
  change: Change | undefined,
  target: ReadTarget,
): Promise<Result | undefined> {
  const { message } = error;
  const path = failedPath(error);
  if (path !== undefined && /^ch(own|grp) failed/.test(message)) {
    const msg = message.startsWith('chgrp failed: [Errno') ? 'chgrp failed' : message;
    const info = { ...(await infoOfWritten(change, target)), ...(await infoAt(path, target)) };
    return { failed: true, changed: false, msg, path, ...info };
  }
  if (change?.op !== 'attributes' || !message.startsWith('[Errno')) return undefined;
  const exception = asException(error) ?? `OSError: ${message}`;
  return { changed: false, ...crashed(exception, target), failed: true };
}

/** A new file is put in place with its owner or not at all; Ansible has it there for a while. */
async function infoOfWritten(change: Change | undefined, target: ReadTarget): Promise<Result> {
  if (change?.op !== 'write') return {};
  const { content, path } = change;
  const size = Buffer.isBuffer(content) ? content.length : content.size;
  return fileInfo(await createdStat(target, path, 'file', size, null));
}

function failedPath(error: Error): string | undefined {
  const { path } = error as { path?: unknown };
  return typeof path === 'string' ? path : undefined;
}

/** The result where new content could not be put in place, in the words of `atomic_move`. */
export function unwritable(
  error: Error,
  change: Change | undefined,
  target: ReadTarget,
): Result | undefined {
  if (change?.op !== 'write') return undefined;
  const { code } = error as { code?: unknown };
  const folder = dirname(change.path) || '.';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return failedBy(error, unplaced(error, change.path, target));
    case 'EACCES':
    case 'EROFS': {
      const reason = `${withoutPath(error)}: b${stringRepr(temporaryOf(change.path))}`;
      return failedBy(
        error,
        `The destination directory (${folder}) is not writable by the current user. Error was: ${reason}`,
      );
    }
    case 'ENOSPC':
    case 'EDQUOT': {
      const staged = stagedPath(target).replace(/source$/, `tmp${randomLetters()}`);
      return failedBy(error, noSpace(error, staged, change.path, staged));
    }
    default:
      return undefined;
  }
}

/** What a copy beside the destination ends in where there is no room for it. */
export function noSpace(error: Error, staged: string, path: string, shown: string): string {
  const paths = `b${stringRepr(staged)} -> b${stringRepr(temporaryOf(path))}`;
  return `Failed to replace file: ${shown} to ${path}: ${withoutPath(error)}: ${paths}`;
}

/** Of a folder that isn't there the rename tells, with both its paths. */
function unplaced(error: Error, path: string, target: ReadTarget): string {
  const staged = stagedPath(target).replace(/source$/, `tmp${randomLetters()}`);
  const paths = `b${stringRepr(staged)} -> b${stringRepr(path)}`;
  return `Could not replace file: ${staged} to ${path}: ${withoutPath(error)}: ${paths}`;
}

/** A failure's reason for a path of another name: a temporary file, or one that Python opens itself. */
export function reasonAt(error: Error, shown: string): Error {
  return Object.assign(new Error(`${withoutPath(error)}: ${shown}`), {
    code: (error as { code?: unknown }).code,
  });
}

function failedBy(error: Error, msg: string): Result {
  const exception = asException(error) ?? `OSError: ${error.message}`;
  return { failed: true, changed: false, msg, exception };
}

function withoutPath({ message }: Error): string {
  return message.replace(/: b?['"].*$/s, '');
}

/** The name under which new content stands beside a file for a while. */
function temporaryOf(path: string): string {
  return `${dirname(path) || '.'}/.ansible_tmp${randomLetters()}${basename(path)}`;
}

/** As many as Python's tempfile puts into a name. */
export const randomLetters = (): string => randomBytes(4).toString('hex');

/** What results tell of a path besides; nothing where it can't be looked at. */
export async function infoAt(path: string, target: ReadTarget): Promise<Result> {
  try {
    const [stat, end] = await Promise.all([target.stat(path), target.stat(path, { follow: true })]);
    return stat === null || end === null ? {} : fileInfo(stat);
  } catch (error) {
    if (!(error instanceof TroupeError)) throw error;
    return {};
  }
}
