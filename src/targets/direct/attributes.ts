import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, lchownSync, lstatSync, statSync } from 'node:fs';
import { OperationError, operationError } from '../errors.ts';
import { encodeText } from '../text.ts';
import type { Attributes } from '../types.ts';
import { accountId } from './accounts.ts';

/** Sets owner, group and mode of a path that is `shown` under another name in errors (a temporary file). */
export function setOwnership(
  path: string,
  attributes: Attributes,
  shown = path,
  follow = false,
): void {
  const bytes = encodeText(path);
  const chown = follow ? chownSync : lchownSync;
  const look = follow ? statSync : lstatSync;
  const { owner, group, mode } = attributes;
  if (owner !== undefined) {
    const uid = accountId('passwd', owner);
    if (uid === null) {
      throw new OperationError('EINVAL', shown, `chown failed: failed to look up user ${owner}`);
    }
    attempt('chown failed', shown, () => chown(bytes, uid, look(bytes).gid));
  }
  if (group !== undefined) {
    const gid = accountId('group', group);
    if (gid === null) {
      throw new OperationError('EINVAL', shown, `chgrp failed: failed to look up group ${group}`);
    }
    attempt('chgrp failed', shown, () => chown(bytes, look(bytes).uid, gid));
  }
  // Linux has no modes of its own for links.
  if (mode === undefined || (!follow && lstatSync(bytes).isSymbolicLink())) return;
  attempt(null, shown, () => chmodSync(bytes, mode));
}

/** Sets what only the final file can carry: SELinux context and chattr(1) flags. */
export function setLabels(path: string, attributes: Attributes): void {
  const { seuser, serole, setype, selevel, attributes: flags } = attributes;
  if (isSelinuxEnabled()) {
    const options = [
      ...(seuser === undefined ? [] : ['-u', seuser]),
      ...(serole === undefined ? [] : ['-r', serole]),
      ...(setype === undefined ? [] : ['-t', setype]),
      ...(selevel === undefined ? [] : ['-l', selevel]),
    ];
    if (options.length > 0) {
      runTool('chcon', ['-h', ...options, '--', path], path, 'invalid selinux context');
    }
  }
  if (flags !== undefined) {
    runTool('chattr', [/^[-+=]/.test(flags) ? flags : `=${flags}`, path], path, 'chattr failed');
  }
}

/** Gives `path` the SELinux context of `reference`, where there is SELinux. */
export function copyLabel(reference: string, path: string): void {
  if (isSelinuxEnabled()) spawnSync('chcon', [`--reference=${reference}`, '--', path]);
}

let selinux: boolean | undefined;

function isSelinuxEnabled(): boolean {
  selinux ??= existsSync('/sys/fs/selinux/enforce');
  return selinux;
}

function runTool(tool: string, args: string[], path: string, failure: string): void {
  const { status, stderr, error } = spawnSync(tool, args, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (status !== 0) {
    throw new OperationError('EINVAL', path, `${failure}: ${error?.message ?? stderr.trim()}`);
  }
}

function attempt(prefix: string | null, path: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    const known = operationError(error, path);
    if (prefix === null) throw known;
    throw new OperationError(known.code, path, `${prefix}: ${known.message}`, error);
  }
}
