import { gunzipSync } from 'node:zlib';
import { TroupeError } from '../diagnostics/errors.ts';

const block = 512;

/** A member of a tar archive. Links carry what they point to in `link`. */
export interface TarEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'symlink' | 'other';
  /** Permission bits. */
  readonly mode: number;
  readonly link: string;
  readonly content: Buffer;
}

/**
 * All members of a tar archive, gzipped or not, in their order (POSIX ustar with pax and GNU long names).
 * @throws TroupeError for what is no archive
 */
export function readTar(bytes: Buffer): TarEntry[] {
  const data = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzip(bytes) : bytes;
  const entries: TarEntry[] = [];
  let longName: string | undefined;
  let longLink: string | undefined;
  let offset = 0;
  while (offset + block <= data.length) {
    const header = data.subarray(offset, offset + block);
    if (header.every((byte) => byte === 0)) break;
    checkHeader(header);
    const size = number(header, 124, 12);
    const content = data.subarray(offset + block, offset + block + size);
    if (content.length < size) throw notAnArchive();
    offset += block + Math.ceil(size / block) * block;
    const type = String.fromCharCode(header[156] as number);
    if (type === 'x') {
      const pax = paxFields(content);
      longName = pax.get('path') ?? longName;
      longLink = pax.get('linkpath') ?? longLink;
    } else if (type === 'L') {
      longName = text(content, 0, content.length);
    } else if (type === 'K') {
      longLink = text(content, 0, content.length);
    } else if (type !== 'g') {
      entries.push({
        name: (longName ?? headerName(header)).replace(/\/+$/, ''),
        kind: kinds[type] ?? 'other',
        mode: number(header, 100, 8) & 0o7777,
        link: longLink ?? text(header, 157, 100),
        content,
      });
      longName = undefined;
      longLink = undefined;
    }
  }
  return entries;
}

const kinds: Readonly<Record<string, TarEntry['kind']>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  '2': 'symlink',
  '5': 'folder',
};

function notAnArchive(): TroupeError {
  return new TroupeError('the downloaded file does not appear to be a valid tar archive.');
}

function gunzip(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes);
  } catch {
    throw notAnArchive();
  }
}

function checkHeader(header: Buffer): void {
  let sum = 8 * 0x20;
  for (const [index, byte] of header.entries()) if (index < 148 || index >= 156) sum += byte;
  if (number(header, 148, 8) !== sum) throw notAnArchive();
}

function headerName(header: Buffer): string {
  const name = text(header, 0, 100);
  const isUstar = text(header, 257, 5) === 'ustar' && header[262] === 0;
  const prefix = isUstar ? text(header, 345, 155) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function text(bytes: Buffer, start: number, length: number): string {
  const field = bytes.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? field.length : end);
}

/** Octal digits, or GNU's base 256 where the first bit is set. */
function number(bytes: Buffer, start: number, length: number): number {
  if (((bytes[start] as number) & 0x80) !== 0) {
    return Number(BigInt(`0x${bytes.toString('hex', start + 1, start + length)}`));
  }
  return Number.parseInt(text(bytes, start, length).trim() || '0', 8);
}

/** `LENGTH key=value\n` records. */
function paxFields(content: Buffer): Map<string, string> {
  const fields = new Map<string, string>();
  let offset = 0;
  while (offset < content.length) {
    const space = content.indexOf(0x20, offset);
    const length = Number(content.toString('latin1', offset, space));
    if (space < 0 || !(length > 0)) throw notAnArchive();
    const record = content.toString('utf8', space + 1, offset + length - 1);
    const equals = record.indexOf('=');
    fields.set(record.slice(0, equals), record.slice(equals + 1));
    offset += length;
  }
  return fields;
}
