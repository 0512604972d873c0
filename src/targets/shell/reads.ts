import { OperationError } from '../errors.ts';
import { quotePath } from '../quote.ts';
import type { Reply } from '../session/frame.ts';
import { decodeText } from '../text.ts';
import type { FileStat, FileType } from '../types.ts';

/** What is asked of one path, in one request: as it stands (lstat), followed (stat), and which of both with a checksum. */
export interface StatWish {
  readonly path: string;
  lstat: boolean;
  stat: boolean;
  lstatChecksum: boolean;
  statChecksum: boolean;
}

/** Stats of one path, as far as they were asked for; a reason in place of what could not be had. */
export interface StatAnswer {
  readonly lstat: FileStat | null | OperationError;
  readonly stat: FileStat | null | OperationError;
}

/** Script that stats all paths with one stat(1), and one more for those that are links to be followed. */
export function statScript(wishes: readonly StatWish[], algorithm: string): string {
  const words = wishes.map((wish) => {
    const letters = `${wish.lstat ? 'l' : ''}${wish.stat ? 'f' : ''}`;
    const sums = `${wish.lstatChecksum ? 'c' : ''}${wish.statChecksum ? 'k' : ''}`;
    return `${letters}${sums} ${quotePath(wish.path)}`;
  });
  return `__s '${algorithm}' ${words.join(' ')}; __e $?`;
}

/** Results of `statScript`, one for each wish. */
export function parseStats(
  reply: Reply,
  wishes: readonly StatWish[],
  algorithm: string,
): StatAnswer[] {
  const [head, ...rest] = reply.parts;
  const lines = decodeText(head ?? Buffer.alloc(0)).split('\n');
  const flags = (lines.shift() ?? '').trim().split(' ');
  const sums = algorithm ? decodeText(rest.pop() ?? Buffer.alloc(0)).split('\n') : [];
  const isLink = (index: number) => flags[index]?.includes('l') === true;
  const follows = (index: number) => isLink(index) && !flags[index]?.includes('d');
  const own = wishes.map(({ path, lstat }, index) => {
    const flag = flags[index] ?? '2';
    if (!flag.startsWith('a') || (isLink(index) && !lstat)) return null;
    return parseStatLine(path, lines.shift() ?? '', flag);
  });
  return wishes.map((wish, index): StatAnswer => {
    const flag = flags[index] ?? '2';
    if (!flag.startsWith('a')) {
      const nothing = flag === '2' ? null : new OperationError('EACCES', wish.path);
      return { lstat: nothing, stat: nothing };
    }
    const sum = flag.includes('c') ? /^\\?([0-9a-f]+)/.exec(sums.shift() ?? '')?.[1] : undefined;
    const checksum = sum === undefined ? {} : { checksum: sum };
    const plain = own[index] ?? null;
    if (!isLink(index)) {
      return {
        lstat: plain && wish.lstatChecksum ? { ...plain, ...checksum } : plain,
        stat: plain && wish.statChecksum ? { ...plain, ...checksum } : plain,
      };
    }
    const followed =
      wish.stat && follows(index) ? parseStatLine(wish.path, lines.shift() ?? '', flag) : null;
    return {
      lstat: plain && { ...plain, ...linkFields(rest.shift(), rest.shift()) },
      stat: followed && wish.statChecksum ? { ...followed, ...checksum } : followed,
    };
  });
}

function linkFields(target: Buffer | undefined, real: Buffer | undefined) {
  const resolved = lineOf(real);
  return { linkTarget: lineOf(target), realPath: resolved === '' ? null : resolved };
}

/** What a tool printed, without the newline it adds. */
function lineOf(output: Buffer | undefined): string {
  const text = decodeText(output ?? Buffer.alloc(0));
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}

/** By the highest four bits of st_mode (S_IFMT). */
const TYPES: Readonly<Record<number, FileType>> = {
  12: 'socket',
  10: 'link',
  8: 'file',
  6: 'block',
  4: 'directory',
  2: 'char',
  1: 'fifo',
};

/** One line of stat(1) in the format of the session's functions. */
export function parseStatLine(path: string, line: string, flag: string): FileStat | null {
  const [numbers = '', owner = '', group = ''] = line.split('|');
  const fields = numbers.split(' ');
  if (fields.length < 14) return null;
  const field = (index: number) => Number(fields[index]);
  const mode = Number.parseInt(fields[0] ?? '0', 16);
  return {
    path,
    type: TYPES[mode >> 12] ?? 'file',
    mode: mode & 0o7777,
    uid: field(1),
    gid: field(2),
    owner: nameOf(owner),
    group: nameOf(group),
    size: field(3),
    atime: field(4),
    mtime: field(5),
    ctime: field(6),
    inode: field(7),
    device: field(8),
    deviceType: deviceNumber(fields[12] ?? '0', fields[13] ?? '0'),
    links: field(9),
    blocks: field(10),
    blockSize: field(11),
    readable: flag.includes('r'),
    writable: flag.includes('w'),
    executable: flag.includes('x'),
  };
}

/** stat(1) says UNKNOWN for an id without a name. */
function nameOf(name: string): string | null {
  return name === '' || name === 'UNKNOWN' ? null : name;
}

/** st_rdev as glibc's makedev(3) puts it together; major and minor are hexadecimal. */
function deviceNumber(majorText: string, minorText: string): number {
  const major = Number.parseInt(majorText, 16) || 0;
  const minor = Number.parseInt(minorText, 16) || 0;
  return (minor & 0xff) + (major & 0xfff) * 0x100 + Math.floor(minor / 0x100) * 0x100000;
}

/** Script that prints a file's content, or its first `limit` bytes. */
export function readScript(path: string, limit?: number): string {
  const blocks = limit === undefined ? "''" : Math.ceil(limit / 65536);
  return `__r ${quotePath(path)} ${blocks}; __e $?`;
}

/** Content, or null when nothing is there. @throws OperationError */
export function parseRead(reply: Reply, path: string): Buffer | null {
  const content = reply.parts[0] ?? Buffer.alloc(0);
  switch (reply.rc) {
    case 0:
      return content;
    case 2:
      return null;
    case 13:
      throw new OperationError('EACCES', path);
    case 21:
      throw new OperationError('EISDIR', path);
    default:
      throw new OperationError('EIO', path);
  }
}

/** Script that prints the names in a folder. */
export function listScript(path: string): string {
  return `__l ${quotePath(path)}; __e $?`;
}

/** Patterns that stand for themselves where nothing matches them. */
const PATTERNS = ['*', '.[!.]*', '..?*'];

/** Names, sorted by code point; null when it isn't a folder. @throws OperationError */
export function parseList(reply: Reply, path: string): string[] | null {
  if (reply.rc === 2 || reply.rc === 20) return null;
  if (reply.rc !== 0) throw new OperationError('EACCES', path);
  const prefix = path.startsWith('/') ? path : `./${path}`;
  const skip = Buffer.byteLength(prefix.endsWith('/') ? prefix : `${prefix}/`);
  const exists = reply.parts[1]?.toString('latin1') ?? '';
  const missing = new Set(PATTERNS.filter((_, index) => exists[index] !== 'y'));
  return splitZero(reply.parts[0])
    .map((bytes) => bytes.subarray(skip))
    .sort(Buffer.compare)
    .map(decodeText)
    .filter((name) => !missing.has(name));
}

/** Cuts output at its NUL bytes. */
export function splitZero(output: Buffer = Buffer.alloc(0)): Buffer[] {
  const pieces: Buffer[] = [];
  for (let from = 0; from < output.length; ) {
    const at = output.indexOf(0, from);
    const end = at < 0 ? output.length : at;
    pieces.push(output.subarray(from, end));
    from = end + 1;
  }
  return pieces;
}
