import { posix } from 'node:path';
import type { Change, FileStat, ReadTarget } from '../../targets/types.ts';
import { ask } from '../commands/program.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { crash } from '../definition/crash.ts';
import { createdStat } from '../files/creation.ts';
import { planAttributes } from '../files/file-attributes.ts';
import { parentOf } from '../files/paths.ts';

const ARGUMENTS = {
  path: arg.path({ required: true, aliases: ['dest'], doc: 'Folder of the project.' }),
  release: arg.str({ doc: 'Name of the release; default: the time.' }),
  releases_path: arg.str({ default: 'releases', doc: 'Folder of releases in it.' }),
  shared_path: arg.path({ default: 'shared', doc: 'Folder of what releases share.' }),
  current_path: arg.path({ default: 'current', doc: 'Link to the release in use.' }),
  keep_releases: arg.int({ default: 5, doc: 'How many old releases are kept.' }),
  clean: arg.bool({ default: true, doc: 'Remove old releases when one is finalized.' }),
  unfinished_filename: arg.str({
    default: 'DEPLOY_UNFINISHED',
    doc: 'File in releases that are not finished.',
  }),
  state: arg.str({
    default: 'present',
    choices: ['present', 'absent', 'clean', 'finalize', 'query'],
    doc: 'What is to be done.',
  }),
};

type DeployContext = ModuleContext<
  ArgumentValues<typeof ARGUMENTS> & Parameters<typeof planAttributes>[0]
>;

/** Where things of a project are. */
interface Places {
  readonly project: string;
  readonly current: string;
  readonly releases: string;
  readonly shared: string | null;
  readonly release: string | null;
  readonly newRelease: string | null;
}

export const deploy_helper = defineModule({
  name: 'community.general.deploy_helper',
  summary: 'Manages some of the steps common in deploying projects',
  examples: `- name: Make the folders of a project
  community.general.deploy_helper:
    path: /srv/app

- name: Use the release
  community.general.deploy_helper:
    path: /srv/app
    release: "{{ deploy_helper.new_release }}"
    state: finalize
`,
  args: ARGUMENTS,
  constraints: { requiredIf: [['state', 'finalize', ['release']]] },
  fileAttributes: true,
  returns: { ansible_facts: 'Places of the project, under deploy_helper.' },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, target, check } = context;
    const { state } = args;
    const places = await placesOf(context);
    const link = await target.stat(places.current);
    const facts = { deploy_helper: factsOf(places, link, args.unfinished_filename) };
    const done = (changes: readonly Change[], more: Result = {}, also = false): Plan => ({
      changes: check ? [] : changes,
      result: { state, ...more, changed: changes.length > 0 || also },
    });
    switch (state) {
      case 'query':
        return done([], { ansible_facts: facts });
      case 'present':
        if (link !== null && link.type !== 'link') {
          fail(`${places.current} exists but is not a symbolic link`);
        }
        return done(await folders(context, places), { ansible_facts: facts });
      case 'absent':
        return done(await removal(target, places.project), {
          ansible_facts: { deploy_helper: [] },
        });
      case 'clean': {
        const { changes, counted } = await cleaning(context, places);
        return done(changes, {}, counted);
      }
      default: {
        if (args.keep_releases <= 0) fail("'keep_releases' should be at least 1");
        const finishing = await finalizing(context, places, link);
        if (!args.clean) return done(finishing);
        const { changes, counted } = await cleaning(context, places);
        return done([...finishing, ...changes], {}, counted);
      }
    }
  },
});

async function placesOf({ args, target }: DeployContext): Promise<Places> {
  const join = (path: string): string => (path.startsWith('/') ? path : `${project}/${path}`);
  const project = args.path;
  const releases = join(args.releases_path);
  const named = args.release || null;
  const makesName = args.state === 'query' || args.state === 'present';
  const release =
    named ?? (makesName ? (await ask(target, ['date', '+%Y%m%d%H%M%S'])).stdout.trim() : null);
  return {
    project,
    current: join(args.current_path),
    releases,
    shared: args.shared_path ? join(args.shared_path) : null,
    release: release ?? args.release,
    newRelease: release === null ? null : posix.join(releases, release),
  };
}

function factsOf(places: Places, link: FileStat | null, unfinished: string): Result {
  const previous = link === null ? null : endOf(link);
  return {
    project_path: places.project,
    current_path: places.current,
    releases_path: places.releases,
    shared_path: places.shared,
    previous_release: previous === null ? null : posix.basename(previous),
    previous_release_path: previous,
    new_release: places.release,
    new_release_path: places.newRelease,
    unfinished_filename: unfinished,
  };
}

/** Where a path ends, though nothing may be there. */
function endOf({ path, realPath, linkTarget }: FileStat): string {
  return realPath ?? (linkTarget === undefined ? path : posix.resolve(parentOf(path), linkTarget));
}

/** The folders that are missing, or have other attributes. */
async function folders({ args, target }: DeployContext, places: Places): Promise<Change[]> {
  const wanted = [places.project, places.releases, ...(places.shared ? [places.shared] : [])];
  const changes: Change[] = [];
  for (const path of wanted) {
    const [link, stat] = await Promise.all([
      target.stat(path),
      target.stat(path, { follow: true }),
    ]);
    if (link !== null && stat?.type !== 'directory') {
      fail(`${path} exists but is not a directory`);
    }
    const base = stat ?? (await createdStat(target, path, 'directory', 0, null));
    const { attributes, changed } = await planAttributes(args, { ...base, path }, target);
    if (stat === null) changes.push({ op: 'mkdir', path, parents: true, ...attributes });
    else if (changed) changes.push({ op: 'attributes', path, ...attributes });
  }
  return changes;
}

/** Removes a folder with all in it. @throws ModuleFailure for what is none */
async function removal(target: ReadTarget, path: string): Promise<Change[]> {
  const [link, stat] = await Promise.all([target.stat(path), target.stat(path, { follow: true })]);
  if (link === null) return [];
  if (stat?.type !== 'directory') fail(`${path} exists but is not a directory`);
  if (link.type === 'link') fail('rmtree failed: Cannot call rmtree on a symbolic link');
  return [{ op: 'remove', path, recursive: true }];
}

/** Marks the release as finished, and leads the link to it. */
async function finalizing(
  { args, target, check }: DeployContext,
  { current, newRelease }: Places,
  link: FileStat | null,
): Promise<Change[]> {
  const source = newRelease ?? '';
  const mark = posix.join(source, args.unfinished_filename);
  const [marked, release] = await Promise.all([target.stat(mark), target.stat(source)]);
  const changes: Change[] = marked === null ? [] : [{ op: 'remove', path: mark }];
  const end = release === null ? source : endOf(release);
  if (link?.type === 'link' && posix.normalize(endOf(link)) === posix.normalize(end)) {
    return changes;
  }
  if (!check && link?.type === 'link' && release === null) {
    fail(`the symlink target ${source} doesn't exists`);
  }
  if (!check && link !== null && link.type !== 'link') {
    crash(`FileExistsError: [Errno 17] File exists: '${source}' -> '${current}'`, target);
  }
  return [...changes, { op: 'symlink', path: current, target: source }];
}

/** Removes releases that are not finished, and those that are too many; `counted` says so for check mode, which only counts. */
async function cleaning(
  { args, target, check }: DeployContext,
  { project, releases, release }: Places,
): Promise<{ changes: Change[]; counted: boolean }> {
  const { unfinished_filename: unfinished } = args;
  const stray = release ? posix.join(project, `${release}.${unfinished}`) : null;
  const [names, strayStat] = await Promise.all([
    target.readDirectory(releases),
    stray === null ? null : target.stat(stray, { follow: true }),
  ]);
  if (names === null) {
    return crash(`FileNotFoundError: [Errno 2] No such file or directory: '${releases}'`, target);
  }
  const found = await Promise.all(
    names.map(async (name) => {
      const path = posix.join(releases, name);
      const [stat, mark] = await Promise.all([
        target.stat(path, { follow: true }),
        target.stat(posix.join(path, unfinished), { follow: true }),
      ]);
      return { name, path, stat, isUnfinished: mark?.type === 'file' };
    }),
  );
  // A release that is finalized in this task has its mark no more.
  const isNew = (name: string): boolean => args.state === 'finalize' && name === release;
  const broken = found.filter((one) => one.isUnfinished && !(isNew(one.name) && !check));
  const whole = found.filter(
    (one) =>
      one.stat?.type === 'directory' && one.name !== release && (check || !broken.includes(one)),
  );
  const old = whole
    .toSorted((a, b) => (b.stat?.ctime ?? 0) - (a.stat?.ctime ?? 0))
    .slice(args.keep_releases);
  if (check) return { changes: [], counted: broken.length > 0 || old.length > 0 };
  return {
    changes: [
      ...(stray !== null && strayStat !== null ? [{ op: 'remove', path: stray } as const] : []),
      ...[...broken, ...old].map(({ path }) => ({ op: 'remove', path, recursive: true }) as const),
    ],
    counted: false,
  };
}
