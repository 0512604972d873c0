import type { WriteTarget } from '../../targets/types.ts';
import { ask, expandWords, outcomeOf, requireProgram } from '../commands/program.ts';
import type { StepOutcome } from '../commands/steps.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail, restate } from '../define.ts';
import {
  changedPackages,
  readZypper,
  type WantedPackage,
  wantedPackages,
  type ZypperPackages,
} from '../packages/zypper-packages.ts';

const ARGUMENTS = {
  name: arg.list({
    required: true,
    aliases: ['pkg'],
    elements: 'str',
    doc: 'Packages, with `+` or `-` before and a version behind; `*` for all.',
  }),
  state: arg.str({
    default: 'present',
    choices: ['absent', 'installed', 'latest', 'present', 'removed', 'dist-upgrade'],
    doc: 'What is to be of the packages.',
  }),
  type: arg.str({
    default: 'package',
    choices: ['package', 'patch', 'pattern', 'product', 'srcpackage', 'application'],
    doc: 'Kind of packages.',
  }),
  extra_args_precommand: arg.str({ doc: 'Options before the command of zypper.' }),
  disable_gpg_check: arg.bool({ default: false, doc: 'Check no signatures.' }),
  disable_recommends: arg.bool({ default: true, doc: 'Leave out what is only recommended.' }),
  force: arg.bool({ default: false, doc: 'Install again, or an older version.' }),
  force_resolution: arg.bool({ default: false, doc: 'Have zypper find a way.' }),
  update_cache: arg.bool({ default: false, aliases: ['refresh'], doc: 'Fetch lists first.' }),
  oldpackage: arg.bool({ default: false, doc: 'Older versions may be installed.' }),
  extra_args: arg.str({ doc: 'Options behind the command of zypper.' }),
  allow_vendor_change: arg.bool({ default: false, doc: 'Other vendors may be taken.' }),
  replacefiles: arg.bool({ default: false, doc: "Files may replace other packages'." }),
  clean_deps: arg.bool({ default: false, doc: 'Remove what was only needed by it, too.' }),
};

type Context = ModuleContext<ArgumentValues<typeof ARGUMENTS>>;

export const zypper = defineModule({
  name: 'community.general.zypper',
  summary: 'Manage packages on SUSE and openSUSE',
  examples: `- name: Install nginx
  community.general.zypper:
    name: nginx
    update_cache: true
`,
  args: ARGUMENTS,
  returns: { cmd: 'The last command', rc: 'Its exit code' },
  support: { check: 'full', diff: 'full' },
  async plan(context): Promise<Plan> {
    const { target, args } = context;
    const { packages } = wantedPackages(args.name.filter(Boolean), '+');
    // A version may be older than what is there.
    if (!leaves(args.state) && packages.some(({ version }) => version !== '')) {
      restate(args, { oldpackage: true });
    }
    const [program, transactional, mounts] = await Promise.all([
      requireProgram(target, 'zypper'),
      target.stat('/usr/sbin/transactional-update', { follow: true }),
      target.readFile('/proc/mounts'),
    ]);
    const readOnly = /^\S+ \/ btrfs (?:\S*,)?ro(?:,|\s)/m.test(mounts?.toString() ?? '');
    const begin =
      transactional !== null && readOnly
        ? [
            await requireProgram(target, 'transactional-update'),
            '--continue',
            '--drop-if-no-change',
            '--quiet',
            'run',
            program,
          ]
        : [program];
    return {
      changes: [],
      result: {},
      perform: (writer) => new Work(context, begin, writer).run(),
    };
  },
});

const leaves = (state: string): boolean => state === 'absent' || state === 'removed';

interface Done extends StepOutcome {
  readonly cmd?: readonly string[];
  readonly packages: ZypperPackages | null;
}

const NOTHING: Done = { rc: 0, stdout: '', stderr: '', packages: null };

/** What one call does, step by step: zypper itself tells what it changes. */
class Work {
  readonly #args: Context['args'];
  readonly #check: boolean;
  readonly #diff: boolean;
  readonly #begin: readonly string[];
  readonly #target: WriteTarget;

  constructor({ args, check, diff }: Context, begin: readonly string[], target: WriteTarget) {
    this.#args = args;
    this.#check = check;
    this.#diff = diff;
    this.#begin = begin;
    this.#target = target;
  }

  async run(): Promise<Result> {
    const { state, update_cache } = this.#args;
    const name = this.#args.name.filter(Boolean);
    if (update_cache && !this.#check) {
      const { packages: _, ...told } = await this.#zypper(this.#command('refresh'));
      if (told.rc !== 0) fail('Zypper refresh run failed.', { ...told });
    }
    const { packages, ...told } = await this.#act(name);
    const changed = (told.rc === 0 || told.rc === 102) && (packages?.size ?? 0) > 0;
    const diff = this.#diff ? { diff: { prepared: changedPackages(packages) } } : {};
    if (told.rc !== 0 && told.rc !== 102) fail('Zypper run failed.', { ...told, changed, ...diff });
    const { stdout, stderr, ...quiet } = told;
    const streams = changed ? { stdout, stderr } : {};
    return { name, state, update_cache, ...quiet, ...streams, changed, ...diff };
  }

  async #act(name: readonly string[]): Promise<Done> {
    const { state, type } = this.#args;
    const all = name.length === 1 && name[0] === '*';
    if (all && (state === 'latest' || state === 'dist-upgrade')) {
      const update = state === 'dist-upgrade' ? 'dist-upgrade' : 'update';
      return this.#zypper(this.#command(type === 'patch' ? 'patch' : update));
    }
    if (state === 'dist-upgrade') fail('Can not dist-upgrade specific packages.');
    return leaves(state) ? this.#remove(name) : this.#install(name);
  }

  async #install(name: readonly string[]): Promise<Done> {
    const { packages, urls } = wantedPackages(name, '+');
    let wanted = packages;
    if (this.#args.state !== 'latest') {
      const there = await this.#installed(packages.filter(({ version }) => version === ''));
      wanted = packages.filter((one) => (one.prefix === '+') !== there.has(one.name));
    }
    if (wanted.length === 0 && urls.length === 0) return NOTHING;
    const texts = wanted.map(({ prefix, name: plain, version }) => prefix + plain + version);
    return this.#zypper([...this.#command('install'), '--', ...urls, ...texts]);
  }

  async #remove(name: readonly string[]): Promise<Done> {
    const { packages, urls } = wantedPackages(name, '-');
    if (packages.some(({ prefix }) => prefix === '+')) {
      fail("Can not combine '+' prefix with state=remove/absent.");
    }
    if (urls.length > 0) fail('Can not remove via URL.');
    if (this.#args.type === 'patch') fail('Can not remove patches.');
    const there = await this.#installed(packages);
    const wanted = packages.filter((one) => there.has(one.name));
    if (wanted.length === 0) return NOTHING;
    const texts = wanted.map(({ name: plain, version }) => plain + version);
    return this.#zypper([...this.#command('remove'), ...texts]);
  }

  /** Which of the packages are there. */
  async #installed(packages: readonly WantedPackage[]): Promise<ZypperPackages> {
    if (packages.length === 0 && this.#args.state !== 'absent') return new Map();
    const command = [
      ...this.#command('search'),
      '--match-exact',
      '--details',
      '--installed-only',
      ...packages.map(({ name }) => name),
    ];
    return (await this.#zypper(command, true)).packages ?? new Map();
  }

  /** Runs zypper; after it has brought itself up to date it wants to be run again. */
  async #zypper(cmd: readonly string[], search = false, earlier?: ZypperPackages): Promise<Done> {
    const outcome = await this.#execute(cmd, search);
    const found = readZypper(outcome, cmd, search, earlier);
    if (outcome.rc === 103 && earlier === undefined) return this.#zypper(cmd, search, found);
    return { ...outcome, cmd, packages: found };
  }

  async #execute(cmd: readonly string[], search: boolean): Promise<StepOutcome> {
    const argv = await expandWords(this.#target, cmd);
    if (search || this.#check) return ask(this.#target, argv);
    const env = { LANG: 'C', LC_ALL: 'C', LC_MESSAGES: 'C' };
    const [done] = await this.#target.apply([{ op: 'run', command: { argv, env } }]);
    return outcomeOf(done?.command);
  }

  #command(name: string): string[] {
    const args = this.#args;
    const installs = ['install', 'update', 'patch', 'dist-upgrade'].includes(name);
    const refresh = name === 'refresh';
    const option = (wanted: boolean, text: string): string[] => (wanted ? [text] : []);
    return [
      ...this.#begin,
      '--quiet',
      '--non-interactive',
      '--xmlout',
      ...(args.extra_args_precommand?.trim().split(/\s+/) ?? []).filter(Boolean),
      ...option((installs || refresh) && args.disable_gpg_check, '--no-gpg-checks'),
      ...option(name === 'search', '--disable-repositories'),
      name,
      ...(refresh || name === 'patch' || name === 'dist-upgrade' ? [] : ['--type', args.type]),
      ...option(this.#check && name !== 'search', '--dry-run'),
      ...option(installs, '--auto-agree-with-licenses'),
      ...option(installs && args.disable_recommends, '--no-recommends'),
      ...option(installs && args.force, '--force'),
      ...option(installs && args.force_resolution, '--force-resolution'),
      ...option(installs && args.oldpackage, '--oldpackage'),
      ...option(installs && args.replacefiles, '--replacefiles'),
      ...option(name === 'remove' && args.clean_deps, '--clean-deps'),
      ...option(name === 'dist-upgrade' && args.allow_vendor_change, '--allow-vendor-change'),
      ...(args.extra_args ? args.extra_args.split(' ') : []),
    ];
  }
}
