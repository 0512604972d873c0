import { TargetError } from '../../diagnostics/errors.ts';
import type { Digests } from '../../targets/digest.ts';
import { ApplyError, ValidationError } from '../../targets/errors.ts';
import type { Change, FileStat } from '../../targets/types.ts';
import { stringRepr } from '../../values/string-repr.ts';
import type { Json, Plan, Result } from '../contract.ts';
import { fail, failAction, failLacking, ModuleFailure } from '../define.ts';
import { asException } from '../definition/crash.ts';
import { attributeFailure, noSpace } from './change-failure.ts';
import { contentDiff } from './content-diff.ts';
import type { CopyContext } from './copy-arguments.ts';
import {
  checkInvocation,
  copyInvocation,
  fileInvocation,
  taskInvocation,
} from './copy-invocation.ts';
import type { CopySource } from './copy-source.ts';
import { createdStat, umaskOf } from './creation.ts';
import { planAttributes } from './file-attributes.ts';
import { fileInfo, fileState } from './file-info.ts';
import { missingFolders } from './missing-folders.ts';
import { basename, dirname, joinPath, parentOf } from './paths.ts';
import { stateDiff } from './state-diff.ts';
import { stagedPath } from './temporary-name.ts';

/** What is at the place where a file is to go. */
interface Destination {
  readonly path: string;
  readonly lstat: FileStat | null;
  /** Followed, with sha1 of a regular file (unless the source is large). */
  readonly stat: FileStat | null;
  /** The folder it is in. */
  readonly parent: FileStat | null;
}

/**
 * Plans one file: content where it differs, else attributes. One round trip; one more for a diff's old text or
 * for folders to be made.
 * @param fromContent the source is the `content` argument, which can't go into a folder.
 */
export async function planCopyFile(
  context: CopyContext,
  source: CopySource,
  fromContent: boolean,
): Promise<Plan> {
  const { args } = context;
  const found = await lookAtDestination(context, source, fromContent);
  if (found.parent && found.parent.type !== 'directory') throw notFolder(found.path);
  if (found.stat && !args.force) {
    return {
      changes: [],
      result: {
        dest: args.dest,
        src: source.shown,
        changed: false,
        invocation: taskInvocation(context),
      },
    };
  }
  const replacesLink = found.lstat?.type === 'link' && (!args.follow || !found.stat);
  try {
    return found.stat && !replacesLink && (await isSame(context, source, found))
      ? await planSameContent(context, source, found.stat, found)
      : await planNewContent(context, source, found, replacesLink);
  } catch (error) {
    if (!(error instanceof ModuleFailure)) throw error;
    const checksum = await source.sha1();
    const passed = (): Result =>
      copyInvocation(context, source, checksum, stagedPath(context.target));
    throw error.beneath({ checksum }, error.moduleArgs === undefined ? passed() : undefined);
  }
}

/** What Ansible ends a task with for a path below something that is no folder. */
export function notFolder(path: string): TargetError {
  return new TargetError(`Failed to get information on remote file (${path}): Not a directory`);
}

/** Whether a file's content is there already; a large one is only hashed where the sizes are equal. */
async function isSame(
  { target }: CopyContext,
  source: CopySource,
  { path, stat }: Destination,
): Promise<boolean> {
  if (stat?.type !== 'file' || stat.size !== source.size) return false;
  if (!source.isLarge) return stat.checksum === (await source.sha1());
  const [there, here] = await Promise.all([
    target.stat(path, { follow: true, checksum: 'sha1' }),
    source.sha1(),
  ]);
  return there?.checksum === here;
}

async function lookAtDestination(
  context: CopyContext,
  source: CopySource,
  fromContent: boolean,
): Promise<Destination> {
  const { args, target } = context;
  const inside = joinPath(args.dest, source.name);
  const look = (path: string) =>
    Promise.all([
      target.stat(path).catch(unknowable),
      target
        .stat(path, { follow: true, ...(source.isLarge ? {} : { checksum: 'sha1' }) })
        // What can't be read differs.
        .catch(() => target.stat(path, { follow: true }).catch(unknowable)),
      target.stat(parentOf(path), { follow: true }).catch(unknowable),
      // Asked here so that it travels along; known from then on.
      umaskOf(target),
    ]);
  if (args.dest.endsWith('/')) {
    const [lstat, stat, parent] = await look(inside);
    return { path: inside, lstat, stat, parent };
  }
  const [[lstat, stat, parent], [insideLstat, insideStat]] = await Promise.all([
    look(args.dest),
    look(inside),
  ]);
  if (stat?.type !== 'directory') return { path: args.dest, lstat, stat, parent };
  if (fromContent) {
    const msg = 'can not use content with a dir as dest';
    throw new ModuleFailure({ msg }, checkInvocation(context));
  }
  return { path: inside, lstat: insideLstat, stat: insideStat, parent: stat };
}

/** @throws ModuleFailure where a path may not be looked at, as the action words it. */
function unknowable(error: unknown): never {
  const { code, path } = error as { code?: unknown; path?: unknown };
  if (code !== 'EACCES') throw error;
  return failAction(`Failed to get information on remote file (${path}): Permission denied`, {
    changed: undefined,
  });
}

/** Only ownership and permissions can differ; the result is the file module's. */
async function planSameContent(
  context: CopyContext,
  source: CopySource,
  stat: FileStat,
  { path, lstat }: Destination,
): Promise<Plan> {
  const real = lstat?.type === 'link' ? (lstat.realPath ?? path) : path;
  const wanted = await planAttributes(context.args, { ...stat, path: real }, context.target);
  const diff = stateDiff(real, 'file', fileState(stat));
  Object.assign(diff.before, wanted.before);
  Object.assign(diff.after, wanted.afterDiff);
  return {
    changes: wanted.changed ? [{ op: 'attributes', path: real, ...wanted.attributes }] : [],
    result: {
      diff: diff as unknown as Json,
      path: real,
      changed: wanted.changed,
      ...fileInfo(context.check ? stat : wanted.after),
      invocation: { module_args: fileInvocation(context, real, source.name) },
      checksum: await source.sha1(),
      dest: real,
    },
  };
}

async function planNewContent(
  context: CopyContext,
  source: CopySource,
  found: Destination,
  replacesLink: boolean,
): Promise<Plan> {
  const { args, target, check } = context;
  const { stat, lstat } = found;
  const diff = context.diff
    ? [await contentDiff(target, found.path, stat, source, context.noLog)]
    : [];
  const followed = lstat?.type === 'link' && args.follow && stat !== null;
  const path = followed ? (lstat.realPath ?? found.path) : found.path;
  const write = (change: Partial<Extract<Change, { op: 'write' }>>): Change => ({
    op: 'write',
    path,
    content: source.content,
    ...change,
  });
  if (check) {
    const invocation = taskInvocation(context);
    return {
      changes: [write({})],
      result: { diff: diff as unknown as Json, changed: true, invocation },
    };
  }

  const checksum: Result = source.isLarge ? {} : { checksum: await source.sha1() };
  const failure: Result = { ...checksum, diff: diff as unknown as Json };
  if (context.unsupported !== undefined) fail(context.unsupported, failure);
  await checkArguments(context, source, failure);
  const folders = await foldersFor(context, path, found, failure);
  const old = replacesLink ? null : stat;
  const fresh = old ?? (await createdStat(target, path, 'file', source.size, folders.parent));
  const wanted = await planAttributes(args, { ...fresh, path, size: source.size }, target).catch(
    (error: unknown) => {
      if (!(error instanceof ModuleFailure)) throw error;
      throw error.beneath(failure);
    },
  );
  const changes: Change[] = [...folders.changes];
  if (replacesLink) changes.push({ op: 'remove', path });
  changes.push(
    write({
      ...wanted.attributes,
      ...(args.backup && stat ? { backup: true } : {}),
      ...(args.validate ? { validate: args.validate } : {}),
      ...(args.unsafe_writes ? { unsafeWrites: true } : {}),
      ...(source.isLarge ? { digests: ['sha1', 'md5'] } : {}),
    }),
  );
  const staged = stagedPath(target);
  const describe = ({ sha1 = '', md5 = '' }: Digests, backup: string | undefined): Result => ({
    diff: diff as unknown as Json,
    dest: path.includes('/') ? path : `./${path}`,
    src: staged,
    md5sum: md5,
    checksum: sha1,
    changed: true,
    ...(backup === undefined ? {} : { backup_file: backup }),
    ...fileInfo({ ...wanted.after, links: old ? wanted.after.links : 1 }),
  });
  const known = source.isLarge ? {} : { sha1: await source.sha1(), md5: await source.md5() };
  const moduleArgs = copyInvocation(context, source, known.sha1 ?? null, staged);
  return {
    changes,
    result: describe(known, undefined),
    moduleArgs,
    ...(source.isLarge || (args.backup && stat)
      ? {
          finish: (outcomes) => {
            const { digests = known, backupPath } = outcomes.at(-1) ?? {};
            moduleArgs.checksum ??= digests.sha1;
            return describe(digests, backupPath);
          },
        }
      : {}),
    failed: async (error, outcomes, target) => {
      const own = await attributeFailure(error, changes[outcomes.length], target);
      if (own !== undefined) return { ...failure, ...own };
      const told = copyFailure(error, staged, path, failure);
      return (error as { code?: unknown }).code === 'ENOSPC'
        ? { ...told, msg: noSpace(error, staged, path, `b${stringRepr(staged)}`) }
        : told;
    },
  };
}

async function checkArguments(
  { args }: CopyContext,
  source: CopySource,
  failure: Result,
): Promise<void> {
  if (args.checksum && args.checksum !== (await source.sha1())) {
    fail('Copied file does not match the expected checksum. Transfer failed.', {
      ...failure,
      expected_checksum: args.checksum,
    });
  }
  if (args.validate && !args.validate.includes('%s')) {
    fail(`validate must contain %s: ${args.validate}`, failure);
  }
}

/** The folders to make: only below a `dest` that ends in a slash, as Ansible does. */
async function foldersFor(
  context: CopyContext,
  path: string,
  found: Destination,
  failure: Result,
): Promise<{ changes: Change[]; parent: FileStat | null }> {
  const { args, target } = context;
  const folder = parentOf(path);
  // Below a link that is followed the folder is another one.
  const parent = path === found.path ? found.parent : await target.stat(folder, { follow: true });
  if (parent) {
    if (!parent.writable && !args.unsafe_writes) {
      fail(`Destination ${dirname(path)} not writable`, failure);
    }
    return { changes: [], parent };
  }
  if (!args.dest.endsWith('/')) {
    failLacking(`Destination directory ${dirname(path)} does not exist`, failure);
  }
  return missingFolders(target, folder, { ...args, mode: args.directory_mode });
}

/**
 * The result of a copy that could not be applied.
 * @param traced whether it tells of the exception too, as copies on the host itself do
 */
export function copyFailure(
  error: Error,
  src: string,
  dest: string,
  fields: Result,
  traced = false,
): Result {
  const cause = error instanceof ApplyError ? error.cause : error;
  if (cause instanceof ValidationError) {
    const { rc, stdout, stderr } = cause;
    const msg = 'failed to validate';
    return { ...fields, failed: true, changed: false, msg, exit_status: rc, stdout, stderr };
  }
  return {
    ...fields,
    failed: true,
    changed: false,
    msg: `failed to copy: ${src} to ${dest}`,
    ...(traced && {
      traceback: `Traceback (most recent call last):\n${asException(error) ?? error.message}\n`,
    }),
    exception: `${basename(dest)}: ${error.message}`,
  };
}
