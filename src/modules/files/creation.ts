import type { FileStat, FileType, Platform, ReadTarget } from '../../targets/types.ts';
import { findAccount } from './accounts.ts';

/** What a new file gets of itself: umask and the user's main group. */
interface Surroundings {
  readonly umask: number;
  readonly group: string | null;
}

const known = new WeakMap<Platform, Promise<Surroundings>>();

/** The umask of the target's user; asked once a session. */
export async function umaskOf(target: ReadTarget): Promise<number> {
  return (await surroundings(target)).umask;
}

function surroundings(target: ReadTarget): Promise<Surroundings> {
  const found = known.get(target.platform);
  if (found) return found;
  const asked = askSurroundings(target);
  known.set(target.platform, asked);
  return asked;
}

async function askSurroundings(target: ReadTarget): Promise<Surroundings> {
  const [umask, group] = await Promise.all([
    target.local ? process.umask() : askUmask(target),
    findAccount(target, 'group', String(target.platform.user.gid)),
  ]);
  return { umask, group: group?.name ?? null };
}

async function askUmask(target: ReadTarget): Promise<number> {
  const answer = await target.query({ shell: 'umask' });
  const umask = Number.parseInt(answer.stdout.toString('latin1').trim(), 8);
  return Number.isNaN(umask) ? 0o022 : umask;
}

const givesGroup = (folder: FileStat | null): folder is FileStat =>
  folder !== null && (folder.mode & 0o2000) !== 0;

/** The group of a new file that Ansible opens in its place, where the folder gives it one. */
export const openedGroup = (folder: FileStat | null): { readonly group?: number } =>
  givesGroup(folder) ? { group: folder.gid } : {};

/**
 * The stat that a file will have once it has been created without further ado.
 * @param parent stat of the folder it goes into: a setgid folder gives its group to folders and links, while a file
 *   that is written has the user's, as Ansible sees to.
 */
export async function createdStat(
  target: ReadTarget,
  path: string,
  type: FileType,
  size: number,
  parent: FileStat | null,
): Promise<FileStat> {
  const { umask, group } = await surroundings(target);
  const { user } = target.platform;
  const inherits = type !== 'file' && givesGroup(parent);
  const directory = type === 'directory';
  const setgid = directory && inherits ? 0o2000 : 0;
  return {
    path,
    type,
    mode: type === 'link' ? 0o777 : ((directory ? 0o777 : 0o666) & ~umask) | setgid,
    uid: user.uid,
    gid: inherits ? (parent?.gid ?? user.gid) : user.gid,
    owner: user.name,
    group: inherits ? (parent?.group ?? null) : group,
    size: directory ? 4096 : size,
    atime: 0,
    mtime: 0,
    ctime: 0,
    inode: 0,
    device: 0,
    deviceType: 0,
    links: directory ? 2 : 1,
    blocks: 0,
    blockSize: 4096,
    readable: true,
    writable: true,
    executable: directory,
  };
}
