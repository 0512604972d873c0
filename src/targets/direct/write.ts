import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Digests, digestBytes, digestFile } from '../digest.ts';
import { OperationError, operationError, ValidationError } from '../errors.ts';
import { decodeText, encodeText } from '../text.ts';
import type { Attributes, Change, ChangeOutcome, ChecksumAlgorithm, Content } from '../types.ts';
import { copyLabel, setLabels, setOwnership } from './attributes.ts';
import { runDirect } from './command.ts';

/** Copies above this size are left to the thread pool. */
const LARGE = 1 << 20;

export type WriteChange = Extract<Change, { op: 'write' }>;
export type CopyChange = Extract<Change, { op: 'copy' }>;

/** How a new content comes into a temporary file that was made with mode 0600. */
type Fill = (temporary: Buffer) => void | Promise<void>;

/** Performs `write`: a temporary file in the same folder, then rename(2). */
export async function writeDirect(change: WriteChange, umask: number): Promise<ChangeOutcome> {
  const { content, mtime, digests } = change;
  const [outcome, sums] = await Promise.all([
    replace(change.path, change, (temporary) => fill(temporary, content), {
      umask,
      times: mtime === undefined ? undefined : { atime: mtime, mtime },
    }),
    digests &&
      (Buffer.isBuffer(content)
        ? digestBytes(content, digests)
        : digestFile(encodeText(content.localPath), digests)),
  ]);
  return sums ? { ...outcome, digests: sums } : outcome;
}

/** Copies a file's content to another place of the controller, whose mode stays as it is (or is the umask's). */
export async function downloadDirect(
  path: string,
  localPath: string,
  digests: readonly ChecksumAlgorithm[],
): Promise<Digests> {
  const [from, to] = [encodeText(path), encodeText(localPath)];
  const old = statSync(to, { throwIfNoEntry: false });
  const [sums] = await Promise.all([
    digestFile(from, digests),
    copyFile(from, to, constants.COPYFILE_FICLONE),
  ]);
  chmodSync(to, old ? old.mode & 0o7777 : 0o666 & ~process.umask());
  return sums;
}

/** Performs `copy`: as `write`, with a file of the same machine as content. */
export async function copyDirect(change: CopyChange, umask: number): Promise<ChangeOutcome> {
  const from = encodeText(change.from);
  let source: Stats;
  try {
    source = statSync(from);
  } catch (error) {
    throw operationError(error, change.from);
  }
  const inherited: Attributes = change.preserve ? { mode: source.mode & 0o7777 } : {};
  const attributes = { ...inherited, ...change };
  return await replace(
    change.to,
    attributes,
    (temporary) => copyContent(from, temporary, source.size),
    {
      umask,
      times: change.preserve
        ? { atime: source.atimeMs / 1000, mtime: source.mtimeMs / 1000 }
        : undefined,
    },
  );
}

interface Replacement extends Attributes {
  readonly backup?: boolean;
  readonly validate?: string;
  readonly unsafeWrites?: boolean;
}

async function replace(
  path: string,
  change: Replacement,
  fillFile: Fill,
  options: { umask: number; times: { atime: number; mtime: number } | undefined },
): Promise<ChangeOutcome> {
  const old = statSync(encodeText(path), { throwIfNoEntry: false });
  if (old?.isDirectory()) throw new OperationError('EISDIR', path);
  const backupPath = change.backup && old ? backUp(path, old) : undefined;
  const temporary = temporaryBeside(path);
  const bytes = encodeText(temporary);
  let validation: ChangeOutcome['validation'];
  try {
    createPrivate(bytes);
    await fillFile(bytes);
    if (change.validate !== undefined)
      validation = await validate(change.validate, temporary, path);
    if (old) inherit(bytes, old);
    else makeOwn(bytes, options.umask);
    setOwnership(temporary, change, path);
    if (old) copyLabel(path, temporary);
    if (options.times) utimesSync(bytes, options.times.atime, options.times.mtime);
    renameSync(bytes, encodeText(path));
  } catch (error) {
    const known = operationError(error, path);
    if (!change.unsafeWrites || !isObstacle(known.code)) throw known;
    await writeInPlace(path, bytes, fillFile);
  } finally {
    rmSync(bytes, { force: true });
  }
  setLabels(path, change);
  return {
    ...(backupPath === undefined ? {} : { backupPath }),
    ...(validation && { validation }),
  };
}

function isObstacle(code: string): boolean {
  return ['EBUSY', 'EACCES', 'EPERM', 'EXDEV', 'ETXTBSY'].includes(code);
}

async function writeInPlace(path: string, temporary: Buffer, fillFile: Fill): Promise<void> {
  try {
    // The new content may be there already, where only the rename was refused.
    if (existsSync(temporary)) copyFileSync(temporary, encodeText(path));
    else await fillFile(encodeText(path));
  } catch (error) {
    throw operationError(error, path);
  }
}

/**
 * Name of a temporary file in the same folder as `path`, so that rename(2) is atomic; a dot file without the name's
 * suffix, so that programs which read `*.conf` and the like pass it by.
 */
export function temporaryBeside(path: string): string {
  const folder = dirname(path);
  return `${folder === '/' ? '' : folder}/.ansible_tmp${randomBytes(8).toString('hex')}`;
}

function createPrivate(path: Buffer): void {
  closeSync(openSync(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600));
}

/** Puts content into an existing file. */
async function fill(temporary: Buffer, content: Content): Promise<void> {
  if (Buffer.isBuffer(content)) writeFileSync(temporary, content);
  else await copyContent(encodeText(content.localPath), temporary, content.size);
}

/** Content only: cp of a file into one that exists keeps the latter's mode. */
async function copyContent(from: Buffer, to: Buffer, size: number): Promise<void> {
  try {
    if (size >= LARGE) await copyFile(from, to, constants.COPYFILE_FICLONE);
    else copyFileSync(from, to);
    // copyfile(3) takes the source's mode along.
    chmodSync(to, 0o600);
  } catch (error) {
    const failed = (error as NodeJS.ErrnoException).path;
    throw operationError(error, failed ?? decodeText(from));
  }
}

/** Copies mode and owner of the file that is to be replaced; what isn't permitted is passed over. */
function inherit(temporary: Buffer, old: Stats): void {
  try {
    chownSync(temporary, old.uid, old.gid);
  } catch {
    // Only root may give files away; Ansible keeps going too.
  }
  chmodSync(temporary, old.mode & 0o7777);
}

/** A new file belongs to the user's own group, whatever its folder gives. */
function makeOwn(temporary: Buffer, umask: number): void {
  const { uid, gid } = statSync(temporary);
  const own = process.getegid?.();
  if (own !== undefined && own !== gid) {
    try {
      chownSync(temporary, uid, own);
    } catch {
      // Ansible keeps going too.
    }
  }
  chmodSync(temporary, 0o666 & ~umask);
}

async function validate(command: string, temporary: string, path: string) {
  const text = command.replaceAll('%s', `'${temporary.replaceAll("'", "'\\''")}'`);
  const { rc, stdout, stderr } = await runDirect({ shell: text });
  const said = { stdout: stdout.toString(), stderr: stderr.toString() };
  if (rc !== 0) throw new ValidationError(path, rc, said.stdout, said.stderr);
  return said;
}

/** Copies a file to `PATH.PID.YYYY-MM-DD@HH:MM:SS~` with mode, owner and times; the name. */
function backUp(path: string, old: Stats): string {
  const stamp = localTimestamp(new Date());
  let pid = process.pid;
  let backup = `${path}.${pid}.${stamp}~`;
  // One long-lived process makes many backups: the number must differ within a second.
  while (existsSync(encodeText(backup))) backup = `${path}.${++pid}.${stamp}~`;
  const bytes = encodeText(backup);
  try {
    copyFileSync(encodeText(path), bytes, constants.COPYFILE_EXCL);
    inherit(bytes, old);
    utimesSync(bytes, old.atimeMs / 1000, old.mtimeMs / 1000);
  } catch (error) {
    const known = operationError(error, path);
    const text = `Could not make backup of ${path} to ${backup}: ${known.message}`;
    throw new OperationError(known.code, path, text, error);
  }
  return backup;
}

function localTimestamp(now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return `${date}@${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
}

/** Writes content to a fresh file that only the user may read, for `stage`. */
export async function stageDirect(path: string, content: Content, mode: number): Promise<void> {
  const bytes = encodeText(path);
  try {
    createPrivate(bytes);
    if (Buffer.isBuffer(content)) {
      const descriptor = openSync(bytes, 'w');
      try {
        for (let at = 0; at < content.length; ) at += writeSync(descriptor, content, at);
      } finally {
        closeSync(descriptor);
      }
    } else await copyContent(encodeText(content.localPath), bytes, content.size);
    chmodSync(bytes, mode);
  } catch (error) {
    throw operationError(error, path);
  }
}
