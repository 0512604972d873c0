import { fail } from '../define.ts';
import { ARCHIVE, compareArchive, readArchive } from './archive-source.ts';
import { fnmatchRegExp } from './fnmatch.ts';
import { joinPath } from './paths.ts';
import type { Unpacked, UnpackTask } from './unarchive-arguments.ts';

/** Lists a tar archive and compares it with the target by what `tar --diff` says. */
export async function lookAtTar(task: UnpackTask): Promise<Unpacked> {
  const { args, target } = task.context;
  const program =
    (await target.which('gtar')) ??
    (await target.which('tar')) ??
    fail(noHandler(task, "Unable to find required 'gtar' or 'tar' binary in the path"));
  const files = await listTar(task);
  const stats = await Promise.all(files.map((name) => target.stat(joinPath(args.dest, name))));
  const complete = stats.every((stat) => stat !== null);
  const unarchived = complete && (await isUnpacked(task, program));
  return { files, unarchived, extract: tarCommand(task, program, '--extract'), cwd: args.dest };
}

function tarCommand({ context, kind }: UnpackTask, program: string, action: string): string[] {
  const { args } = context;
  const ownership =
    action === '--list'
      ? []
      : [
          ...(args.owner ? [`--owner=${args.owner}`] : []),
          ...(args.group ? [`--group=${args.group}`] : []),
          ...(args.keep_newer ? ['--keep-newer-files'] : []),
        ];
  return [
    program,
    action,
    '-C',
    args.dest,
    ...(kind.tarFlag ? [kind.tarFlag] : []),
    ...(args.extra_opts.length ? ['--show-transformed-names', ...args.extra_opts] : []),
    ...ownership,
    ...args.exclude.map((path) => `--exclude=${path.replace(/\/+$/, '')}`),
    '-f',
    ARCHIVE,
    ...args.include,
  ];
}

async function listTar(task: UnpackTask): Promise<string[]> {
  const { args, target } = task.context;
  const command = tarCommand(task, 'tar', '--list').filter(
    (word, index, all) => word !== '-C' && all[index - 1] !== '-C',
  );
  const answer = await readArchive(target, task.source, command);
  if (answer.rc !== 0) {
    fail(
      noHandler(
        task,
        `Command "tar" could not handle archive: Unable to list files in the archive: ${answer.err}`,
      ),
    );
  }
  const excluded = args.exclude.map((path) => fnmatchRegExp(path.replace(/\/+$/, '')));
  const files = answer.out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => unescaped(line).replace(/^\//, ''))
    .filter((name) => !excluded.some((pattern) => pattern.test(name)));
  if (!files.length) {
    fail(
      noHandler(
        task,
        'Command "tar" found no files in archive. Empty archive files are not supported.',
      ),
    );
  }
  return files;
}

/** tar shows bytes beyond ASCII as `\303\251` in the C locale. */
function unescaped(name: string): string {
  if (!name.includes('\\')) return name;
  const bytes = name.replace(/\\([0-7]{3}|[nt\\])/g, (_all, code: string) =>
    code === 'n'
      ? '\n'
      : code === 't'
        ? '\t'
        : code === '\\'
          ? '\\'
          : String.fromCharCode(Number.parseInt(code, 8)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Differences that count: not what the task's own mode, owner and group are going to set. */
async function isUnpacked(task: UnpackTask, program: string): Promise<boolean> {
  const { args, target } = task.context;
  const answer = await compareArchive(target, task.source, tarCommand(task, program, '--diff'));
  const root = target.platform.user.uid === 0;
  const counts = (line: string): boolean => {
    if (/: : Warning: Cannot stat: No such file or directory$/.test(line)) return false;
    if (root && !args.owner && line.endsWith(': Uid differs')) return true;
    if (root && !args.group && line.endsWith(': Gid differs')) return true;
    if (!args.mode && line.endsWith(': Mode differs')) return true;
    return /: Mod time differs$|: Warning: Cannot stat: No such file or directory$|: Invalid (owner|group)/.test(
      line,
    );
  };
  return !`${answer.out}\n${answer.err}`.split('\n').some(counts);
}

/** Ansible's text where nothing can unpack the archive. */
export function noHandler({ source }: UnpackTask, reason: string): string {
  return `Failed to find handler for "${source.shown}". Make sure the required command to extract the file is installed.\n${reason}`;
}
