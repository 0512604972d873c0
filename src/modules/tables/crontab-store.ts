import { randomBytes } from 'node:crypto';
import type { Change, ReadTarget } from '../../targets/types.ts';

import { fail } from '../definition/failure.ts';

/** Where a crontab is: a file, or what crontab(1) keeps for a user. */
export interface CrontabPlace {
  readonly path: string | null;
  readonly user: string | null;
}

/** A crontab's text, empty where there is none. @throws ModuleFailure */
export async function readCrontab(target: ReadTarget, place: CrontabPlace): Promise<string> {
  if (place.path !== null) return (await target.readFile(place.path))?.toString() ?? '';
  const { rc, stdout } = await target.query({
    argv: ['crontab', ...userOption(place.user, target), '-l'],
  });
  if (rc !== 0 && rc !== 1) fail('Unable to read crontab');
  return rc === 0 ? stdout.toString() : '';
}

/** Puts a crontab in its place. */
export function writeCrontab(target: ReadTarget, place: CrontabPlace, text: string): Change {
  if (place.path !== null) return { op: 'write', path: place.path, content: Buffer.from(text) };
  return {
    op: 'run',
    command: { argv: ['crontab', ...userOption(place.user, target), '-'], stdin: text },
  };
}

/** Keeps a crontab as it was in a file of its own. */
export function crontabBackup(
  prefix: 'crontab' | 'cronvar',
  content: string,
): Extract<Change, { op: 'write' }> {
  return {
    op: 'write',
    path: temporaryFile(prefix),
    content: Buffer.from(content),
    mode: 0o600,
  };
}

/** What crontab(1) says of its standard input, as of the file that Ansible gives it. */
export function withFileName(said: string): string {
  return said.replace(/^"-"(?=:)/gm, `"${temporaryFile('crontab')}"`);
}

/** A name as Python's tempfile makes them. */
function temporaryFile(prefix: string): string {
  const random = randomBytes(6).toString('base64url').toLowerCase().replaceAll('-', '_');
  return `/tmp/${prefix}${random}`;
}

function userOption(user: string | null, target: ReadTarget): string[] {
  return user === null || user === '' || user === target.platform.user.name ? [] : ['-u', user];
}
