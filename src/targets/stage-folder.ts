import type { Greeting } from './session/greeting.ts';
import type { TargetSpec } from './spec.ts';

/** Folders of the system for anybody's files (Ansible's `system_tmpdirs`), the first one preferred. */
const SYSTEM_FOLDERS = ['/var/tmp', '/tmp'] as const;

/**
 * Where a session keeps what is only passing, `~` not expanded. A user that one becomes and who isn't root has nothing
 * left in its home: a folder of the system serves, as it does for Ansible.
 */
export function stageFolder(
  { remoteTmp = '~/.ansible/tmp', become }: TargetSpec,
  { platform }: Greeting,
): string {
  if (become === undefined || platform.user.uid === 0) return remoteTmp;
  const isSystems = SYSTEM_FOLDERS.some((folder) => remoteTmp.startsWith(folder));
  return isSystems ? remoteTmp : SYSTEM_FOLDERS[0];
}

/**
 * Where Ansible would keep files that it passes: it does so as the user who logs in, in whose home a session begins, unless
 * what they become could not read them there. Undefined where the configured folder has variables of the host in it.
 */
export function passingFolder(spec: TargetSpec, greeting: Greeting): string | undefined {
  const folder = stageFolder(spec, greeting);
  if (folder.includes('$')) return undefined;
  const { home } = greeting.platform.user;
  const begins = spec.become === undefined ? home : greeting.folder || home;
  return folder.replace(/^~(?=\/|$)/, begins.replace(/\/$/, ''));
}
