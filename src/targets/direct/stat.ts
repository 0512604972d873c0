import { createHash } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { operationError } from '../errors.ts';
import { decodeText, encodeText } from '../text.ts';
import type { ChecksumAlgorithm, FileStat, FileType, StatOptions } from '../types.ts';
import { accountName } from './accounts.ts';

/** lstat(2) or stat(2) of a local path; null when nothing is there. @throws OperationError (EACCES, ELOOP …) */
export function statDirect(path: string, options: StatOptions = {}): FileStat | null {
  const bytes = encodeText(path);
  let info: Stats;
  try {
    info = options.follow ? statSync(bytes) : lstatSync(bytes);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw operationError(error, path);
  }
  const type = fileType(info);
  return {
    path,
    type,
    mode: info.mode & 0o7777,
    uid: info.uid,
    gid: info.gid,
    owner: accountName('passwd', info.uid),
    group: accountName('group', info.gid),
    size: info.size,
    atime: info.atimeMs / 1000,
    mtime: info.mtimeMs / 1000,
    ctime: info.ctimeMs / 1000,
    inode: info.ino,
    device: info.dev,
    deviceType: info.rdev,
    links: info.nlink,
    blocks: info.blocks,
    blockSize: info.blksize,
    readable: mayAccess(bytes, constants.R_OK),
    writable: mayAccess(bytes, constants.W_OK),
    executable: mayAccess(bytes, constants.X_OK),
    ...(type === 'link' ? linkFields(bytes) : {}),
    ...(options.checksum && type === 'file' ? checksumField(bytes, path, options.checksum) : {}),
  };
}

function fileType(info: Stats): FileType {
  if (info.isFile()) return 'file';
  if (info.isDirectory()) return 'directory';
  if (info.isSymbolicLink()) return 'link';
  if (info.isFIFO()) return 'fifo';
  if (info.isSocket()) return 'socket';
  return info.isBlockDevice() ? 'block' : 'char';
}

function mayAccess(path: Buffer, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

function linkFields(path: Buffer): { linkTarget: string; realPath: string | null } {
  const linkTarget = decodeText(readlinkSync(path, { encoding: 'buffer' }));
  return { linkTarget, realPath: resolvePath(decodeText(path), 0) };
}

/** realpath(3), but what is missing at the end is kept as written; null for a loop. */
function resolvePath(path: string, links: number): string | null {
  try {
    return decodeText(realpathSync.native(encodeText(path), { encoding: 'buffer' }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || links > 40) return null;
  }
  const folder = resolvePath(dirname(path), links + 1);
  if (folder === null) return null;
  const whole = join(folder, basename(path));
  try {
    const target = decodeText(readlinkSync(encodeText(whole), { encoding: 'buffer' }));
    return resolvePath(resolve(folder, target), links + 1);
  } catch {
    return whole;
  }
}

function checksumField(bytes: Buffer, path: string, algorithm: ChecksumAlgorithm) {
  try {
    return { checksum: hashFile(bytes, algorithm) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // An unreadable file has a stat, but no checksum.
    if (code === 'EACCES' || code === 'EPERM') return {};
    throw operationError(error, path);
  }
}

/** Hex digest of a local file's content, read in pieces. */
function hashFile(path: Buffer, algorithm: ChecksumAlgorithm): string {
  const hash = createHash(algorithm);
  const descriptor = openSync(path, 'r');
  try {
    const piece = Buffer.allocUnsafe(1 << 18);
    for (;;) {
      const count = readSync(descriptor, piece);
      if (count === 0) return hash.digest('hex');
      hash.update(piece.subarray(0, count));
    }
  } finally {
    closeSync(descriptor);
  }
}
