import { byRelative } from '../direct/walk.ts';
import { OperationError } from '../errors.ts';
import { quotePath, quoteWord } from '../quote.ts';
import type { Reply } from '../session/frame.ts';
import type { Greeting } from '../session/greeting.ts';
import { decodeText } from '../text.ts';
import type { FileStat, FileType, WalkEntry, WalkOptions } from '../types.ts';
import { parseStatLine, splitZero } from './reads.ts';

const PRINTF = String.raw`%y %m %U %G %s %A@ %T@ %C@ %i %D %n %b|%u|%g|%l\0%P\0`;

/** Script that lists a tree with find(1): in one pass where it has `-printf`, else names and stat(1) apart. */
export function walkScript(path: string, options: WalkOptions): string {
  const base = `find ${options.follow ? '-L' : '-H'} ${quotePath(path)} -mindepth 1`;
  const depth = options.maxDepth === undefined ? '' : ` -maxdepth ${options.maxDepth}`;
  const prune = pruneExpression(path, options.prune ?? []);
  const find = `${base}${depth}${prune}`;
  const checksum = options.checksum
    ? `__b; ${find} -type f -exec ${options.checksum}sum {} + 2>/dev/null; `
    : '';
  return [
    `__p=${quotePath(path)}`,
    `if [ -d "$__p" ] && { [ ! -r "$__p" ] || [ ! -x "$__p" ]; }; then __q=13; elif [ ! -d "$__p" ]; then __q=2; else __q=0`,
    `[ -n "$__P" ] || { if find / -maxdepth 0 -printf '' 2>/dev/null; then __P=1; else __P=0; fi; }`,
    `printf $__P; __b`,
    `if [ $__P = 1 ]; then ${find} -printf ${quoteWord(PRINTF)} 2>/dev/null`,
    `else ${find} -print0 2>/dev/null; __b; ${statPass(find)}; __b; ${linkPass(find)}; fi`,
    `${checksum}fi; __e $__q`,
  ].join('\n');
}

function statPass(find: string): string {
  return `${find} -exec stat -c '%f %u %g %s %.9X %.9Y %.9Z %i %d %h %b %o %t %T|%U|%G' {} + 2>/dev/null`;
}

function linkPass(find: string): string {
  const script = String.raw`for p do readlink "$p"; printf '\0'; done`;
  return `${find} -type l -exec sh -c ${quoteWord(script)} sh {} + 2>/dev/null`;
}

function pruneExpression(path: string, prune: readonly string[]): string {
  if (prune.length === 0) return '';
  const base = path.startsWith('/') ? path : `./${path}`;
  const patterns = prune.map((relative) => {
    const whole = `${base.endsWith('/') ? base : `${base}/`}${relative}`;
    return `-path ${quoteWord(whole.replace(/[\\*?[\]]/g, '\\$&'))}`;
  });
  // What is pruned is itself listed: the whole expression is always true.
  return ` '(' '(' ${patterns.join(' -o ')} ')' -prune -o -name '*' ')'`;
}

/** Entries of `walkScript`'s reply. @throws OperationError when the folder can't be read */
export function parseWalk(
  reply: Reply,
  path: string,
  options: WalkOptions,
  reader: Greeting,
): WalkEntry[] {
  if (reply.rc === 13) throw new OperationError('EACCES', path);
  if (reply.rc !== 0) return [];
  const base = path.endsWith('/') ? path : `${path}/`;
  const onePass = reply.parts[0]?.toString('latin1') === '1';
  const entries = onePass
    ? parsePrintf(splitZero(reply.parts[1]), base, reader)
    : parsePasses(reply.parts, base, reader);
  if (options.checksum) addChecksums(entries, reply.parts[onePass ? 2 : 4], base);
  return entries.sort(byRelative);
}

type Draft = { -readonly [K in keyof WalkEntry]: WalkEntry[K] };

const LETTERS: Readonly<Record<string, FileType>> = {
  f: 'file',
  d: 'directory',
  l: 'link',
  p: 'fifo',
  s: 'socket',
  b: 'block',
  c: 'char',
};

function parsePrintf(fields: readonly Buffer[], base: string, reader: Greeting): Draft[] {
  const entries: Draft[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [numbers = '', owner = '', group = '', ...link] = decodeText(fields[i] as Buffer).split(
      '|',
    );
    const relative = decodeText(fields[i + 1] as Buffer);
    const values = numbers.split(' ');
    const value = (index: number) => Number(values[index]);
    const type = LETTERS[values[0] ?? ''] ?? 'link';
    const mode = Number.parseInt(values[1] ?? '0', 8);
    const [uid, gid] = [value(2), value(3)];
    entries.push({
      relative,
      path: base + relative,
      type,
      mode,
      uid,
      gid,
      owner: owner === String(uid) ? null : owner,
      group: group === String(gid) ? null : group,
      size: value(4),
      atime: value(5),
      mtime: value(6),
      ctime: value(7),
      inode: value(8),
      device: value(9),
      deviceType: 0,
      links: value(10),
      blocks: value(11),
      blockSize: 4096,
      ...access(type, mode, uid, gid, reader),
      ...(type === 'link' ? { linkTarget: link.join('|') } : {}),
    });
  }
  return entries;
}

/** access(2) by the permission bits, which find(1) does not ask for. */
function access(type: FileType, mode: number, uid: number, gid: number, reader: Greeting) {
  const { user } = reader.platform;
  if (user.uid === 0) {
    return {
      readable: true,
      writable: true,
      executable: type === 'directory' || (mode & 0o111) !== 0,
    };
  }
  const inGroup = gid === user.gid || reader.groups.includes(gid);
  const bits = uid === user.uid ? mode >> 6 : inGroup ? mode >> 3 : mode;
  return {
    readable: (bits & 4) !== 0,
    writable: (bits & 2) !== 0,
    executable: (bits & 1) !== 0,
  };
}

function parsePasses(parts: readonly Buffer[], base: string, reader: Greeting): Draft[] {
  const paths = splitZero(parts[1]).map(decodeText);
  const lines = decodeText(parts[2] ?? Buffer.alloc(0)).split('\n');
  const targets = splitZero(parts[3]).map((target) => decodeText(target).replace(/\n$/, ''));
  const entries: Draft[] = [];
  paths.forEach((found, index) => {
    const stat: FileStat | null = parseStatLine(found, lines[index] ?? '', '');
    if (!stat) return;
    const shown = found.slice(base.startsWith('/') ? base.length : base.length + 2);
    entries.push({
      ...stat,
      path: base + shown,
      relative: shown,
      ...access(stat.type, stat.mode, stat.uid, stat.gid, reader),
      ...(stat.type === 'link' ? { linkTarget: targets.shift() ?? '' } : {}),
    });
  });
  return entries;
}

/** Lines of sha1sum(1) and its like: a name with a newline or backslash is escaped, and the line begins with `\`. */
function addChecksums(entries: readonly Draft[], output: Buffer | undefined, base: string): void {
  const byPath = new Map(entries.map((entry) => [entry.relative, entry]));
  const skip = base.startsWith('/') ? base.length : base.length + 2;
  for (const line of decodeText(output ?? Buffer.alloc(0)).split('\n')) {
    const match = /^(\\?)([0-9a-f]+) [ *](.*)$/s.exec(line);
    if (!match) continue;
    const [, escaped, checksum = '', name = ''] = match;
    const found = escaped ? name.replace(/\\([\\nr])/g, unescapeName) : name;
    const entry = byPath.get(found.slice(skip));
    if (entry) entry.checksum = checksum;
  }
}

function unescapeName(_: string, char: string): string {
  return char === 'n' ? '\n' : char === 'r' ? '\r' : '\\';
}
