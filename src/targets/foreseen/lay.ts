import { posix } from 'node:path';
import { OperationError } from '../errors.ts';
import type {
  Attributes,
  Change,
  Content,
  FileStat,
  FileType,
  ReadTarget,
  TreeEntry,
} from '../types.ts';
import type { ForeseenContent, ForeseenLayer } from './layer.ts';
import type { Located } from './locate.ts';

/** What laying a change needs of the view that it becomes part of. */
export interface LayScope {
  readonly layer: ForeseenLayer;
  /** The host with all changes so far laid over it. */
  readonly view: ReadTarget;
  readonly host: ReadTarget;
  readonly umask: number;
  locate(path: string, follow?: boolean): Promise<Located>;
}

/**
 * Lays a planned change over a host. False where what it would do can't be told: a command.
 * @throws OperationError where it could not be performed.
 */
export async function layChange(change: Change, scope: LayScope): Promise<boolean> {
  switch (change.op) {
    case 'write':
      await layFile(scope, change.path, { written: change.content }, change);
      return true;
    case 'copy':
      await layCopy(scope, change);
      return true;
    case 'mkdir':
      await layFolder(scope, change.path, change);
      return true;
    case 'attributes':
      await layAttributes(scope, change.path, change.follow ?? false, change);
      return true;
    case 'touch':
      await layTouch(scope, change);
      return true;
    case 'symlink':
      await layLink(scope, change.path, change.target);
      return true;
    case 'hardlink':
      await layHardLink(scope, change.target, change.path);
      return true;
    case 'remove':
      scope.layer.remove((await scope.locate(change.path)).path);
      return true;
    case 'rename':
      await layRename(scope, change.from, change.to);
      return true;
    case 'writeTree':
      for (const entry of change.entries) await layTreeEntry(scope, change.path, entry);
      return true;
    case 'stage':
      return true;
    case 'run':
      return false;
  }
}

/** A regular file; what was there lends it its owner and mode. */
async function layFile(
  scope: LayScope,
  path: string,
  content: ForeseenContent,
  attributes: Attributes & { readonly mtime?: number },
  size = contentSize(content),
): Promise<void> {
  const [place, before] = await Promise.all([
    scope.locate(path),
    scope.view.stat(path, { follow: true }),
  ]);
  await requireFolder(scope, path);
  if (before?.type === 'directory') throw new OperationError('EISDIR', path);
  const stat = before ?? freshStat(scope, path, 'file');
  const now = Date.now() / 1000;
  const changed = { ...stat, size, mtime: attributes.mtime ?? now, ctime: now };
  scope.layer.set(place.path, { stat: await withAttributes(scope, changed, attributes), content });
}

async function layCopy(scope: LayScope, change: Extract<Change, { op: 'copy' }>): Promise<void> {
  const [source, content] = await Promise.all([
    scope.view.stat(change.from, { follow: true }),
    contentAt(scope, change.from),
  ]);
  if (source === null || content === undefined) return;
  const kept = change.preserve ? { mode: source.mode, mtime: source.mtime } : {};
  await layFile(scope, change.to, content, { ...kept, ...change }, source.size);
}

/** Bytes of the file at a path as they would be. */
async function contentAt({ locate }: LayScope, path: string): Promise<ForeseenContent | undefined> {
  const { found } = await locate(path, true);
  if ('onHost' in found) return found;
  return 'entry' in found ? found.entry.content : undefined;
}

async function layFolder(
  scope: LayScope,
  path: string,
  change: Attributes & { readonly parents?: boolean },
): Promise<void> {
  const above = posix.dirname(path);
  const [known, folder] = await Promise.all([
    scope.view.stat(path, { follow: true }),
    scope.view.stat(above, { follow: true }),
  ]);
  if (known !== null) return layAttributes(scope, path, true, change);
  if (folder === null && change.parents) await layFolder(scope, above, { parents: true });
  await requireFolder(scope, path);
  const place = await scope.locate(path);
  const stat = freshStat(scope, path, 'directory');
  scope.layer.set(place.path, { stat: await withAttributes(scope, stat, change) });
}

async function layAttributes(
  scope: LayScope,
  path: string,
  follow: boolean,
  attributes: Attributes,
): Promise<void> {
  await restat(scope, path, follow, (stat) => withAttributes(scope, stat, attributes));
}

async function layTouch(
  scope: LayScope,
  { path, create, atime, mtime }: Extract<Change, { op: 'touch' }>,
): Promise<void> {
  const now = Date.now() / 1000;
  const time = (wanted: number | 'now' | null, known: number): number =>
    wanted === null ? known : wanted === 'now' ? now : wanted;
  const known = await scope.view.stat(path, { follow: true });
  if (known === null && create) await layFile(scope, path, { written: Buffer.alloc(0) }, {});
  await restat(scope, path, true, async (stat) => ({
    ...stat,
    atime: time(atime, stat.atime),
    mtime: time(mtime, stat.mtime),
  }));
}

/** Lays another stat over what is at a path; its content stays. */
async function restat(
  scope: LayScope,
  path: string,
  follow: boolean,
  changed: (stat: FileStat) => Promise<FileStat>,
): Promise<void> {
  const [place, before] = await Promise.all([
    scope.locate(path, follow),
    scope.view.stat(path, { follow }),
  ]);
  if (before === null) return;
  const { found } = place;
  const known =
    'entry' in found ? found.entry : 'onHost' in found ? entryOnHost(before, found.onHost) : {};
  scope.layer.set(place.path, { ...known, stat: await changed(before) });
}

function entryOnHost(stat: FileStat, path: string) {
  if (stat.type === 'directory') return { shows: path };
  return stat.type === 'file' ? { content: { onHost: path } } : {};
}

/** A folder to put something in. @throws OperationError where there is none, or nobody may write in it */
async function requireFolder({ view }: LayScope, path: string): Promise<void> {
  const folder = await view.stat(posix.dirname(path), { follow: true });
  if (folder === null) throw new OperationError('ENOENT', path);
  if (folder.type !== 'directory') throw new OperationError('ENOTDIR', path);
  if (!folder.writable) throw new OperationError('EACCES', path);
}

async function layLink(scope: LayScope, path: string, target: string): Promise<void> {
  await requireFolder(scope, path);
  const place = await scope.locate(path);
  const realPath = posix.resolve(posix.dirname(place.path), target);
  const stat = { ...freshStat(scope, path, 'link'), mode: 0o777, linkTarget: target, realPath };
  scope.layer.remove(place.path);
  scope.layer.set(place.path, { stat: await withAttributes(scope, stat, {}) });
}

async function layHardLink(scope: LayScope, from: string, to: string): Promise<void> {
  await requireFolder(scope, to);
  const [stat, content, place] = await Promise.all([
    scope.view.stat(from),
    contentAt(scope, from),
    scope.locate(to),
  ]);
  if (stat === null || content === undefined) return;
  const links = stat.links + 1;
  scope.layer.set(place.path, { stat: { ...stat, links }, content });
  await restat(scope, from, false, async (known) => ({ ...known, links }));
}

async function layRename(scope: LayScope, from: string, to: string): Promise<void> {
  await requireFolder(scope, to);
  const [source, place, stat] = await Promise.all([
    scope.locate(from),
    scope.locate(to),
    scope.view.stat(from),
  ]);
  if (stat === null) return;
  const { found } = source;
  const known =
    'entry' in found ? found.entry : 'onHost' in found ? entryOnHost(stat, found.onHost) : {};
  scope.layer.remove(place.path);
  scope.layer.move(source.path, place.path);
  scope.layer.set(place.path, { ...known, stat });
}

async function layTreeEntry(scope: LayScope, root: string, entry: TreeEntry): Promise<void> {
  const path = posix.join(root, entry.relative);
  if (entry.type === 'directory') await layFolder(scope, path, { ...entry, parents: true });
  else if (entry.type === 'link') await layLink(scope, path, entry.target);
  else await layFile(scope, path, { written: entry.content }, entry);
}

const contentSize = (content: ForeseenContent): number =>
  'written' in content ? sizeOf(content.written) : 0;

const sizeOf = (content: Content): number =>
  Buffer.isBuffer(content) ? content.length : content.size;

/** The stat of something that the target's user makes anew. */
function freshStat({ host, umask }: LayScope, path: string, type: FileType): FileStat {
  const { name, uid, gid } = host.platform.user;
  const now = Date.now() / 1000;
  return {
    path,
    type,
    mode: (type === 'directory' ? 0o777 : 0o666) & ~umask,
    uid,
    gid,
    owner: name,
    group: null,
    size: 0,
    atime: now,
    mtime: now,
    ctime: now,
    inode: 0,
    device: 0,
    deviceType: 0,
    links: type === 'directory' ? 2 : 1,
    blocks: 0,
    blockSize: 4096,
    readable: true,
    writable: true,
    executable: type === 'directory',
  };
}

async function withAttributes(
  scope: LayScope,
  stat: FileStat,
  { mode, owner, group }: Attributes,
): Promise<FileStat> {
  const [user, team] = await Promise.all([
    owner === undefined ? undefined : account(scope, 'passwd', owner),
    group === undefined
      ? stat.group === null
        ? account(scope, 'group', stat.gid)
        : undefined
      : account(scope, 'group', group),
  ]);
  return {
    ...stat,
    ...(mode === undefined ? {} : { mode, executable: (mode & 0o111) !== 0 }),
    ...(user && { uid: user.id ?? stat.uid, owner: user.name }),
    ...(team && { gid: team.id ?? stat.gid, group: team.name }),
  };
}

/** Id and name of an account. One that an earlier change would have made has no id yet. */
async function account(
  { view }: LayScope,
  kind: 'passwd' | 'group',
  key: string | number,
): Promise<{ id: number | undefined; name: string | null }> {
  const text = (await view.readFile(`/etc/${kind}`))?.toString('utf8') ?? '';
  const entries = text.split('\n').map((line) => line.split(':'));
  const isId = typeof key === 'number' || /^\d+$/.test(key);
  const entry = entries.find(([name, , id]) => (isId ? id === String(key) : name === key));
  if (isId) return { id: Number(key), name: entry?.[0] ?? null };
  return { id: entry?.[2] === undefined ? undefined : Number(entry[2]), name: key };
}
