import { createReadStream } from 'node:fs';
import { encodeText } from '../text.ts';
import type { TreeEntry } from '../types.ts';
import { contentSize } from './content.ts';

const BLOCK = 512;

/** Who owns the members of an archive, and what mode a file has that says none. */
export interface ArchiveDefaults {
  readonly uid: number;
  readonly gid: number;
  readonly fileMode: number;
  /** Seconds since the epoch. */
  readonly now: number;
}

type Member = Exclude<TreeEntry, { type: 'directory' }>;

/** Bytes that `archive` gives, end marks included. */
export function archiveSize(entries: readonly Member[]): number {
  let size = 2 * BLOCK;
  for (const entry of entries) {
    size += longHeader(entry).length + BLOCK;
    if (entry.type === 'file') size += padded(contentSize(entry.content));
  }
  return size;
}

/** A POSIX (pax) archive of files and links, in pieces. */
export async function* archive(
  entries: readonly Member[],
  defaults: ArchiveDefaults,
): AsyncIterable<Buffer> {
  // Small members go out together.
  let pieces: Buffer[] = [];
  let gathered = 0;
  for (const entry of entries) {
    const head = memberHead(entry, defaults);
    pieces.push(...head);
    gathered += BLOCK;
    if (entry.type === 'file') {
      const size = contentSize(entry.content);
      if (Buffer.isBuffer(entry.content)) pieces.push(entry.content);
      else if (size > 0) {
        yield Buffer.concat(pieces);
        pieces = [];
        yield* createReadStream(encodeText(entry.content.localPath), {
          highWaterMark: 1 << 18,
          end: size - 1,
        });
      }
      pieces.push(Buffer.alloc(padded(size) - size));
      gathered += size;
    }
    if (gathered > 1 << 18) {
      yield Buffer.concat(pieces);
      pieces = [];
      gathered = 0;
    }
  }
  pieces.push(Buffer.alloc(2 * BLOCK));
  yield Buffer.concat(pieces);
}

function padded(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}

function memberHead(entry: Member, defaults: ArchiveDefaults): Buffer[] {
  const size = entry.type === 'file' ? contentSize(entry.content) : 0;
  const mtime = entry.type === 'file' ? (entry.mtime ?? defaults.now) : defaults.now;
  const header = headerBlock({
    name: encodeText(entry.relative),
    mode: entry.mode ?? defaults.fileMode,
    uid: defaults.uid,
    gid: defaults.gid,
    size,
    mtime: Math.floor(mtime),
    type: entry.type === 'link' ? '2' : '0',
    link: entry.type === 'link' ? encodeText(entry.target) : Buffer.alloc(0),
  });
  return [longHeader(entry), header];
}

/** The extended header of a member whose names don't fit into 100 bytes; empty for others. */
function longHeader(entry: Member): Buffer {
  const records: Buffer[] = [];
  const name = encodeText(entry.relative);
  if (name.length > 100) records.push(paxRecord('path', name));
  if (entry.type === 'link') {
    const target = encodeText(entry.target);
    if (target.length > 100) records.push(paxRecord('linkpath', target));
  }
  if (records.length === 0) return Buffer.alloc(0);
  const body = Buffer.concat(records);
  const header = headerBlock({
    name: Buffer.from('pax'),
    mode: 0o600,
    uid: 0,
    gid: 0,
    size: body.length,
    mtime: 0,
    type: 'x',
    link: Buffer.alloc(0),
  });
  return Buffer.concat([header, body, Buffer.alloc(padded(body.length) - body.length)]);
}

/** `LENGTH KEY=VALUE\n`, where LENGTH counts itself. */
function paxRecord(key: string, value: Buffer): Buffer {
  const rest = ` ${key}=`.length + value.length + 1;
  let length = rest + String(rest).length;
  if (String(length).length > String(rest).length) length = rest + String(length).length;
  return Buffer.concat([Buffer.from(`${length} ${key}=`), value, Buffer.from('\n')]);
}

interface HeaderFields {
  readonly name: Buffer;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly mtime: number;
  readonly type: string;
  readonly link: Buffer;
}

/** One ustar header block (POSIX.1-2001, pax). */
function headerBlock(fields: HeaderFields): Buffer {
  const block = Buffer.alloc(BLOCK);
  fields.name.copy(block, 0, 0, 100);
  const octal = (value: number, at: number, width: number) =>
    block.write(value.toString(8).padStart(width - 1, '0'), at, 'latin1');
  octal(fields.mode, 100, 8);
  octal(fields.uid, 108, 8);
  octal(fields.gid, 116, 8);
  octal(fields.size, 124, 12);
  octal(fields.mtime, 136, 12);
  block.fill(0x20, 148, 156);
  block.write(fields.type, 156);
  fields.link.copy(block, 157, 0, 100);
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}
