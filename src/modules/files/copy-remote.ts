import type { FileStat } from '../../targets/types.ts';
import { stringRepr } from '../../values/string-repr.ts';
import type { Plan, Result } from '../contract.ts';
import { fail, failLacking, ModuleFailure } from '../define.ts';
import { randomLetters, reasonAt } from './change-failure.ts';
import type { CopyContext } from './copy-arguments.ts';
import { copyFailure } from './copy-file.ts';
import { planRemoteTree } from './copy-remote-tree.ts';
import { createdStat } from './creation.ts';
import { planAttributes } from './file-attributes.ts';
import { fileInfo } from './file-info.ts';
import { missingFolders } from './missing-folders.ts';
import { octal } from './mode.ts';
import { basename, dirname, joinPath, parentOf } from './paths.ts';

/** remote_src: a file or folder of the target itself is copied there. */
export async function planCopyRemote(context: CopyContext, src: string): Promise<Plan> {
  const { args, target } = context;
  const dest = args.dest.includes('/') ? args.dest : `./${args.dest}`;
  const source = await target.stat(src, { follow: true, checksum: 'sha1' });
  if (!source) return fail(`Source ${src} not found`);
  if (!source.readable) return fail(`Source ${src} not readable`);
  if (source.type === 'directory') return planRemoteTree(context, src, source, dest);
  if (source.type !== 'file') return fail(`Cannot copy invalid source '${src}': not a file`);
  return planRemoteFile(context, src, source, dest);
}

async function planRemoteFile(
  context: CopyContext,
  src: string,
  source: FileStat,
  wantedDest: string,
): Promise<Plan> {
  const { args, target, check } = context;
  if (args.checksum && args.checksum !== source.checksum) {
    fail('Copied file does not match the expected checksum. Transfer failed.', {
      checksum: source.checksum,
      expected_checksum: args.checksum,
    });
  }
  const look = (path: string) =>
    Promise.all([
      target.stat(path),
      target.stat(path, { follow: true, checksum: 'sha1' }),
      target.stat(parentOf(path), { follow: true }),
    ]);
  let dest = wantedDest;
  let [[lstat, stat, parent], inside] = await Promise.all([
    look(dest),
    look(joinPath(dest, basename(src))),
  ]);
  const folder = dest.endsWith('/') ? dest.replace(/(?<=.)\/+$/, '') : null;
  if (folder !== null && !stat && check) {
    return {
      changes: [{ op: 'mkdir', path: folder, parents: true }],
      result: { msg: `dest directory ${folder} would be created`, changed: true, src },
    };
  }
  const makesFolder = folder !== null && !stat;
  if (makesFolder || stat?.type === 'directory') {
    dest = joinPath(dest, basename(src));
    [lstat, stat, parent] = inside;
  }
  if (lstat?.type === 'link' && args.follow && stat) dest = lstat.realPath ?? dest;
  if (stat && !args.force) {
    return {
      changes: [],
      result: { msg: 'file already exists', src, dest, changed: false, ...fileInfo(lstat ?? stat) },
    };
  }
  if (!parent && !makesFolder) failLacking(`Destination directory ${dirname(dest)} does not exist`);
  if (parent && !parent.writable && !args.unsafe_writes) {
    fail(`Destination ${dirname(dest)} not writable`);
  }
  const folders = makesFolder
    ? await missingFolders(target, parentOf(dest), { ...args, mode: args.directory_mode })
    : { changes: [], parent };
  const changes = [...folders.changes];
  const replacesLink = lstat?.type === 'link' && !args.follow;
  const differs = stat?.checksum !== source.checksum || replacesLink;
  const old = replacesLink ? null : stat;
  const base = old ?? (await createdStat(target, dest, 'file', source.size, folders.parent));
  const mode = args.mode === 'preserve' ? octal(source.mode) : args.mode;
  const planned = { ...base, path: dest, size: source.size };
  const wanted = await planAttributes({ ...args, mode }, planned, target).catch((error) => {
    // A dry run does not look at who shall own a file that isn't there.
    if (!check || old !== null || !(error instanceof ModuleFailure)) throw error;
    return planAttributes({}, planned, target);
  });
  if (differs) {
    if (args.validate && !args.validate.includes('%s')) {
      fail(`validate must contain %s: ${args.validate}`);
    }
    if (replacesLink) changes.push({ op: 'remove', path: dest });
    changes.push({
      op: 'copy',
      from: src,
      to: dest,
      ...(args.backup && stat ? { backup: true } : {}),
      ...(args.validate ? { validate: args.validate } : {}),
      ...wanted.attributes,
    });
  } else if (wanted.changed) {
    changes.push({ op: 'attributes', path: dest, ...wanted.attributes });
  }
  const shown = check ? stat && (args.follow ? stat : lstat) : wanted.after;
  const md5 = await target.stat(src, { follow: true, checksum: 'md5' });
  const result: Result = {
    dest,
    src,
    md5sum: md5?.checksum ?? null,
    checksum: source.checksum,
    changed: changes.length > 0,
    ...(shown ? fileInfo(shown) : {}),
  };
  const copyIndex = changes.findIndex((change) => change.op === 'copy');
  return {
    changes,
    result,
    ...(args.backup && stat && differs
      ? {
          finish: (outcomes) => {
            const backup = outcomes[copyIndex]?.backupPath;
            return backup === undefined ? result : { ...result, backup_file: backup };
          },
        }
      : {}),
    failed: (error) => {
      const paths = `b${stringRepr(src)} -> b${stringRepr(joinPath(dirname(dest), `tmp${randomLetters()}`))}`;
      const isFull = (error as { code?: unknown }).code === 'ENOSPC';
      return copyFailure(isFull ? reasonAt(error, paths) : error, src, dest, {}, true);
    },
  };
}
