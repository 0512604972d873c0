import type { Change, FileStat } from '../../targets/types.ts';
import { stringRepr } from '../../values/string-repr.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import { arg, beyondNative, defineModule, type FileAttributeArguments, fail } from '../define.ts';
import {
  archiveMembers,
  commonRoot,
  expandPatterns,
  isArchiveName,
} from '../files/archive-paths.ts';
import { ARCHIVE_CHANGED, type ArchiveFormat, archiveCommand } from '../files/archive-script.ts';
import { infoAt } from '../files/change-failure.ts';
import { createdStat } from '../files/creation.ts';
import { planAttributes } from '../files/file-attributes.ts';
import { fileInfo } from '../files/file-info.ts';
import { fnmatchRegExp } from '../files/fnmatch.ts';

interface ArchiveArguments extends FileAttributeArguments {
  readonly path: readonly string[];
  readonly format: ArchiveFormat;
  readonly dest: string | null;
  readonly exclude_path: readonly string[];
  readonly exclusion_patterns: readonly string[] | null;
  readonly force_archive: boolean;
  readonly remove: boolean;
}

type Context = ModuleContext<ArchiveArguments>;

/** What is to be archived, and as what. */
interface Job {
  readonly expanded: readonly string[];
  readonly excluded: readonly string[];
  readonly paths: readonly string[];
  readonly found: readonly FileStat[];
  readonly missing: readonly string[];
  readonly root: string;
  readonly dest: string;
  readonly old: FileStat | null;
  /** An archive, not a single compressed file. */
  readonly many: boolean;
}

export const archive = defineModule({
  name: 'community.general.archive',
  summary: 'Makes compressed archives of files and folders',
  examples: `
- name: A folder as /opt/app.tgz
  community.general.archive:
    path: /opt/app
    dest: /opt/app.tgz
`,
  args: {
    path: arg.list({ required: true, elements: 'path', doc: 'Files, folders, shell patterns.' }),
    format: arg.str({
      default: 'gz',
      choices: ['bz2', 'gz', 'tar', 'xz', 'zip'],
      doc: 'Kind of compression.',
    }),
    dest: arg.path({ doc: 'The archive; may be left out for a single file.' }),
    exclude_path: arg.list({ elements: 'path', default: [], doc: 'Paths to leave out.' }),
    exclusion_patterns: arg.list({ elements: 'path', doc: 'Patterns of names to leave out.' }),
    force_archive: arg.bool({ default: false, doc: 'An archive even of a single file.' }),
    remove: arg.bool({ default: false, doc: 'Remove what has been archived.' }),
  },
  fileAttributes: true,
  returns: {
    archived: 'Files in the archive',
    dest: 'The archive',
    dest_state: 'absent, archive, compress or incomplete',
    arcroot: 'Folder that names in the archive start from',
    missing: 'Paths that are not there',
    expanded_paths: 'Paths with patterns filled in',
    expanded_exclude_paths: 'Paths left out',
  },
  support: { check: 'full', diff: 'none' },
  async plan(context) {
    const { args, check } = context;
    const job = await lookAtPaths(context);
    const { dest, old, found } = job;
    if (args.remove) checkRemoval(job);
    if (!found.length) {
      const state = old === null ? 'absent' : isArchiveName(dest) ? 'archive' : 'compress';
      return planAttributesOnly(context, job, state);
    }
    if (check) {
      const changed = job.many || old === null;
      return {
        changes: changed ? [{ op: 'write', path: dest, content: Buffer.alloc(0) }] : [],
        result: { ...fieldsOf(job, [], 'absent'), changed, ...(old && fileInfo(old)) },
      };
    }
    return planArchive(context, job);
  },
});

async function lookAtPaths(context: Context): Promise<Job> {
  const { args, target } = context;
  const [wanted, unwanted] = await Promise.all([
    expandPatterns(target, args.path),
    expandPatterns(target, args.exclude_path),
  ]);
  const excluded = new Set(unwanted.paths);
  const paths = [...new Set(wanted.paths)].filter((path) => !excluded.has(path)).sort();
  const [first] = paths;
  if (first === undefined) {
    return fail('Error, no source paths were found', {
      ...(await pathFields(context)),
      expanded_paths: wanted.paths.join(', '),
      expanded_exclude_paths: unwanted.paths.join(', '),
    });
  }
  const [stats, top] = await Promise.all([
    Promise.all(paths.map((path) => target.stat(path))),
    target.stat(first, { follow: true }),
  ]);
  const many =
    args.force_archive || wanted.globbed || paths.length > 1 || top?.type === 'directory';
  const dest = args.dest || (many ? null : `${first}.${args.format}`);
  if (dest === null) {
    return fail('Error, must specify "dest" when archiving multiple files or trees', {
      dest: 'None',
      ...(await pathFields(context)),
    });
  }
  return {
    expanded: wanted.paths,
    excluded: unwanted.paths,
    paths,
    found: stats.filter((stat) => stat !== null),
    missing: paths.filter((_path, index) => !stats[index]),
    root: commonRoot(paths),
    dest,
    old: await target.stat(dest, { follow: true }),
    many,
  };
}

/** The paths as a failure tells them; of a single one also what it is. */
async function pathFields({ args, target }: Context): Promise<Result> {
  const path = args.path.join(', ');
  return { path, ...(await infoAt(path, target)) };
}

function checkRemoval({ found, paths, dest }: Job): void {
  for (const { path, type } of found) {
    if (type !== 'directory' || !dest.startsWith(`${path.replace(/\/+$/, '')}/`)) continue;
    fail('Error, created archive can not be contained in source paths when remove=true', {
      path: paths.join(', '),
    });
  }
}

function fieldsOf(job: Job, archived: readonly string[], state: string): Result {
  return {
    archived,
    dest: job.dest,
    dest_state: state,
    arcroot: job.root,
    missing: job.missing,
    expanded_paths: job.expanded,
    expanded_exclude_paths: job.excluded,
  };
}

async function planAttributesOnly(context: Context, job: Job, state: string): Promise<Plan> {
  const { args, target, check } = context;
  const fields = fieldsOf(job, [], state);
  if (!job.old) return { changes: [], result: { ...fields, changed: false } };
  const wanted = await planAttributes(args, job.old, target);
  return {
    changes: wanted.changed
      ? [{ op: 'attributes', path: job.dest, ...wanted.attributes, follow: true }]
      : [],
    result: {
      ...fields,
      changed: wanted.changed,
      ...fileInfo(check ? job.old : wanted.after),
    },
  };
}

/** What the host needs for a format; Python's own libraries do without. */
const PROGRAMS: Readonly<Record<ArchiveFormat, readonly string[]>> = {
  bz2: ['bzip2'],
  gz: ['gzip'],
  tar: [],
  xz: ['xz'],
  zip: ['zip', 'unzip'],
};

async function planArchive(context: Context, job: Job): Promise<Plan> {
  const { args, target } = context;
  const { dest, old, root, many, found } = job;
  const programs = await Promise.all(PROGRAMS[args.format].map((name) => target.which(name)));
  if (programs.includes(null)) beyondNative(`format: ${args.format}`);
  const inArchive = many || args.format === 'zip' || args.format === 'tar';
  const patterns = (args.exclusion_patterns ?? []).map(fnmatchRegExp);
  const members = (await archiveMembers(target, found, root)).filter(({ path, name }) => {
    const tested = args.format === 'zip' ? path : name;
    return path !== dest && !patterns.some((pattern) => pattern.test(tested));
  });
  const state = !many && !inArchive ? 'compress' : job.missing.length ? 'incomplete' : 'archive';
  const base = old ?? (await createdStat(target, dest, 'file', 0, null));
  const wanted = await planAttributes(args, base, target);
  // A zip knows folders by a name with a slash, so that they don't count as archived.
  const archived = members
    .filter(({ folder }) => !(folder && args.format === 'zip'))
    .map((member) => member.path);
  const run: Change = {
    op: 'run',
    command: archiveCommand({
      format: args.format,
      single: !inArchive,
      root: root || '.',
      dest,
      file: found[0]?.path ?? '',
      names: members.map((member) => member.name),
      remove: args.remove ? found.map((stat) => stat.path) : [],
    }),
  };
  const fields = fieldsOf(job, archived, state);
  const unwritten = (text: string): Result => {
    const isLost = text.includes(dest) && /nonexistent|No such file or directory/.test(text);
    const reason = isLost ? `[Errno 2] No such file or directory: ${stringRepr(dest)}` : text;
    const [alone] = found;
    if (!inArchive && alone !== undefined) {
      const msg = `Unable to write to compressed file: ${reason}`;
      return { failed: true, changed: false, msg, ...fileInfo(alone), path: alone.path, dest };
    }
    const kind = `${args.format === 'zip' || args.format === 'tar' ? '' : 'tar.'}${args.format}`;
    const msg = `Error when writing ${kind} archive at ${dest}: ${reason}`;
    return { failed: true, changed: false, msg };
  };
  return {
    changes: [
      run,
      ...(wanted.changed
        ? [{ op: 'attributes' as const, path: dest, ...wanted.attributes, follow: true }]
        : []),
    ],
    result: { ...fields, changed: true },
    async finish(outcomes, after) {
      const answer = outcomes[0]?.command;
      if (answer?.rc !== 0) return unwritten(answer?.stderr.toString('utf8') ?? '');
      const stat = await after.stat(dest);
      const differs = answer.stdout.toString('utf8').includes(ARCHIVE_CHANGED);
      return {
        ...fields,
        changed: differs || wanted.changed,
        ...(stat && fileInfo(stat)),
      };
    },
    failed: (error, outcomes) =>
      unwritten(outcomes[0]?.command?.stderr.toString('utf8') || error.message),
  };
}
