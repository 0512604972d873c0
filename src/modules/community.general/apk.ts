import type { ReadTarget } from '../../targets/types.ts';
import { ask, outcomeOf, requireProgram } from '../commands/program.ts';
import { type StepOutcome, stepOutcomes, stepsCommand } from '../commands/steps.ts';
import type { Plan, Result } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';
import { crash } from '../definition/crash.ts';

export const apk = defineModule({
  name: 'community.general.apk',
  summary: 'Manages apk packages',
  examples: `- name: Install packages
  community.general.apk:
    name: foo,bar
    update_cache: true
`,
  args: {
    state: arg.str({
      default: 'present',
      choices: ['present', 'installed', 'absent', 'removed', 'latest'],
      doc: 'What is to be of the packages.',
    }),
    name: arg.list({ elements: 'str', doc: 'Names of the packages.' }),
    no_cache: arg.bool({ default: false, doc: 'Use no local index.' }),
    repository: arg.list({ elements: 'str', doc: 'Repositories to use instead.' }),
    update_cache: arg.bool({ default: false, doc: 'Fetch the index first.' }),
    upgrade: arg.bool({ default: false, doc: 'Upgrade all packages.' }),
    available: arg.bool({ default: false, doc: 'Go back to older versions as well.' }),
    world: arg.str({ default: '/etc/apk/world', doc: 'List of what is asked for.' }),
  },
  constraints: {
    requiredOneOf: [['name', 'update_cache', 'upgrade']],
    mutuallyExclusive: [['name', 'upgrade']],
  },
  returns: { packages: 'Packages that were changed.' },
  support: { check: 'full', diff: 'none' },
  async plan({ args, target, check }): Promise<Plan> {
    const program = [
      await requireProgram(target, 'apk'),
      ...(args.no_cache ? ['--no-cache'] : []),
      ...(args.repository ?? []).flatMap((one) => [
        '--repository',
        one,
        '--repositories-file',
        '/dev/null',
      ]),
    ];
    if (args.name === null && !args.update_cache && !args.upgrade) {
      crash("TypeError: 'NoneType' object is not iterable", target);
    }
    const names = args.name ?? [];
    const update = args.update_cache ? [[...program, 'update']] : [];
    if (args.update_cache && names.length === 0 && !args.upgrade) {
      return carriedOut(check ? target : null, update, check ? 0 : -1, ([first]) => {
        checkUpdate(first);
        const told = { stdout: first?.stdout ?? '', stderr: first?.stderr ?? '' };
        return { changed: true, msg: 'updated repository indexes', ...told };
      });
    }
    const simulate = check ? ['--simulate'] : [];
    if (args.upgrade) {
      const available = args.available ? ['--available'] : [];
      const command = [...program, 'upgrade', ...simulate, ...available];
      return carriedOut(check ? target : null, [...update, command], update.length, (done) => {
        if (update.length > 0) checkUpdate(done[0]);
        const { rc, ...told } = fieldsOf(done[update.length]);
        if (rc !== 0) fail('failed to upgrade packages', told);
        const changed = !told.stdout.startsWith('OK');
        const msg = changed ? 'upgraded packages' : 'packages already upgraded';
        return { changed, msg, ...told };
      });
    }
    // What is the latest is told by the index: with an update, that has to come first.
    const fetched = update.length > 0 && !check ? await ask(target, update[0] ?? []) : undefined;
    if (fetched !== undefined) checkUpdate(fetched);
    const absent = args.state === 'absent' || args.state === 'removed';
    if (absent) return removal(target, program, names, simulate, check);
    const { install, upgrade } = await missing(target, program, names, args.state, args.world);
    if (install.length + upgrade.length === 0) {
      return { changes: [], result: { changed: false, msg: 'package(s) already installed' } };
    }
    const packages = [...install, ...upgrade];
    const flags = upgrade.length > 0 ? ['--upgrade'] : [];
    const command = [...program, 'add', ...flags, ...simulate, ...packages];
    return carriedOut(check ? target : null, [command], 0, ([run]) => {
      const { rc, ...told } = fieldsOf(run);
      if (rc !== 0) fail(`failed to install ${packages.join(' ')}`, told);
      return { changed: true, msg: `installed ${packages.join(' ')} package(s)`, ...told };
    });
  },
});

/** Runs commands as changes, or at once as questions where a target is given for that. */
async function carriedOut(
  asked: ReadTarget | null,
  steps: readonly string[][],
  question: number,
  finish: (outcomes: readonly StepOutcome[]) => Result,
): Promise<Plan> {
  if (asked !== null) {
    const done: StepOutcome[] = [];
    for (const [index, step] of steps.entries()) {
      const none = { rc: 0, stdout: '', stderr: '' };
      done.push(index === question ? await ask(asked, step) : none);
    }
    return { changes: [], result: finish(done) };
  }
  return {
    changes: [{ op: 'run', command: stepsCommand(steps) }],
    result: { changed: true },
    finish: ([outcome]) => finish(stepOutcomes(outcome?.command)),
  };
}

function checkUpdate(run: StepOutcome | undefined): void {
  const { rc, stdout, stderr } = run ?? outcomeOf(undefined);
  if (rc !== 0) fail('could not update package db', { stdout, stderr });
}

function fieldsOf(run: StepOutcome | undefined): StepOutcome & { packages: string[] } {
  const { rc, stdout, stderr } = run ?? outcomeOf(undefined);
  const packages = [...stdout.matchAll(/^\(\d+\/\d+\)\s+\S+\s+(\S+)/gm)].map(
    ([, name = '']) => name,
  );
  return { rc, stdout, stderr, packages };
}

async function removal(
  target: ReadTarget,
  program: readonly string[],
  names: readonly string[],
  simulate: readonly string[],
  check: boolean,
): Promise<Plan> {
  const holds = async (reader: ReadTarget, name: string): Promise<boolean> =>
    (await ask(reader, [...program, '-v', 'info', '--installed', name])).rc === 0;
  const present = await Promise.all(names.map((name) => holds(target, name)));
  const installed = names.filter((_, index) => present[index]);
  if (installed.length === 0) {
    return { changes: [], result: { changed: false, msg: 'package(s) already removed' } };
  }
  const shown = installed.join(' ');
  const argv = [...program, 'del', '--purge', ...simulate, ...installed];
  const finish = async (run: StepOutcome, reader: ReadTarget): Promise<Result> => {
    const { rc, ...told } = fieldsOf(run);
    const left = await Promise.all(installed.map((name) => holds(reader, name)));
    if (rc !== 0 || left.includes(true)) fail(`failed to remove ${shown} package(s)`, told);
    return { changed: true, msg: `removed ${shown} package(s)`, ...told };
  };
  if (check) return { changes: [], result: await finish(await ask(target, argv), target) };
  return {
    changes: [{ op: 'run', command: { argv, env: { LC_ALL: 'C' } } }],
    result: { changed: true },
    finish: ([outcome], reader) => finish(outcomeOf(outcome?.command), reader),
  };
}

/** What has to be installed and what is older than it could be. Of virtual packages what they stand for counts. */
async function missing(
  target: ReadTarget,
  program: readonly string[],
  names: readonly string[],
  state: string,
  world: string,
): Promise<{ install: string[]; upgrade: string[] }> {
  const install: string[] = [];
  const upgrade: string[] = [];
  const isOld = async (name: string): Promise<boolean> => {
    if (state !== 'latest') return false;
    const { stdout } = await ask(target, [...program, 'version', name]);
    const sign = new RegExp(`(?:${literal(name)})-[\\d.\\w]+-\\w+\\s+(.)\\s+[\\d.\\w]+-\\w+\\s+`);
    return sign.exec(stdout)?.[1] === '<';
  };
  const wanted = (await target.readFile(world))?.toString().split(/\s+/).filter(Boolean);
  for (const name of names) {
    const { stdout } = await ask(target, [...program, '-v', 'info', '--description', name]);
    if (new RegExp(`^${literal(name)}: virtual meta package`, 'm').test(stdout)) {
      const depends = await ask(target, [...program, '-v', 'info', '--depends', name]);
      for (const one of depends.stdout.split(/\s+/).filter(Boolean).slice(1)) {
        if (await isOld(one)) upgrade.push(one);
      }
      continue;
    }
    if (wanted === undefined) {
      crash(`FileNotFoundError: [Errno 2] No such file or directory: '${world}'`, target);
    }
    const top = new RegExp(`^${literal(name)}([@=<>~].+)?$`);
    if (!wanted.some((word) => top.test(word))) install.push(name);
    else if (await isOld(name)) upgrade.push(name);
  }
  return { install, upgrade };
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
