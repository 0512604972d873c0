import type { FileStat } from '../../targets/types.ts';
import { fail } from '../define.ts';
import { findAccount } from './accounts.ts';
import { ARCHIVE, readArchive } from './archive-source.ts';
import { umaskOf } from './creation.ts';
import { fnmatchRegExp } from './fnmatch.ts';
import { parseMode } from './mode.ts';
import { joinPath } from './paths.ts';
import type { Unpacked, UnpackTask } from './unarchive-arguments.ts';
import { noHandler } from './unarchive-tar.ts';

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

/** Lists a zip archive and compares it with the target: kind, time, size, permissions, owner and group. */
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
  let diff = '';
  for (const [index, entry] of wanted.entries()) {
    diff += difference(task, entry, stats[index] ?? null, times[index] ?? 0, wantedIds, umask);
  }
  return {
    files: wanted.map((entry) => entry.path),
    unarchived: diff === '',
    diff,
    extract: [
      unzip,
      '-o',
      ...args.extra_opts,
      ARCHIVE,
      ...(args.exclude.length ? ['-x', ...args.exclude] : []),
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

/** An itemized line as rsync writes them, empty where nothing differs. */
function difference(
  { context }: UnpackTask,
  entry: ZipEntry,
  stat: FileStat | null,
  time: number,
  ids: { uid: number; gid: number },
  umask: number,
): string {
  const { type, path } = entry;
  if (!stat) return `>${type}++++++.?? ${path}\n`;
  const found = stat.type === 'directory' ? 'd' : stat.type === 'link' ? 'L' : 'f';
  if (found !== type) return `c${type}++++++.?? ${path}\n`;
  const marks = [...`.${type}.......??`];
  if (stat.type === 'file') {
    if (context.args.keep_newer && time < stat.mtime) return '';
    if (time !== stat.mtime) marks[4] = 't';
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

function entryMode(mode: unknown, entry: ZipEntry, stat: FileStat, umask: number): number {
  if (mode !== null && mode !== undefined) {
    const context = { mode: stat.mode, directory: stat.type === 'directory', umask };
    return parseMode(mode, context, entry.path);
  }
  const dos = entry.permissions.length === 6;
  const full = entry.type === 'd' || entry.permissions === 'rwx---';
  const permissions = dos ? (full ? 'rwxrwxrwx' : 'rw-rw-rw-') : entry.permissions;
  let bits = 0;
  for (const letter of permissions) bits = bits * 2 + (/[rwxst]/.test(letter) ? 1 : 0);
  return dos && !entry.special ? bits & ~umask : bits;
}
