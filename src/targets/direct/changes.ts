import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { inContext, type TargetContext } from '../context.ts';
import { operationError } from '../errors.ts';
import { encodeText } from '../text.ts';
import type { Attributes, Change, ChangeOutcome, TreeEntry } from '../types.ts';
import { setLabels, setOwnership } from './attributes.ts';
import { runDirect } from './command.ts';
import { copyDirect, stageDirect, temporaryBeside, writeDirect } from './write.ts';

/** What performing changes on this machine needs to know. */
export interface DirectScope {
  readonly context: TargetContext;
  /** Takes the commands that are under way. */
  readonly running: Set<ChildProcess>;
  /** A folder that only the user may enter; made when first asked for. */
  stageFolder(): string;
}

/** Performs one change on this machine by system calls. @throws OperationError */
export async function performDirect(change: Change, scope: DirectScope): Promise<ChangeOutcome> {
  const umask = scope.context.umask ?? process.umask();
  switch (change.op) {
    case 'write':
      return await writeDirect(change, umask);
    case 'copy':
      return await copyDirect(change, umask);
    case 'run':
      return {
        command: await runDirect(
          inContext(change.command, scope.context),
          process.env,
          scope.running,
        ),
      };
    case 'stage': {
      const name = `${randomBytes(6).toString('hex')}${change.suffix ?? ''}`;
      const path = join(scope.stageFolder(), name);
      await stageDirect(path, change.content, change.executable ? 0o700 : 0o600);
      return { path };
    }
    case 'writeTree':
      for (const entry of change.entries) await writeEntry(change.path, entry, umask);
      return {};
    default:
      try {
        performSync(change, umask);
      } catch (error) {
        throw operationError(error, change.op === 'rename' ? change.from : change.path);
      }
      return {};
  }
}

type SyncChange = Exclude<Change, { op: 'write' | 'copy' | 'run' | 'stage' | 'writeTree' }>;

function performSync(change: SyncChange, umask: number): void {
  switch (change.op) {
    case 'mkdir':
      makeFolder(change.path, change.parents ?? false, umask);
      setAttributes(change.path, change, true);
      break;
    case 'attributes':
      setAttributes(change.path, change, change.follow ?? false);
      break;
    case 'touch':
      touch(change.path, change, umask);
      break;
    case 'symlink':
      replaceByLink(change.path, (path) => symlinkSync(encodeText(change.target), path));
      break;
    case 'hardlink':
      replaceByLink(change.path, (path) => linkSync(encodeText(change.target), path));
      break;
    case 'remove':
      remove(change.path, change.recursive ?? false);
      break;
    case 'rename':
      renameSync(encodeText(change.from), encodeText(change.to));
      break;
  }
}

function setAttributes(path: string, attributes: Attributes, follow: boolean): void {
  setOwnership(path, attributes, path, follow);
  setLabels(path, attributes);
}

function makeFolder(path: string, parents: boolean, umask: number): void {
  // The umask's own work is left to the system: a folder's default ACL stands above it.
  const mode = umask === process.umask() ? 0o777 : 0o777 & ~umask;
  try {
    mkdirSync(encodeText(path), { mode });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EEXIST' && statSync(encodeText(path)).isDirectory()) return;
    if (code !== 'ENOENT' || !parents) throw error;
    mkdirSync(encodeText(path), { mode, recursive: true });
  }
}

function touch(path: string, change: Extract<Change, { op: 'touch' }>, umask: number): void {
  const bytes = encodeText(path);
  let old = lstatSync(bytes, { throwIfNoEntry: false });
  if (!old) {
    if (!change.create) return;
    writeFileSync(bytes, '', { mode: 0o666 & ~umask, flag: 'wx' });
    old = lstatSync(bytes);
  }
  const now = Date.now() / 1000;
  const time = (wanted: number | 'now' | null, current: number) =>
    wanted === 'now' ? now : (wanted ?? current / 1000);
  const target = old.isSymbolicLink() ? (statSync(bytes, { throwIfNoEntry: false }) ?? old) : old;
  const set = target.isSymbolicLink() ? lutimesSync : utimesSync;
  set(bytes, time(change.atime, target.atimeMs), time(change.mtime, target.mtimeMs));
}

/** Makes a link beside `path` and renames it into place. */
function replaceByLink(path: string, make: (temporary: Buffer) => void): void {
  const bytes = encodeText(path);
  const old = lstatSync(bytes, { throwIfNoEntry: false });
  if (!old) {
    make(bytes);
    return;
  }
  const temporary = encodeText(temporaryBeside(path));
  make(temporary);
  try {
    // rename(2) does not put a link in a folder's place; an empty one may go.
    if (old.isDirectory()) rmdirSync(bytes);
    renameSync(temporary, bytes);
  } finally {
    // Two names of one file: rename(2) does nothing then.
    rmSync(temporary, { force: true });
  }
}

function remove(path: string, recursive: boolean): void {
  const bytes = encodeText(path);
  const old = lstatSync(bytes, { throwIfNoEntry: false });
  if (!old) return;
  if (!old.isDirectory()) unlinkSync(bytes);
  else if (recursive) rmSync(bytes, { recursive: true, force: true });
  else rmdirSync(bytes);
}

async function writeEntry(folder: string, entry: TreeEntry, umask: number): Promise<void> {
  const path = join(folder, entry.relative);
  const { relative: _relative, type: _type, ...rest } = entry;
  if (entry.type === 'file') {
    const { content, mtime } = entry;
    mkdirSync(encodeText(dirname(path)), { recursive: true });
    await writeDirect(
      { op: 'write', ...rest, path, content, ...(mtime === undefined ? {} : { mtime }) },
      umask,
    );
    return;
  }
  try {
    if (entry.type === 'directory') makeFolder(path, true, umask);
    else replaceByLink(path, (temporary) => symlinkSync(encodeText(entry.target), temporary));
    setAttributes(path, entry, entry.type === 'directory');
  } catch (error) {
    throw operationError(error, path);
  }
}
