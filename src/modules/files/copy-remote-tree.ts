import type { Change, FileStat, WalkEntry } from '../../targets/types.ts';
import type { Plan } from '../contract.ts';
import { fail, failLacking } from '../define.ts';
import type { CopyContext } from './copy-arguments.ts';
import { createdStat } from './creation.ts';
import { attributePlanner, planAttributes } from './file-attributes.ts';
import { fileInfo } from './file-info.ts';
import { octal } from './mode.ts';
import { basename, dirname, joinPath, parentOf } from './paths.ts';

/** remote_src with a folder: what is missing or differs is copied; nothing is removed. */
export async function planRemoteTree(
  context: CopyContext,
  src: string,
  source: FileStat,
  wantedDest: string,
): Promise<Plan> {
  const { args, target, check } = context;
  // Ansible's default follows links only where the source is on the controller.
  const follow = args.local_follow ?? false;
  const name = basename(src);
  const into = name === '' ? wantedDest.replace(/(?<=.)\/+$/, '') : joinPath(wantedDest, name);
  const [top, parent, entries, present] = await Promise.all([
    target.stat(wantedDest, { follow: true }),
    target.stat(parentOf(wantedDest), { follow: true }),
    target.walk(src, { follow, checksum: 'sha1' }),
    target
      .stat(into, { follow: true })
      .then((stat) =>
        stat?.type === 'directory' ? target.walk(into, { checksum: 'sha1' }) : null,
      ),
  ]);
  if (top && top.type !== 'directory') {
    fail(`Cannot copy directory ${src} over ${wantedDest}: not a directory`);
  }
  if (top && !args.force) {
    const dest = joinPath(wantedDest, name);
    return { changes: [], result: { msg: 'file already exists', src, dest, changed: false } };
  }
  if (!top && !parent && !wantedDest.endsWith('/')) {
    failLacking(`Destination directory ${dirname(wantedDest)} does not exist`);
  }
  const changes: Change[] = [];
  const ownership = attributePlanner({ owner: args.owner, group: args.group }, target);
  if (!present) {
    const fresh = await createdStat(target, into, 'directory', 0, parent);
    const owned = await ownership(fresh);
    changes.push({
      op: 'mkdir',
      path: into,
      parents: true,
      mode: source.mode,
      ...owned.attributes,
    });
  }
  const known = new Map((present ?? []).map((entry) => [entry.relative, entry]));
  for (const entry of entries) {
    await planEntry(context, src, into, entry, known.get(entry.relative), ownership, changes);
  }
  const inside = name === '' ? joinPath(wantedDest, '') : into;
  const dest = top ? inside : wantedDest;
  const base = top ?? (await createdStat(target, dest, 'directory', 0, parent));
  const mode = args.mode === 'preserve' ? octal(source.mode) : args.mode;
  const wanted = await planAttributes({ ...args, mode }, { ...base, path: dest }, target);
  if (wanted.changed) changes.push({ op: 'attributes', path: dest, ...wanted.attributes });
  const old = dest === wantedDest ? top : await target.stat(dest);
  const shown = check ? old : wanted.after;
  return {
    changes,
    result: {
      dest,
      src,
      md5sum: null,
      checksum: null,
      changed: changes.length > 0,
      ...(shown ? fileInfo(shown) : {}),
    },
  };
}

async function planEntry(
  { target }: CopyContext,
  src: string,
  into: string,
  entry: WalkEntry,
  old: WalkEntry | undefined,
  ownership: ReturnType<typeof attributePlanner>,
  changes: Change[],
): Promise<void> {
  const path = joinPath(into, entry.relative);
  const fresh = old ?? (await createdStat(target, path, entry.type, entry.size, null));
  const owned = await ownership({ ...fresh, path });
  if (entry.type === 'directory') {
    if (!old) changes.push({ op: 'mkdir', path, mode: entry.mode, ...owned.attributes });
    else if (owned.changed) changes.push({ op: 'attributes', path, ...owned.attributes });
  } else if (entry.type === 'link') {
    if (old?.linkTarget !== entry.linkTarget)
      changes.push({ op: 'symlink', path, target: entry.linkTarget ?? '' });
    if (owned.changed) changes.push({ op: 'attributes', path, ...owned.attributes });
  } else if (old?.checksum !== entry.checksum) {
    changes.push({
      op: 'copy',
      from: joinPath(src, entry.relative),
      to: path,
      mode: entry.mode,
      ...owned.attributes,
    });
  } else if (owned.changed) {
    changes.push({ op: 'attributes', path, ...owned.attributes });
  }
}
