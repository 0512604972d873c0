import {
  chmodSync,
  chownSync,
  lchownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** A file as a case states it: its text alone where nothing else is out of the ordinary. */
export type CaseFile = string | CaseEntry;

interface CaseEntry {
  readonly content?: string;
  readonly base64?: string;
  readonly link?: string;
  /** Another name of a file of the case. */
  readonly hardlink?: string;
  /** Of a folder: its mode. */
  readonly directory?: string;
  readonly mode?: string;
  readonly owner?: number;
  readonly group?: number;
  /** Seconds since the epoch. */
  readonly mtime?: number;
  /** An archive: its bytes differ from one run to the next. */
  readonly archive?: true;
}

export type CaseTree = Readonly<Record<string, CaseFile>>;

/** Makes the files of a case below a folder. `{dir}` in links is that folder. */
export function buildTree(folder: string, tree: CaseTree): void {
  for (const [name, file] of Object.entries(tree)) {
    const path = join(folder, name);
    const entry = typeof file === 'string' ? { content: file } : file;
    mkdirSync(dirname(path), { recursive: true });
    if (entry.hardlink !== undefined) {
      linkSync(join(folder, entry.hardlink), path);
      continue;
    }
    if (entry.link !== undefined) symlinkSync(entry.link.replaceAll('{dir}', folder), path);
    else if (entry.directory !== undefined) mkdirSync(path, { recursive: true });
    else writeFileSync(path, bytesOf(entry));
    if (entry.link === undefined) chmodSync(path, Number.parseInt(modeOf(entry), 8));
    if (entry.mtime !== undefined) utimesSync(path, entry.mtime, entry.mtime);
    if (entry.owner === undefined) continue;
    (entry.link === undefined ? chownSync : lchownSync)(path, entry.owner, entry.group ?? 0);
  }
}

function bytesOf({ content, base64 }: CaseEntry): Buffer {
  return base64 === undefined ? Buffer.from(content ?? '') : Buffer.from(base64, 'base64');
}

function modeOf({ mode, directory }: CaseEntry): string {
  return mode ?? directory ?? '0644';
}

const ARCHIVE = /\.(tgz|gz|bz2|xz|zip|tar)$/;

/** The files below a folder in the form of a case; names that change from run to run are evened out. */
export function readTree(folder: string, randomNames: boolean): Record<string, CaseFile> {
  const tree: Record<string, CaseFile> = {};
  const visit = (inside: string): void => {
    for (const name of readdirSync(join(folder, inside)).sort()) {
      const relative = inside === '' ? name : `${inside}/${name}`;
      const path = join(folder, relative);
      const key = randomNames ? '{random}' : relative.replace(/\.\d+\.\d{4}-.*~$/, '.BACKUP');
      // fetch repeats the whole path below the host's name.
      const fetched = key.replace(folder, '/{dir}');
      if (!folder.startsWith(fetched.slice(fetched.indexOf('/localhost') + 10) || '-')) {
        tree[fetched] = describe(path, key, folder);
      }
      if (lstatSync(path).isDirectory()) visit(relative);
    }
  };
  visit('');
  return tree;
}

function describe(path: string, key: string, folder: string): CaseFile {
  const stat = lstatSync(path);
  const mode = (stat.mode & 0o7777).toString(8).padStart(4, '0');
  const own = stat.uid === process.getuid?.() ? {} : { owner: stat.uid, group: stat.gid };
  if (stat.isSymbolicLink())
    return { link: readlinkSync(path).replaceAll(folder, '{dir}'), ...own };
  if (stat.isDirectory()) return { directory: mode, ...own };
  const extra = { ...(mode !== '0644' && { mode }), ...own };
  if (ARCHIVE.test(key)) return { archive: true, ...extra };
  const bytes = readFileSync(path);
  const content = bytes.toString('utf8');
  if (content.includes('\0') || !Buffer.from(content).equals(bytes)) {
    return { base64: bytes.toString('base64'), ...extra };
  }
  return Object.keys(extra).length ? { content, ...extra } : content;
}
