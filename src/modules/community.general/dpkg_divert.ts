import type { ReadTarget } from '../../targets/types.ts';
import { ask, requireProgram, succeeded } from '../commands/program.ts';
import type { Step, StepOutcome } from '../commands/steps.ts';
import { stepsPlan } from '../commands/steps-plan.ts';
import { quoteWords } from '../commands/words.ts';
import type { Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { compareDebianVersions } from '../packages/debian-version.ts';

const ARGUMENTS = {
  path: arg.path({ required: true, doc: 'The file that packages are not to overwrite.' }),
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present'],
    doc: 'Whether the diversion is to be.',
  }),
  holder: arg.str({ doc: 'Package whose own file is left in place; default: none, `LOCAL`.' }),
  divert: arg.path({ doc: 'Where packages put the file; default: `PATH.distrib`.' }),
  rename: arg.bool({ default: false, doc: 'Move the file aside, or back.' }),
  force: arg.bool({ default: false, doc: 'Overwrite what is where the file is moved to.' }),
};

type DivertArguments = ArgumentValues<typeof ARGUMENTS>;

/** A diversion as it is or is to be. */
interface Diversion {
  readonly path: string;
  readonly state: 'absent' | 'present';
  readonly divert: string | null;
  readonly holder: string | null;
}

export const dpkg_divert = defineModule({
  name: 'community.general.dpkg_divert',
  summary: 'Override files of Debian packages',
  examples: `- name: Put another program in the place of a package's
  community.general.dpkg_divert:
    path: /usr/bin/busybox
    divert: /usr/bin/busybox.original
    rename: true
`,
  args: ARGUMENTS,
  returns: {
    commands: 'What was run.',
    messages: 'What it said.',
    diversion: 'The diversion as it is now.',
  },
  support: { check: 'full', diff: 'full' },
  async plan({ args, target, check, diff }): Promise<Plan> {
    const tool = await requireProgram(target, 'dpkg-divert');
    const wanted = wantedDiversion(args);
    const [version, before] = await Promise.all([
      ask(target, [tool, '--version']),
      diversionOf(target, tool, args.path),
    ]);
    const keeps = keepsByOption(succeeded([tool, '--version'], version).stdout);
    const call = [tool, ...(keeps ? ['--no-rename'] : [])];
    const work = await workFor(args, target, { call, before, wanted, check });
    const told = (messages: readonly string[], after: Diversion): Result => ({
      changed: !same(before, after),
      commands: work.commands.map((command) => command.join(' ')),
      messages,
      diversion: { ...after },
      diff: (diff ? { before, after } : {}) as Result,
    });
    const result = told(work.trial, wanted);
    if (check || same(before, wanted)) return { changes: [], result };
    const lookAgain = stateQueries(tool, args.path);
    return stepsPlan([...work.before, ...work.commands, ...work.after, ...lookAgain], result, {
      finish(outcomes) {
        const said = outcomes.slice(work.before.length).slice(0, work.commands.length);
        const after = diversionFrom(args.path, outcomes.slice(-lookAgain.length));
        if (!same(after, wanted)) {
          const text = 'Unexpected error: see stdout and stderr for details.';
          fail(text, troubles(work.commands.at(-1) ?? [], said.at(-1), after));
        }
        return told(
          said.map(({ stdout }) => stdout.trimEnd()),
          after,
        );
      },
    });
  },
});

/** What is to be run. */
interface Work {
  readonly before: readonly Step[];
  /** Calls of dpkg-divert, which the result tells of. */
  readonly commands: readonly (readonly string[])[];
  readonly after: readonly Step[];
  /** What a trial of them said. */
  readonly trial: readonly string[];
}

interface Situation {
  /** Calls the tool so that it leaves files where they are. */
  readonly call: readonly string[];
  readonly before: Diversion;
  readonly wanted: Diversion;
  readonly check: boolean;
}

/** Tries whether dpkg-divert would do it, and finds a way round what it refuses. @throws ModuleFailure */
async function workFor(
  args: DivertArguments,
  target: ReadTarget,
  { call, before, wanted, check }: Situation,
): Promise<Work> {
  const [tool = ''] = call;
  const { path, state, rename, force } = args;
  const main = [...(rename ? [tool, '--rename'] : call), ...actionOf(args, wanted)];
  const trial = await ask(target, tryOut(main));
  const none = { before: [], after: [], commands: [main], trial: [trial.stdout.trimEnd()] };
  if (trial.rc === 0) return none;
  if (state !== before.state) {
    const other = (state === 'present' ? wanted.divert : before.divert) ?? path;
    const [own, inTheWay] = await Promise.all(
      [path, other].map((file) => target.stat(file, { follow: true })),
    );
    if (!rename || own === null || inTheWay === null) {
      const text = 'Unexpected error while changing state of the diversion.';
      fail(text, troubles(main, trial, before));
    }
    if (!force) {
      fail("Set 'force' param to True to force renaming of files.", troubles(main, trial, before));
    }
    return { ...none, before: [['rm', state === 'present' ? other : path]] };
  }
  // Another holder or place: the diversion is made anew, and the file follows where it can.
  const removal = [...call, '--remove', path];
  // What a check shows of it has the option that makes it a trial.
  const setting = [...call, ...(check && rename ? ['--test'] : []), ...actionOf(args, wanted)];
  const said = succeeded(tryOut(removal), await ask(target, tryOut(removal))).stdout.trimEnd();
  const [from, to] = [before.divert ?? '', wanted.divert ?? ''].map((file) => quoteWords([file]));
  const follow = `if [ -e ${from} ] && ! [ -e ${to} ]; then mv ${from} ${to} || :; fi`;
  return {
    before: [],
    commands: [removal, setting],
    after: from === to ? [] : [{ shell: follow }],
    trial: [said, 'Running in check mode'],
  };
}

function tryOut([tool = '', ...rest]: readonly string[]): string[] {
  return [tool, '--test', ...rest];
}

function troubles(
  command: readonly string[],
  outcome: StepOutcome | undefined,
  diversion: Diversion,
): Result {
  return { ...outcome, cmd: command.join(' '), diversion: { ...diversion } };
}

function wantedDiversion({ path, state, holder, divert }: DivertArguments): Diversion {
  if (state === 'absent') return { path, state, divert: null, holder: null };
  return { path, state, holder: holder || 'LOCAL', divert: divert || `${path}.distrib` };
}

function actionOf({ state, divert, path }: DivertArguments, { holder }: Diversion): string[] {
  if (state === 'absent') return ['--remove', path];
  return [
    ...(holder === null || holder === 'LOCAL' ? ['--local'] : ['--package', holder]),
    ...(divert ? ['--divert', divert] : []),
    '--add',
    path,
  ];
}

function stateQueries(tool: string, path: string): string[][] {
  return [
    [tool, '--listpackage', path],
    [tool, '--truename', path],
  ];
}

async function diversionOf(target: ReadTarget, tool: string, path: string): Promise<Diversion> {
  const queries = stateQueries(tool, path);
  const outcomes = await Promise.all(
    queries.map(async (query) => succeeded(query, await ask(target, query))),
  );
  return diversionFrom(path, outcomes);
}

function diversionFrom(path: string, outcomes: readonly StepOutcome[]): Diversion {
  const [holder = '', divert = ''] = outcomes.map(({ stdout }) => stdout.trimEnd());
  if (holder === '') return { path, state: 'absent', divert: null, holder: null };
  return { path, state: 'present', divert, holder };
}

/** Whether this dpkg-divert has to be told that a file is to stay where it is (1.19.1 and newer). */
function keepsByOption(version: string): boolean {
  const number = version
    .split('\n')[0]
    ?.split(/\s+/)
    .find((word) => /^\d+[.]\d/.test(word));
  return number !== undefined && compareDebianVersions(number, '1.19.1') >= 0;
}

function same(a: Diversion, b: Diversion): boolean {
  return a.path === b.path && a.state === b.state && a.divert === b.divert && a.holder === b.holder;
}
