import { randomBytes, randomInt } from 'node:crypto';
import { homedir } from 'node:os';
import type { ReadTarget } from '../../targets/types.ts';

/** Where Ansible says that a copied file came from: a path in its temporary folder on the target, gone by then. */
export function stagedPath(target: ReadTarget, name = 'source'): string {
  const stamp = (Date.now() / 1000).toFixed(7);
  const id = `${stamp}-${process.pid}-${randomInt(1e14, 2e14)}`;
  const { passing, user } = target.platform;
  return `${passing ?? `${user.home}/.ansible/tmp`}/ansible-tmp-${id}/${name}`;
}

const session = `ansible-local-${process.pid}${randomBytes(6).toString('base64url').toLowerCase().replaceAll('-', '_')}`;

/** The name under which content that is no file of the controller shows in diffs. */
export function localTemporaryPath(name?: string): string {
  const random = `tmp${randomBytes(6).toString('base64url').toLowerCase().replaceAll('-', '_')}`;
  const path = `${homedir()}/.ansible/tmp/${session}/${random}`;
  return name === undefined ? path : `${path}/${name}`;
}
