import type { ReadTarget, WalkEntry } from '../../targets/types.ts';
import type { Controller, Json, ModuleContext } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';
import { withTextPath } from '../definition/python-text.ts';
import { textRegex } from '../files/byte-text.ts';
import { fnmatchRegExp } from '../files/fnmatch.ts';
import { basename, joinPath } from '../files/paths.ts';
import { permissionFields, statFields } from '../files/stat-fields.ts';
import { osWalkOrder } from '../files/walk-order.ts';

interface FindArguments {
  readonly paths: readonly string[];
  readonly patterns: readonly string[];
  readonly excludes: readonly string[] | null;
  readonly contains: string | null;
  readonly read_whole_file: boolean;
  readonly file_type: 'any' | 'directory' | 'file' | 'link';
  readonly age: string | null;
  readonly age_stamp: 'atime' | 'ctime' | 'mtime';
  readonly size: string | null;
  readonly recurse: boolean;
  readonly hidden: boolean;
  readonly follow: boolean;
  readonly get_checksum: boolean;
  readonly use_regex: boolean;
  readonly depth: number | null;
}

export const find = defineModule({
  name: 'ansible.builtin.find',
  summary: 'Lists files that fit a description',
  examples: `
- name: Old logs
  ansible.builtin.find:
    paths: /var/log
    patterns: '*.old,*.log.gz'
    age: 2w
    recurse: true
  register: old
`,
  args: {
    paths: arg.list({
      required: true,
      aliases: ['name', 'path'],
      elements: 'str',
      doc: 'Folders.',
    }),
    patterns: arg.list({
      default: [],
      aliases: ['pattern'],
      elements: 'str',
      doc: 'Names, as shell patterns or (`use_regex`) expressions.',
    }),
    excludes: arg.list({ aliases: ['exclude'], elements: 'str', doc: 'Names to leave out.' }),
    contains: arg.str({ doc: 'Expression that a line of the file fits from its start.' }),
    read_whole_file: arg.bool({ default: false, doc: 'Look for `contains` in all of the file.' }),
    file_type: arg.str({
      default: 'file',
      choices: ['any', 'directory', 'file', 'link'],
      doc: 'Kind of file.',
    }),
    age: arg.str({ doc: 'At least so old (`2d`); negative: at most.' }),
    age_stamp: arg.str({
      default: 'mtime',
      choices: ['atime', 'ctime', 'mtime'],
      doc: 'Time that `age` is about.',
    }),
    size: arg.str({ doc: 'At least so large (`1m`); negative: at most.' }),
    recurse: arg.bool({ default: false, doc: 'Look into folders.' }),
    hidden: arg.bool({ default: false, doc: 'Also names with a leading dot.' }),
    follow: arg.bool({ default: false, doc: 'Look into folders that links lead to.' }),
    get_checksum: arg.bool({ default: false, doc: 'SHA-1 of each file.' }),
    use_regex: arg.bool({ default: false, doc: '`patterns` are expressions.' }),
    depth: arg.int({ doc: 'How many levels to look into.' }),
  },
  returns: {
    files: 'What fits, with its stat',
    matched: 'How many',
    examined: 'How many were looked at',
    skipped_paths: 'Folders that could not be looked into, with the reason',
  },
  support: { check: 'full', diff: 'none' },
  async plan(context) {
    const { args, target, controller } = context;
    if (!args.patterns.length) {
      Object.assign(args, { patterns: [args.use_regex ? '.*' : '*'] });
    }
    const age = quantity(args.age, AGE_UNITS, 'age');
    const size = quantity(args.size, SIZE_UNITS, 'size');
    const now = age === null ? 0 : await clock(target);
    const skipped: Record<string, string> = {};
    const found: { path: string; entry: WalkEntry }[] = [];
    let examined = 0;
    const fits = nameFilter(args);
    for (const path of await Promise.all(args.paths.map((one) => expanded(target, one)))) {
      const entries = await entriesOf(context, path, skipped, controller);
      examined += entries.length;
      for (const entry of entries) {
        const name = basename(entry.relative);
        const depth = entry.relative.split('/').length;
        if (args.depth && depth > args.depth) continue;
        if (name.startsWith('.') && !args.hidden) continue;
        if (!isWantedType(entry, args.file_type) || !fits(name)) continue;
        if (age !== null && !isOfAge(now - entry[args.age_stamp], age)) continue;
        if (size !== null && entry.type === 'file' && !isOfSize(entry.size, size)) continue;
        found.push({ path: normalized(joinPath(path, entry.relative)), entry });
      }
    }
    const files = await withContent(context, found);
    const faulty = Object.keys(skipped).length > 0;
    return {
      changes: [],
      result: {
        files: files.map(({ path, entry }) => describe(path, entry)),
        changed: false,
        msg: faulty ? 'Not all paths examined, check warnings for details' : 'All paths examined',
        matched: files.length,
        examined,
        skipped_paths: skipped,
      },
    };
  },
});

const AGE_UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400, w: 604800 };
const SIZE_UNITS: Readonly<Record<string, number>> = {
  b: 1,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  t: 1024 ** 4,
};

function quantity(
  text: string | null,
  units: Readonly<Record<string, number>>,
  name: 'age' | 'size',
): number | null {
  if (text === null) return null;
  const match = /^(-?\d+)([a-z])?$/.exec(text.toLowerCase());
  const unit = match?.[2] === undefined ? 1 : units[match[2]];
  if (!match || unit === undefined) return fail(`failed to process ${name}`, { [name]: text });
  return Number(match[1]) * unit;
}

/** The target's clock, in seconds. */
async function clock(target: ReadTarget): Promise<number> {
  return (await target.query({ argv: ['true'] })).start / 1000;
}

function expanded(target: ReadTarget, path: string): Promise<string> | string {
  return /^~|\$/.test(path) ? target.expandPath(path) : path;
}

async function entriesOf(
  { args, target }: ModuleContext<FindArguments>,
  path: string,
  skipped: Record<string, string>,
  controller: Controller,
): Promise<WalkEntry[]> {
  const maxDepth = args.recurse ? (args.depth ? args.depth + 1 : undefined) : 1;
  try {
    const options = {
      ...(maxDepth !== undefined && { maxDepth }),
      ...(args.get_checksum && { checksum: 'sha1' as const }),
    };
    const [stat, entries, own] = await Promise.all([
      target.stat(path, { follow: true }),
      target.walk(path, { ...options, follow: args.follow }),
      args.follow ? target.walk(path, options) : [],
    ]);
    // A link that was followed is told of as the link that it is.
    const links = new Map(own.map((entry) => [entry.relative, entry]));
    if (stat?.type === 'directory') {
      return osWalkOrder(entries).map((entry) => links.get(entry.relative) ?? entry);
    }
    skipped[path] = `'${path}' is not a directory`;
  } catch (error) {
    skipped[path] = withTextPath((error as Error).message);
  }
  controller.warn(`Skipped '${path}' path due to this access issue: ${skipped[path]}\n`);
  return [];
}

function nameFilter({ patterns, excludes, use_regex }: FindArguments): (name: string) => boolean {
  const matcher = (pattern: string): ((name: string) => boolean) => {
    if (use_regex) {
      const regex = textRegex(pattern, {});
      return (name) => regex.match(name) !== undefined;
    }
    const regExp = fnmatchRegExp(pattern);
    return (name) => regExp.test(name);
  };
  const wanted = patterns.map(matcher);
  const unwanted = (excludes ?? []).map(matcher);
  return (name) => wanted.some((fits) => fits(name)) && !unwanted.some((fits) => fits(name));
}

function isWantedType(entry: WalkEntry, type: FindArguments['file_type']): boolean {
  return type === 'any' || entry.type === type;
}

function isOfAge(seconds: number, age: number): boolean {
  return age >= 0 ? seconds >= age : seconds <= -age;
}

function isOfSize(bytes: number, size: number): boolean {
  return size >= 0 ? bytes >= size : bytes <= -size;
}

function normalized(path: string): string {
  return path.replace(/\/+/g, '/').replace(/\/\.(?=\/|$)/g, '') || '/';
}

async function withContent(
  { args, target }: ModuleContext<FindArguments>,
  found: { path: string; entry: WalkEntry }[],
): Promise<{ path: string; entry: WalkEntry }[]> {
  const { contains } = args;
  if (contains === null || args.file_type !== 'file') return found;
  const regex = textRegex(contains, {});
  const holds = await Promise.all(
    found.map(async ({ path }) => {
      const text = (await target.readFile(path).catch(() => null))?.toString('utf8');
      if (text === undefined) return false;
      if (args.read_whole_file) return regex.search(text) !== undefined;
      return (text.match(/[^\n]*\n|[^\n]+/g) ?? []).some((line) => regex.match(line) !== undefined);
    }),
  );
  return found.filter((_file, index) => holds[index]);
}

function describe(path: string, entry: WalkEntry): Json {
  return {
    path,
    ...statFields(entry),
    gr_name: entry.group ?? '',
    pw_name: entry.owner ?? '',
    ...permissionFields(entry.mode),
    ...(entry.type === 'file' && entry.checksum !== undefined && { checksum: entry.checksum }),
  };
}
