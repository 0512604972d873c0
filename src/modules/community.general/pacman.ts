import type { WriteTarget } from '../../targets/types.ts';
import { ask, expandWords, outcomeOf, requireProgram, succeeded } from '../commands/program.ts';
import type { StepOutcome } from '../commands/steps.ts';
import { splitWords } from '../commands/words.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import {
  inventoryCommand,
  type PacmanInventory,
  readInventory,
} from '../packages/pacman-inventory.ts';

const ARGUMENTS = {
  name: arg.list({
    elements: 'str',
    aliases: ['pkg', 'package'],
    doc: 'Packages, groups, files or URLs.',
  }),
  state: arg.str({
    default: 'present',
    choices: ['present', 'installed', 'latest', 'absent', 'removed'],
    doc: 'What is to be of the packages.',
  }),
  force: arg.bool({ default: false, doc: 'Remove whatever needs them; fetch lists again.' }),
  remove_nosave: arg.bool({ default: false, doc: 'Keep no copies of changed settings.' }),
  executable: arg.str({ default: 'pacman', doc: 'The program: pacman, or one like it.' }),
  extra_args: arg.str({ default: '', doc: 'Further options.' }),
  upgrade: arg.bool({ doc: 'Bring the whole system up to date.' }),
  upgrade_extra_args: arg.str({ default: '', doc: 'Further options of an upgrade.' }),
  update_cache: arg.bool({ doc: 'Fetch the lists of packages.' }),
  update_cache_extra_args: arg.str({ default: '', doc: 'Further options of fetching lists.' }),
  reason: arg.str({ choices: ['explicit', 'dependency'], doc: 'Why the packages are there.' }),
  reason_for: arg.str({
    default: 'new',
    choices: ['new', 'all'],
    doc: 'Whether packages that are there get the reason, too.',
  }),
};

type Context = ModuleContext<ArgumentValues<typeof ARGUMENTS>>;

export const pacman = defineModule({
  name: 'community.general.pacman',
  summary: 'Manage packages with pacman',
  examples: `- name: Install nginx
  community.general.pacman:
    name: nginx
    update_cache: true
`,
  args: ARGUMENTS,
  constraints: {
    requiredOneOf: [['name', 'update_cache', 'upgrade']],
    mutuallyExclusive: [['name', 'upgrade']],
  },
  returns: { packages: 'Packages that were changed', cache_updated: 'Whether lists have changed' },
  support: { check: 'full', diff: 'full' },
  showArgs: (shown) => ({
    ...shown,
    extra_args: words(String(shown.extra_args)),
    upgrade_extra_args: words(String(shown.upgrade_extra_args)),
    update_cache_extra_args: words(String(shown.update_cache_extra_args)),
  }),
  async plan(context): Promise<Plan> {
    const program = await requireProgram(context.target, context.args.executable);
    return {
      changes: [],
      result: {},
      perform: (target) => new Work(context, program, target).run(),
    };
  },
});

/** A package as it is asked for: by a name, a file or a URL. */
interface Asked {
  readonly name: string;
  readonly source: string;
  readonly outside: boolean;
}

/** What one call does, step by step: fetched lists decide what is to be installed. */
class Work {
  readonly #args: Context['args'];
  readonly #check: boolean;
  readonly #program: string;
  readonly #target: WriteTarget;
  readonly #extra: readonly string[];
  readonly #messages: string[] = [];
  readonly #outputs: { stdout: string[]; stderr: string[] } = { stdout: [], stderr: [] };
  #inventory!: PacmanInventory;
  #result: Result = {};
  #changed = false;

  constructor({ args, check }: Context, program: string, target: WriteTarget) {
    this.#args = args;
    this.#check = check;
    this.#program = program;
    this.#target = target;
    this.#extra = words(args.extra_args);
  }

  async run(): Promise<Result> {
    const { name, upgrade, update_cache, state } = this.#args;
    if (update_cache) await this.#refresh();
    if (name?.length || upgrade) {
      this.#inventory = await this.#look();
      if (upgrade) await this.#upgrade();
      else if (state === 'absent' || state === 'removed') await this.#remove(await this.#asked());
      else await this.#install(await this.#asked());
    } else if (!update_cache) {
      fail('This is a bug');
    }
    return { ...this.#fields(), changed: this.#changed, ...this.#result };
  }

  #fields(): Result {
    const stdout = this.#outputs.stdout.join('\n');
    const stderr = this.#outputs.stderr.join('\n');
    return {
      ...(stdout && { stdout }),
      ...(stderr && { stderr }),
      msg: this.#messages.join('\n'),
    };
  }

  #tell(msg: string, { stdout, stderr }: Partial<StepOutcome> = {}): void {
    if (msg) this.#messages.push(msg);
    if (stdout) this.#outputs.stdout.push(stdout);
    if (stderr) this.#outputs.stderr.push(stderr);
  }

  #fail(msg: string, outcome: Partial<StepOutcome>, fields: Result = {}): never {
    this.#tell(msg, outcome);
    const { msg: text, ...streams } = this.#fields();
    return fail(String(text), { ...this.#result, ...streams, ...fields });
  }

  async #write(argv: readonly string[], failure: string): Promise<StepOutcome> {
    const expanded = await expandWords(this.#target, argv);
    const [done] = await this.#target.apply([
      { op: 'run', command: { argv: expanded, env: { LC_ALL: 'C' } } },
    ]);
    const outcome = outcomeOf(done?.command);
    if (outcome.rc !== 0) this.#fail(failure, outcome, { cmd: argv });
    return outcome;
  }

  async #ask(argv: readonly string[]): Promise<StepOutcome> {
    return ask(this.#target, await expandWords(this.#target, argv));
  }

  async #list(argv: readonly string[], failure: string): Promise<StepOutcome> {
    const outcome = await this.#ask(argv);
    if (outcome.rc !== 0) this.#fail(failure, outcome, { cmd: argv });
    return outcome;
  }

  async #look(): Promise<PacmanInventory> {
    const run = await this.#target.query(inventoryCommand(this.#program));
    return readInventory(run.stdout, this.#program, (msg, outcome) =>
      this.#fail(msg, outcome, 'rc' in outcome ? { rc: outcome.rc ?? null } : {}),
    );
  }

  async #refresh(): Promise<void> {
    if (this.#check) {
      this.#tell('Would have updated the package db');
      this.#changed = true;
      this.#result.cache_updated = true;
      return;
    }
    const { force } = this.#args;
    const argv = [
      this.#program,
      '--sync',
      '--refresh',
      ...words(this.#args.update_cache_extra_args),
      ...(force ? ['--refresh'] : []),
    ];
    const listing = [this.#program, '--sync', '--list'];
    const lists = async (): Promise<string> =>
      succeeded(listing, await ask(this.#target, listing))
        .stdout.split('\n')
        .sort()
        .join('\n');
    const before = force ? null : await lists();
    const [done] = await this.#target.apply([
      { op: 'run', command: { argv, env: { LC_ALL: 'C' } } },
    ]);
    const outcome = outcomeOf(done?.command);
    const updated = before === null || before !== (await lists());
    this.#result.cache_updated = updated;
    if (updated) this.#changed = true;
    if (outcome.rc !== 0) this.#fail('could not update package db', outcome, { cmd: argv });
    this.#tell('Updated package db', outcome);
  }

  async #upgrade(): Promise<void> {
    const { upgradable } = this.#inventory;
    if (upgradable.size === 0) return this.#tell('Nothing to upgrade');
    this.#changed = true;
    const lines = (part: 'current' | 'latest'): string =>
      [...upgradable].map(([name, versions]) => `${name}-${versions[part]}\n`).join('');
    this.#result.diff = { before: lines('current'), after: lines('latest') };
    this.#result.packages = [...upgradable.keys()];
    if (this.#check) return this.#tell(`${upgradable.size} packages would have been upgraded`);
    const begin = [this.#program, '--sync', '--sysupgrade', '--quiet', '--noconfirm'];
    const argv = [...begin, ...words(this.#args.upgrade_extra_args)];
    this.#tell('System upgraded', await this.#write(argv, 'Could not upgrade'));
  }

  /** Members of groups, names of packages in repositories, files and URLs. */
  async #asked(): Promise<Asked[]> {
    const { groups, available, installed } = this.#inventory;
    const asked: Asked[] = [];
    for (const source of this.#args.name ?? []) {
      if (!source) continue;
      const members = groups.get(source);
      if (members) {
        for (const name of members) asked.push({ name, source: name, outside: false });
      } else if (available.has(source) || installed.has(source)) {
        asked.push({ name: source, source, outside: false });
      } else {
        const found = await this.#lookUp(source);
        if (found !== null) asked.push(found);
      }
    }
    return asked;
  }

  async #lookUp(source: string): Promise<Asked | null> {
    const format = ['--print-format', '%n', source];
    const known = await this.#ask([this.#program, '--sync', ...format]);
    if (known.rc === 0) return { name: known.stdout.trim(), source, outside: false };
    const cmd = [this.#program, '--upgrade', ...format];
    const outcome = await this.#ask(cmd);
    if (outcome.rc === 0) {
      const name = outcome.stdout.trimEnd().split('\n').at(-1)?.trim() ?? '';
      return { name, source, outside: true };
    }
    if (['absent', 'removed'].includes(this.#args.state)) return null;
    return this.#fail(`Failed to list package ${source}`, outcome, { cmd, rc: outcome.rc });
  }

  async #install(asked: readonly Asked[]): Promise<void> {
    const { installed, reasons, upgradable } = this.#inventory;
    const { reason, reason_for, state } = this.#args;
    const reasoned = asked
      .map(({ name }) => name)
      .filter(
        (name) =>
          reason && (!reasons.has(name) || (reason_for === 'all' && reasons.get(name) !== reason)),
      );
    const sources = (outside: boolean): string[] =>
      asked
        .filter((one) => one.outside === outside)
        .filter(
          ({ name }) =>
            outside || !installed.has(name) || (state === 'latest' && upgradable.has(name)),
        )
        .map(({ source }) => source);
    const kinds: [string, string[]][] = [
      ['--sync', sources(false)],
      ['--upgrade', sources(true)],
    ];
    const work = kinds.filter(([, list]) => list.length > 0);
    const nothing = (): void => {
      this.#result.packages = [];
      this.#tell('package(s) already installed');
    };
    if (work.length === 0 && reasoned.length === 0) return nothing();
    const begin = [this.#program, '--noconfirm', '--noprogressbar', '--needed', ...this.#extra];
    const names: string[] = [];
    const diff: { before: string[]; after: string[] } = { before: [], after: [] };
    for (const [verb, list] of work) {
      const argv = [...begin, verb, '--print-format', '%n %v', ...list];
      const { stdout } = await this.#list(argv, 'Failed to list package(s) to install');
      for (const line of stdout.split('\n').map((one) => one.trim())) {
        if (!line || /loading packages|there is nothing to do/.test(line)) continue;
        const [name = '', version = ''] = line.split(/\s+/);
        const before = installed.get(name);
        if (before !== undefined) diff.before.push(`${name}-${before}-${reasons.get(name)}`);
        const why = reasoned.includes(name) ? reason : reasons.get(name);
        diff.after.push(why ? `${name}-${version}-${why}` : `${name}-${version}`);
        names.push(name);
      }
    }
    if (names.length === 0 && reasoned.length === 0) return nothing();
    this.#changed = true;
    this.#result.diff = { before: sortedLines(diff.before), after: sortedLines(diff.after) };
    const marked = reasoned.filter((name) => !names.includes(name));
    const all = [...names, ...marked].sort();
    if (this.#check) {
      this.#result.packages = all;
      return this.#tell(`Would have installed ${all.length} packages`);
    }
    const failure = 'Failed to install package(s)';
    for (const [verb, list] of work) {
      this.#tell('', await this.#write([...begin, verb, ...list], failure));
    }
    if (reasoned.length > 0) {
      const option = reason === 'dependency' ? '--asdeps' : '--asexplicit';
      const argv = [this.#program, '--noconfirm', '--database', option, ...reasoned];
      this.#tell('', await this.#write(argv, failure));
    }
    this.#result.packages = all;
    this.#tell(`Installed ${all.length} package(s)`);
  }

  async #remove(asked: readonly Asked[]): Promise<void> {
    const names = asked
      .map(({ name }) => name)
      .filter((name) => this.#inventory.installed.has(name));
    if (names.length === 0) {
      this.#result.packages = [];
      return this.#tell('package(s) already absent');
    }
    this.#changed = true;
    const { force, remove_nosave } = this.#args;
    const begin = [
      this.#program,
      '--remove',
      '--noconfirm',
      '--noprogressbar',
      ...this.#extra,
      ...(force ? ['--nodeps', '--nodeps'] : []),
    ];
    const listing = [...begin, '--print-format', '%n-%v', ...names];
    const { stdout } = await this.#list(listing, 'failed to list package(s) to remove');
    const removed = stdout.split(/\s+/).filter(Boolean);
    this.#result.packages = removed;
    this.#result.diff = { before: `${removed.join('\n')}\n`, after: '' };
    if (this.#check) return this.#tell(`Would have removed ${removed.length} packages`);
    const argv = [...begin, ...(remove_nosave ? ['--nosave'] : []), ...names];
    const outcome = await this.#write(argv, 'failed to remove package(s)');
    this.#tell(`Removed ${removed.length} package(s)`, outcome);
  }
}

function words(text: string): string[] {
  return splitWords(text) ?? fail('No closing quotation');
}

const sortedLines = (lines: readonly string[]): string =>
  lines.length === 0 ? '' : `${[...lines].sort().join('\n')}\n`;
