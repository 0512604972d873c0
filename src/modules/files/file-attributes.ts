import type { Attributes, FileStat, ReadTarget } from '../../targets/types.ts';
import { type FileAttributeArguments, fail, failLacking } from '../define.ts';
import { type Account, type Database, findAccount } from './accounts.ts';
import { umaskOf } from './creation.ts';
import { fileInfo } from './file-info.ts';
import { needsUmask, octal, parseMode } from './mode.ts';

/** The arguments that this looks at; what is absent or null stays as it is. */
export type WantedAttributes = Partial<FileAttributeArguments>;

/** What has to change of one file's ownership and permissions. */
export interface AttributePlan {
  /** Empty when nothing differs. */
  readonly attributes: Attributes;
  readonly changed: boolean;
  /** The stat once they are applied. */
  readonly after: FileStat;
  /** What differs, in the words of Ansible's diff: mode as octal text, ids as numbers. */
  readonly before: Readonly<Record<string, string | number>>;
  readonly afterDiff: Readonly<Record<string, string | number>>;
}

/**
 * Compares wanted attributes with a file as it is (or will be, when it has yet to be made). A link keeps its
 * mode: Linux has none of its own.
 * @throws ModuleFailure for unknown users, groups and faulty modes, with Ansible's text.
 */
export function planAttributes(
  wanted: WantedAttributes,
  stat: FileStat,
  target: ReadTarget,
): Promise<AttributePlan> {
  return attributePlanner(wanted, target)(stat);
}

/** planAttributes for many files: users and groups are looked up once. */
export function attributePlanner(
  wanted: WantedAttributes,
  target: ReadTarget,
): (stat: FileStat) => Promise<AttributePlan> {
  const accounts = new Map<Database, Promise<Account | null>>();
  const find = (database: Database, name: string): Promise<Account | null> => {
    const found = accounts.get(database) ?? findAccount(target, database, name);
    accounts.set(database, found);
    return found;
  };
  return (stat) => compare(wanted, stat, target, find);
}

type Find = (database: Database, name: string) => Promise<Account | null>;

async function compare(
  wanted: WantedAttributes,
  stat: FileStat,
  target: ReadTarget,
  find: Find,
): Promise<AttributePlan> {
  const attributes: Attributes = {};
  const before: Record<string, string | number> = {};
  const afterDiff: Record<string, string | number> = {};
  const after: { -readonly [K in keyof FileStat]: FileStat[K] } = { ...stat };

  const [owner, group, umask, flags] = await Promise.all([
    wanted.owner == null ? null : resolve(find, 'passwd', wanted.owner, stat),
    wanted.group == null ? null : resolve(find, 'group', wanted.group, stat),
    needsUmask(wanted.mode) ? umaskOf(target) : 0,
    wanted.attributes == null ? null : flagDifference(target, stat.path, wanted.attributes),
  ]);
  if (owner && owner.id !== stat.uid) {
    attributes.owner = owner.id;
    before.owner = stat.uid;
    afterDiff.owner = owner.id;
    after.uid = owner.id;
    after.owner = owner.name;
  }
  if (group && group.id !== stat.gid) {
    attributes.group = group.id;
    before.group = stat.gid;
    afterDiff.group = group.id;
    after.gid = group.id;
    after.group = group.name;
  }
  if (wanted.mode != null && stat.type !== 'link') {
    const context = { mode: stat.mode, directory: stat.type === 'directory', umask };
    const mode = parseMode(wanted.mode, context, stat.path, fileInfo(stat));
    if (mode !== stat.mode) {
      attributes.mode = mode;
      before.mode = octal(stat.mode);
      afterDiff.mode = octal(mode);
      after.mode = mode;
    }
  }
  if (flags) {
    attributes.attributes = flags.wanted;
    before.attributes = flags.before;
    afterDiff.attributes = flags.wanted;
  }
  const changed = Object.keys(attributes).length > 0;
  return { attributes, changed, after, before, afterDiff };
}

/** Numeric ids and names that the file has already need no look-up. */
async function resolve(
  find: Find,
  database: Database,
  wanted: string,
  stat: FileStat,
): Promise<{ name: string | null; id: number }> {
  const [name, id] = database === 'passwd' ? [stat.owner, stat.uid] : [stat.group, stat.gid];
  if (wanted === name || wanted === String(id)) return { name, id };
  const found = await find(database, wanted);
  if (found) return found;
  const [command, kind] = database === 'passwd' ? ['chown', 'user'] : ['chgrp', 'group'];
  // Who brings the account may bring a folder of its own as well, but hardly what the task writes.
  const failing = stat.type === 'directory' && stat.inode === 0 ? fail : failLacking;
  return failing(`${command} failed: failed to look up ${kind} ${wanted}`, {
    path: stat.path,
    ...fileInfo(stat),
  });
}

async function flagDifference(
  target: ReadTarget,
  path: string,
  wanted: string,
): Promise<{ before: string; wanted: string } | null> {
  const answer = await target.query({ argv: ['lsattr', '-d', '--', path] });
  const before =
    answer.rc === 0
      ? (answer.stdout.toString('utf8').split(/\s/)[0] ?? '').replaceAll('-', '')
      : '';
  const operator = /^[+-]/.exec(wanted)?.[0] ?? '=';
  const flags = wanted.replace(/^[+-]/, '');
  if (before === flags && operator !== '-') return null;
  return { before, wanted: operator + flags };
}

/** True where any attribute is asked for. */
export function wantsAttributes(wanted: WantedAttributes): boolean {
  return (
    wanted.mode != null || wanted.owner != null || wanted.group != null || wanted.attributes != null
  );
}
