import { statSync } from 'node:fs';
import { encodeText } from '../../targets/text.ts';
import type { Attributes, Change, FileStat, TreeEntry } from '../../targets/types.ts';
import type { Plan, Result } from '../contract.ts';
import { fail } from '../define.ts';
import type { CopyContext } from './copy-arguments.ts';
import { copyFailure, notFolder, planCopyFile } from './copy-file.ts';
import { taskInvocation } from './copy-invocation.ts';
import { planLinks } from './copy-links.ts';
import { type CopySource, copySource } from './copy-source.ts';
import { createdStat } from './creation.ts';
import { attributePlanner, planAttributes } from './file-attributes.ts';
import { fileInfo } from './file-info.ts';
import { type LocalTree, localTree } from './local-tree.ts';
import { missingFolders } from './missing-folders.ts';
import { octal } from './mode.ts';
import { joinPath } from './paths.ts';

/** What is at the place of each part of a tree. */
interface Present {
  readonly folder: FileStat | null;
  readonly files: readonly (FileStat | null)[];
  readonly directories: readonly (FileStat | null)[];
}

/** Plans a folder of the controller: what differs travels as one stream. One round trip of reads. */
export async function planCopyTree(
  context: CopyContext,
  source: string,
  decrypt: boolean,
): Promise<Plan> {
  const { args } = context;
  const tree = localTree(source, args.local_follow ?? true);
  const dest = args.dest.endsWith('/') ? args.dest : `${args.dest}/`;
  const sources = tree.files.map(({ path, relative }) =>
    copySource(context.controller.fileContent(path, { decrypt }), relative, path),
  );
  if (sources.length + tree.directories.length + tree.symlinks.length === 0) {
    return {
      changes: [],
      result: {
        dest,
        src: source,
        changed: false,
        invocation: taskInvocation(context),
      },
    };
  }
  const [only] = sources;
  if (only && sources.length === 1 && !tree.directories.length && !tree.symlinks.length) {
    const [file] = tree.files;
    const mode = args.mode === 'preserve' && file ? localMode(file.path) : args.mode;
    return planCopyFile({ ...context, args: { ...args, dest, mode } }, only, false);
  }
  const [present, links] = await Promise.all([
    look(context, tree, dest),
    planLinks(context, tree, dest),
  ]);
  checkFolders(tree, present, dest);
  const changes = await planParts(context, tree, sources, present, dest);
  changes.push(...links.flatMap((link) => link.changes));
  const result =
    sources.length === 1
      ? await lastResult(context, tree, present, links, dest)
      : { dest, src: source, changed: changes.length > 0 };
  return {
    changes,
    result: { ...result, invocation: taskInvocation(context) },
    failed: (error) => copyFailure(error, source, dest, {}),
  };
}

function localMode(path: string): string {
  return octal(statSync(encodeText(path)).mode & 0o7777);
}

async function look({ target }: CopyContext, tree: LocalTree, dest: string): Promise<Present> {
  const files = tree.files.length;
  const [folder = null, ...stats] = await Promise.all([
    target.stat(dest.replace(/(?<=.)\/+$/, ''), { follow: true }),
    ...tree.files.map((file) => target.stat(joinPath(dest, file.relative), { checksum: 'sha1' })),
    ...tree.directories.map((path) => target.stat(joinPath(dest, path), { follow: true })),
  ]);
  return {
    folder,
    files: stats.slice(0, files),
    directories: stats.slice(files),
  };
}

/** A file can't go below what is no folder. */
function checkFolders(tree: LocalTree, present: Present, dest: string): void {
  const blockers = [
    ...(present.folder ? [{ relative: '', stat: present.folder }] : []),
    ...tree.directories.map((relative, index) => ({ relative, stat: present.directories[index] })),
  ].filter(({ stat }) => stat && stat.type !== 'directory');
  const first = tree.files.find((file) =>
    blockers.some(({ relative }) => relative === '' || file.relative.startsWith(`${relative}/`)),
  );
  if (first) throw notFolder(joinPath(dest, first.relative));
}

/**
 * With only one file Ansible's result is that of the step it performed last: a link, or a folder, which the file's
 * own step may have made.
 */
async function lastResult(
  context: CopyContext,
  tree: LocalTree,
  present: Present,
  links: readonly Plan[],
  dest: string,
): Promise<Result> {
  const link = links.at(-1);
  if (link) return link.result;
  const { args, target, check } = context;
  const relative = tree.directories.at(-1) ?? '';
  const path = joinPath(dest, relative);
  const old = present.directories.at(-1) ?? null;
  if (!old && check) return { path, dest: path, changed: true };
  const isImplicit = tree.files.some((file) => file.relative.startsWith(`${relative}/`));
  const stat = old ?? (await createdStat(target, path, 'directory', 4096, present.folder));
  const wanted = await planAttributes({ ...args, mode: args.directory_mode }, stat, target);
  const changed = old ? wanted.changed : !isImplicit;
  return { path, dest: path, changed, ...fileInfo(check ? stat : wanted.after) };
}

async function planParts(
  context: CopyContext,
  tree: LocalTree,
  sources: readonly CopySource[],
  present: Present,
  dest: string,
): Promise<Change[]> {
  const { args, target } = context;
  const before: Change[] = [];
  const after: Change[] = [];
  const entries: TreeEntry[] = [];
  const folderArgs = { ...args, mode: args.directory_mode };
  const planFolder = attributePlanner(folderArgs, target);
  const planFile = attributePlanner(args, target);

  if (!present.folder) {
    before.push(...(await missingFolders(target, dest, folderArgs)).changes);
  }
  const top = tree.directories.length + sources.length > 0 ? topFolder(tree) : null;
  const newFolder = await createdStat(target, dest, 'directory', 0, present.folder);
  const addFolder = async (relative: string, stat: FileStat | null): Promise<void> => {
    const wanted = await planFolder(stat ?? { ...newFolder, path: joinPath(dest, relative) });
    if (!stat) entries.push({ type: 'directory', relative, ...wanted.attributes });
    else if (wanted.changed) {
      const path = joinPath(dest, relative);
      after.push({ op: 'attributes', path, follow: true, ...wanted.attributes });
    }
  };
  if (top !== null) {
    const stat = await target.stat(joinPath(dest, top), { follow: true });
    if (!stat) await addFolder(top, null);
  }
  for (const [index, relative] of tree.directories.entries()) {
    const stat = present.directories[index] ?? null;
    if (stat && stat.type !== 'directory') {
      fail(`${joinPath(dest, relative)} already exists as a file`);
    }
    await addFolder(relative, stat);
  }
  const newFile = await createdStat(target, dest, 'file', 0, present.folder);
  for (const [index, source] of sources.entries()) {
    const stat = present.files[index] ?? null;
    if (stat && !args.force) continue;
    const path = joinPath(dest, source.name);
    const local = tree.files[index]?.path ?? '';
    const preserved = args.mode === 'preserve';
    const old = stat?.type === 'file' ? stat : { ...newFile, path };
    const wanted = preserved
      ? await attributePlanner({ ...args, mode: localMode(local) }, target)(old)
      : await planFile(old);
    if (stat?.size === source.size && stat.checksum === (await source.sha1())) {
      if (wanted.changed) after.push({ op: 'attributes', path, ...wanted.attributes });
    } else {
      addFile(context, source, stat, wanted.attributes, path, entries, after);
    }
  }
  if (entries.length)
    before.push({ op: 'writeTree', path: dest.replace(/(?<=.)\/+$/, ''), entries });
  return [...before, ...after];
}

/** The folder that stands for the copied one itself, where the source had no trailing slash. */
function topFolder(tree: LocalTree): string | null {
  const first = tree.files[0]?.relative ?? tree.directories[0] ?? '';
  const head = first.split('/')[0] ?? '';
  const all = [...tree.files.map((file) => file.relative), ...tree.directories];
  const shared = head !== '' && all.every((path) => path.startsWith(`${head}/`));
  return shared && !tree.directories.includes(head) ? head : null;
}

function addFile(
  { args }: CopyContext,
  source: CopySource,
  stat: FileStat | null,
  attributes: Attributes,
  path: string,
  entries: TreeEntry[],
  after: Change[],
): void {
  const { content, name } = source;
  if (stat === null && !args.validate && !args.unsafe_writes) {
    entries.push({ type: 'file', relative: name, content, ...attributes });
    return;
  }
  if (stat?.type === 'link') after.push({ op: 'remove', path });
  after.push({
    op: 'write',
    path,
    content,
    ...attributes,
    ...(args.backup && stat ? { backup: true } : {}),
    ...(args.validate ? { validate: args.validate } : {}),
    ...(args.unsafe_writes ? { unsafeWrites: true } : {}),
  });
}
