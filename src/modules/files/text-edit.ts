import type { Change, FileStat } from '../../targets/types.ts';
import type { Diff, ModuleContext, Plan, Result } from '../contract.ts';
import { type FileAttributeArguments, fail } from '../define.ts';
import { createdStat } from './creation.ts';
import { planAttributes } from './file-attributes.ts';
import { missingFolders } from './missing-folders.ts';
import { parentOf } from './paths.ts';

/** Arguments that lineinfile, blockinfile and replace share. */
export interface EditArguments extends FileAttributeArguments {
  readonly path: string;
  readonly backup: boolean;
  readonly validate: string | null;
}

/** A text file as it is. */
export interface EditedFile {
  readonly path: string;
  readonly lstat: FileStat | null;
  /** Followed. */
  readonly stat: FileStat | null;
  readonly content: Buffer | null;
}

/** Reads the file to be edited, in one round trip. @throws ModuleFailure when it is a folder. */
export async function lookAtFile({
  args,
  target,
}: ModuleContext<EditArguments>): Promise<EditedFile> {
  const { path } = args;
  const [lstat, stat, read] = await Promise.all([
    target.stat(path),
    target.stat(path, { follow: true }),
    // A folder is told by its stat: only other faults may be thrown.
    target.readFile(path).catch((error: unknown) => error),
  ]);
  if (stat?.type === 'directory') fail(`Path ${path} is a directory !`, { rc: 256 });
  if (!Buffer.isBuffer(read) && read !== null) throw read;
  return { path, lstat, stat, content: read as Buffer | null };
}

/** What an edit came to. */
export interface Edit {
  /** New content, null where it stays as it is. */
  readonly content: Buffer | null;
  readonly msg: string;
  readonly fields?: Result;
  readonly diff?: Diff;
  /** A second diff tells of ownership and permissions. */
  readonly attributeDiff?: boolean;
  /** Name of the result field that holds the backup's name. */
  readonly backupField: 'backup' | 'backup_file';
}

/** Makes the plan of an edit: content, then ownership and permissions, with Ansible's messages. */
export async function planEdit(
  context: ModuleContext<EditArguments>,
  file: EditedFile,
  edit: Edit,
): Promise<Plan> {
  const { args, check, target } = context;
  const { path, stat, lstat } = file;
  const real = lstat?.type === 'link' ? (lstat.realPath ?? path) : path;
  const changes: Change[] = [];
  const fields: Result = { ...edit.fields };
  const plain = edit.backupField === 'backup' ? { backup: '' } : {};

  if (!stat && check) {
    if (edit.content) changes.push({ op: 'write', path: real, content: edit.content });
    return {
      changes,
      result: { changed: edit.content !== null, msg: edit.msg, ...plain, ...fields },
      ...(edit.diff && { diff: edit.diff }),
    };
  }
  const base = stat
    ? (lstat ?? stat)
    : await newFile(context, path, changes, edit.content?.length ?? 0);
  const wanted = base && (await planAttributes(args, { ...base, path }, target));
  const attributed = wanted?.changed ?? false;
  if (edit.content) {
    if (!check) context.controller.takesFolder?.();
    if (!check && args.validate && !args.validate.includes('%s')) {
      fail(`validate must contain %s: ${args.validate}`);
    }
    changes.push({
      op: 'write',
      path: real,
      content: edit.content,
      ...(args.backup && stat ? { backup: true } : {}),
      ...(args.validate ? { validate: args.validate } : {}),
      ...(args.unsafe_writes ? { unsafeWrites: true } : {}),
    });
  }
  if (wanted?.changed) changes.push({ op: 'attributes', path, ...wanted.attributes });
  const joint = edit.content && attributed ? ' and ' : '';
  const suffix = attributed ? 'ownership, perms or SE linux context changed' : '';
  const result: Result = {
    changed: edit.content !== null || attributed,
    msg: edit.msg + joint + suffix,
    ...plain,
    ...fields,
  };
  const attributeDiff: Diff = {
    ...(attributed && wanted && { before: wanted.before, after: wanted.afterDiff }),
    before_header: `${path} (file attributes)`,
    after_header: `${path} (file attributes)`,
  };
  const writeIndex = changes.findIndex((change) => change.op === 'write');
  return {
    changes,
    result,
    ...(edit.diff && {
      diff: edit.attributeDiff ? [edit.diff, attributeDiff] : edit.diff,
    }),
    ...(args.backup && stat && edit.content
      ? {
          finish: (outcomes) => {
            const backup = outcomes[writeIndex]?.backupPath;
            return backup === undefined ? result : { ...result, [edit.backupField]: backup };
          },
        }
      : {}),
  };
}

/** The stat of a file to be made; adds the folders that it needs. */
async function newFile(
  { target }: ModuleContext<EditArguments>,
  path: string,
  changes: Change[],
  size: number,
): Promise<FileStat> {
  const folder = parentOf(path);
  let parent = await target.stat(folder, { follow: true });
  if (!parent) {
    const made = await missingFolders(target, folder, {});
    changes.push(...made.changes);
    parent = made.parent;
  }
  return createdStat(target, path, 'file', size, parent);
}
