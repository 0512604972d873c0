import type { Change, ChangeOutcome, FileStat, ReadTarget } from '../../targets/types.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import { type FileAttributeArguments, fail } from '../define.ts';
import { createdStat } from '../files/creation.ts';
import { planAttributes } from '../files/file-attributes.ts';
import { parentOf } from '../files/paths.ts';

/** Arguments of modules that keep one file in PEM. */
export interface PemFileArguments extends FileAttributeArguments {
  readonly path: string;
  readonly backup: boolean;
}

/** A file as it is on the host. */
export interface PemFile {
  /** null where the folder is missing. */
  readonly parent: FileStat | null;
  readonly stat: FileStat | null;
  /** null where there is none. */
  readonly content: Buffer | null;
  readonly text: string | null;
}

/**
 * Looks at the file, and at its folder.
 * @param wording of the message: what stands around the folder's name, and what it may be instead;
 *   `anyFolder` lets a missing folder pass
 * @throws ModuleFailure where the folder is missing
 */
export async function readPemFile(
  target: ReadTarget,
  path: string,
  { quote = '', what = 'file', anyFolder = false } = {},
): Promise<PemFile> {
  const folder = parentOf(path);
  const [parent, stat, content] = await Promise.all([
    target.stat(folder, { follow: true }),
    target.stat(path, { follow: true }),
    target.readFile(path),
  ]);
  if (parent?.type !== 'directory' && !anyFolder) {
    const name = folder;
    fail(`The directory ${quote}${name}${quote} does not exist or the ${what} is not a directory`, {
      name,
    });
  }
  return { parent, stat, content, text: content?.toString() ?? null };
}

/** What becomes of the file. */
export interface PemWork {
  /** Whether it is made anew. */
  readonly renewed: boolean;
  /** Its text then, or its bytes; null in check mode. */
  readonly text: string | Buffer | null;
  readonly resultOf: (changed: boolean) => Result;
}

/** Plans a new text of the file, and its owner and mode. */
export async function planPemFile(
  { args, check, target }: ModuleContext<PemFileArguments>,
  { parent, stat }: PemFile,
  { renewed, text, resultOf }: PemWork,
): Promise<Plan> {
  const { path } = args;
  if (check && stat === null) return { changes: [], result: resultOf(true) };
  if (parent === null) fail(`Could not replace file: ${path}: [Errno 2] No such file or directory`);
  const current = stat ?? (await createdStat(target, path, 'file', 0, parent));
  const { attributes, changed: other } = await planAttributes(args, { ...current, path }, target);
  const result = resultOf(renewed || other);
  const changes: Change[] = [];
  if (!check && renewed && text !== null) {
    const backup = args.backup && stat !== null;
    const content = Buffer.from(text);
    changes.push({ op: 'write', path, content, ...attributes, ...(backup && { backup }) });
  } else if (!check && other) changes.push({ op: 'attributes', path, ...attributes });
  return {
    changes,
    result,
    finish: (outcomes) => ({ ...result, ...backupFile(outcomes) }),
  };
}

/** Plans the file's end. */
export function planNoPemFile(
  { args }: ModuleContext<PemFileArguments>,
  stat: FileStat | null,
  resultOf: (changed: boolean) => Result,
): Plan {
  const { path, backup } = args;
  const result = resultOf(stat !== null);
  if (stat === null) return { changes: [], result };
  const kept: Change[] = backup
    ? [{ op: 'copy', from: path, to: path, preserve: true, backup }]
    : [];
  return {
    changes: [...kept, { op: 'remove', path }],
    result,
    finish: (outcomes) => ({ ...result, ...backupFile(outcomes) }),
  };
}

/** Names the copy that was kept of the old file, where one was. */
export function backupFile(outcomes: readonly ChangeOutcome[]): Result {
  const backup = outcomes.find((one) => one.backupPath !== undefined)?.backupPath;
  return backup === undefined ? {} : { backup_file: backup };
}
