import type { FileStat } from '../../targets/types.ts';
import { fail, ModuleFailure } from '../define.ts';
import { findAccount } from './accounts.ts';
import { ARCHIVE, readArchive } from './archive-source.ts';
import { umaskOf } from './creation.ts';
import { fnmatchRegExp } from './fnmatch.ts';
import { type ModeContext, parseMode } from './mode.ts';
import { joinPath } from './paths.ts';
import type { Unpacked, UnpackTask } from './unarchive-arguments.ts';
import { noHandler } from './unarchive-tar.ts';
import { differingContent } from './zip-checksums.ts';

/** One line of zipinfo. */
interface ZipEntry {
  readonly path: string;
  readonly type: 'd' | 'L' | 'f';
  readonly permissions: string;
  readonly size: number;
  /** `YYYY-MM-DD HH:MM:SS`, local time of the target. */
  readonly time: string;
  readonly special: boolean;
}

/** Lists a zip archive and compares it with the target: kind, time, size, content, permissions, owner and group. */
export async function lookAtZip(task: UnpackTask): Promise<Unpacked> {
  const { args, target } = task.context;
  const [unzip, listing] = await Promise.all([
    target.which('unzip'),
    readArchive(target, task.source, [
      'zipinfo',
      '-T',
      '-s',
      ARCHIVE,
      ...(args.exclude.length ? ['-x', ...args.exclude] : []),
      ...args.include,
    ]),
  ]);
  if (unzip === null) {
    fail(noHandler(task, "Unable to find required 'unzip' binary in the path."));
  }
  const entries = parseListing(listing.out);
  if (!entries.length && listing.rc !== 0) {
    fail(noHandler(task, `Command "${unzip}" could not handle archive: ${listing.err}`));
  }
  const wanted = entries.filter((entry) => isWanted(entry.path, args));
  const [times, wantedIds, umask, ...stats] = await Promise.all([
    epochs(task, wanted),
    futureOwner(task),
    umaskOf(target),
    ...wanted.map((entry) => target.stat(joinPath(args.dest, entry.path))),
  ]);
  const found = wanted.map((entry, index) => ({
    ...entry,
    stat: stats[index] ?? null,
    seconds: times[index] ?? 0,
  }));
  const looked = found.filter((entry) => !isKept(task, entry));
  const kept = found.filter((entry) => isKept(task, entry));
  const exclude = [...args.exclude, ...kept.map(({ path }) => path)];
  // What is kept counts as excluded from here on, also in what the task shows.
  Object.assign(args, { exclude });
  const other = await differingContent(task, looked);
  const lines = looked.map((entry) =>
    difference(task, entry, other.has(entry.path), wantedIds, umask),
  );
  const diff = lines.join('');
  return {
    files: wanted.map((entry) => entry.path),
    unarchived: diff === '',
    diff,
    extract: [
      unzip,
      '-o',
      ...args.extra_opts,
      ARCHIVE,
      ...(exclude.length ? ['-x', ...exclude] : []),
      ...args.include,
      '-d',
      args.dest,
    ],
  };
}

function isWanted(
  path: string,
  args: { readonly include: readonly string[]; readonly exclude: readonly string[] },
): boolean {
  const fits = (pattern: string): boolean => fnmatchRegExp(pattern).test(path);
  return args.include.length ? args.include.some(fits) : !args.exclude.some(fits);
}

function parseListing(text: string): ZipEntry[] {
  const entries: ZipEntry[] = [];
  for (const line of text.split('\n')) {
    const match =
      /^([dl?-])([rwxstah-]{6}|[rwxstahST-]{9})\s+(\S+)\s+(\S+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(\d{8}\.\d{6}) (.*)$/.exec(
        line,
      );
    if (!match) continue;
    const [, type = '', permissions = '', , , size, , , stamp = '', path = ''] = match;
    const time = stamp.replace(/(\d{4})(\d\d)(\d\d)\.(\d\d)(\d\d)(\d\d)/, '$1-$2-$3 $4:$5:$6');
    entries.push({
      path,
      type: path.endsWith('/') ? 'd' : type === 'l' ? 'L' : 'f',
      permissions,
      size: Number(size),
      time,
      special: type === '?',
    });
  }
  return entries;
}

/** Local times of the target as seconds since the epoch. */
async function epochs(task: UnpackTask, entries: readonly ZipEntry[]): Promise<number[]> {
  const answer = await task.context.target.query({
    argv: ['date', '-f', '-', '+%s'],
    stdin: entries.map((entry) => `${entry.time}\n`).join(''),
  });
  const seconds = answer.stdout.toString('latin1').trim().split('\n').map(Number);
  return answer.rc === 0 && seconds.length === entries.length
    ? seconds
    : entries.map((entry) => Date.parse(`${entry.time.replace(' ', 'T')}Z`) / 1000);
}

async function futureOwner({ context }: UnpackTask): Promise<{ uid: number; gid: number }> {
  const { args, target } = context;
  const { user } = target.platform;
  const [owner, group] = await Promise.all([
    args.owner ? findAccount(target, 'passwd', args.owner) : null,
    args.group ? findAccount(target, 'group', args.group) : null,
  ]);
  return { uid: owner?.id ?? user.uid, gid: group?.id ?? user.gid };
}

/** An entry, what stands in its place, and its time as seconds since the epoch. */
interface FoundEntry extends ZipEntry {
  readonly stat: FileStat | null;
  readonly seconds: number;
}

/** A newer file stays as it is with `keep_newer`. */
function isKept({ context }: UnpackTask, { type, stat, seconds }: FoundEntry): boolean {
  if (!context.args.keep_newer || type !== 'f' || stat?.type !== 'file') return false;
  return seconds < stat.mtime;
}

/** An itemized line as rsync writes them, empty where nothing differs. */
function difference(
  { context }: UnpackTask,
  entry: FoundEntry,
  differs: boolean,
  ids: { uid: number; gid: number },
  umask: number,
): string {
  const { type, path, stat, seconds } = entry;
  if (!stat) return `>${type}++++++.?? ${path}\n`;
  const found = stat.type === 'directory' ? 'd' : stat.type === 'link' ? 'L' : 'f';
  if (found !== type) return `c${type}++++++.?? ${path}\n`;
  const marks = [...`.${type}.......??`];
  if (stat.type === 'file') {
    if (differs) marks[2] = 'c';
    if (seconds !== stat.mtime) marks[4] = 't';
    if (entry.size !== stat.size) marks[3] = 's';
  }
  if (type !== 'L' && entryMode(context.args.mode, entry, stat, umask) !== stat.mode) {
    marks[5] = 'p';
  }
  if (stat.uid !== ids.uid) marks[6] = 'o';
  // Ansible writes the group's mark where the owner's stands.
  if (stat.gid !== ids.gid) marks[6] = 'g';
  const line = marks.join('');
  return line === `.${type}.......??` ? '' : `${line} ${path}\n`;
}

/** @throws ModuleFailure with the fault alone, which this module does not explain further. */
function wantedMode(mode: unknown, context: ModeContext, path: string): number {
  try {
    return parseMode(mode, context, path);
  } catch (error) {
    if (!(error instanceof ModuleFailure)) throw error;
    return fail(String(error.result.details), { path });
  }
}

function entryMode(mode: unknown, entry: ZipEntry, stat: FileStat, umask: number): number {
  if (mode !== null && mode !== undefined) {
    const context = { mode: stat.mode, directory: stat.type === 'directory', umask };
    return wantedMode(mode, context, entry.path);
  }
  const dos = entry.permissions.length === 6;
  const full = entry.type === 'd' || entry.permissions === 'rwx---';
  const permissions = dos ? (full ? 'rwxrwxrwx' : 'rw-rw-rw-') : entry.permissions;
  let bits = 0;
  for (const letter of permissions) bits = bits * 2 + (/[rwxst]/.test(letter) ? 1 : 0);
  return dos && !entry.special ? bits & ~umask : bits;
}
