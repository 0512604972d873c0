import { TargetError } from '../../diagnostics/errors.ts';
import { decodeText } from '../../targets/text.ts';
import type { FileStat, ReadTarget } from '../../targets/types.ts';
import type { Diff } from '../contract.ts';
import { type CopySource, contentBytes } from './copy-source.ts';

/** MAX_FILE_SIZE_FOR_DIFF */
const LIMIT = 104448;
/** So much of a file is looked at for a NUL byte, which makes it binary. */
const PEEK = 8192;

/**
 * The diff of a file's content that copy and template show.
 * @param dest where the content goes; its present content is read from the target.
 */
export async function contentDiff(
  target: ReadTarget,
  dest: string,
  before: FileStat | null,
  source: CopySource,
  noLog: boolean,
): Promise<Diff> {
  const diff: Diff = {};
  if (!before) {
    diff.before = '';
  } else if (before.size > LIMIT) {
    diff.dst_larger = LIMIT;
  } else if (before.type === 'file') {
    const bytes = await readOld(target, dest);
    if (bytes?.subarray(0, PEEK).includes(0)) {
      diff.dst_binary = 1;
    } else if (bytes !== undefined) {
      diff.before_header = dest;
      diff.before = decodeText(bytes);
    }
  }
  if (source.size > LIMIT) {
    diff.src_larger = LIMIT;
  } else {
    const bytes = contentBytes(source.content);
    if (bytes.includes(0)) {
      diff.src_binary = 1;
    } else {
      diff.after_header = source.shown;
      diff.after = decodeText(bytes);
    }
  }
  if (!noLog) return diff;
  if (diff.before !== undefined) diff.before = '';
  if (diff.after !== undefined) {
    diff.after =
      " [[ Diff output has been hidden because 'no_log: true' was specified for this result ]]\n";
  }
  return diff;
}

/** Undefined where it can't be read: then it isn't shown. */
async function readOld(target: ReadTarget, path: string): Promise<Buffer | undefined> {
  try {
    return (await target.readFile(path)) ?? Buffer.alloc(0);
  } catch (error) {
    if (error instanceof TargetError) return undefined;
    throw error;
  }
}
