import { missingProgram } from '../commands/program.ts';
import { failedStep, stepOutcomes, stepsCommand } from '../commands/steps.ts';
import type { Plan, Result } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';

interface Subcommand {
  readonly name: string;
  readonly path: string;
  readonly link: string;
}

interface Alternative {
  readonly priority: number;
  readonly subcommands: readonly Subcommand[];
}

export const alternatives = defineModule({
  name: 'community.general.alternatives',
  summary: 'Manages alternative programs for common commands',
  examples: `- name: Choose a Java
  community.general.alternatives:
    name: java
    path: /usr/lib/jvm/java-7-openjdk-amd64/jre/bin/java
`,
  args: {
    name: arg.str({ required: true, doc: 'Generic name.' }),
    path: arg.path({ required: true, doc: 'The alternative.' }),
    link: arg.path({ doc: 'The link that points to the alternative.' }),
    priority: arg.int({ doc: 'Priority of the alternative.' }),
    state: arg.str({
      default: 'selected',
      choices: ['present', 'selected', 'absent', 'auto'],
      doc: 'What is to be of the alternative.',
    }),
    subcommands: arg.list({
      elements: 'dict',
      aliases: ['slaves'],
      doc: 'Links that follow the main one.',
      options: {
        name: arg.str({ required: true, doc: 'Generic name.' }),
        path: arg.path({ required: true, doc: 'The alternative.' }),
        link: arg.path({ required: true, doc: 'The link.' }),
      },
    }),
  },
  returns: {},
  support: { check: 'full', diff: 'full' },
  async plan({ args, target, check, diff }): Promise<Plan> {
    const { name, path, state } = args;
    const [shown, exists] = await Promise.all([
      target.query({ argv: ['update-alternatives', '--display', name], env: { LC_ALL: 'C' } }),
      target.stat(path, { follow: true }),
    ]);
    if (shown.spawnError !== undefined) {
      await missingProgram(target, 'update-alternatives');
    }
    const text = shown.rc === 0 ? shown.stdout.toString() : '';
    const mode = /\s-\s(?:status\sis\s)?(\w*)(?:\smode|.)$/m.exec(text)?.[1];
    const current = /^\s*link currently points to (.*)$/m.exec(text)?.[1];
    const currentLink = /^\s*link \w+ is (.*)$/m.exec(text)?.[1];
    const known = parseAlternatives(text);
    const own = known.get(path);
    const link = args.link ?? currentLink;
    const priority = args.priority ?? own?.priority ?? 50;
    const before: Result = text === '' ? {} : describe(path, own, currentLink, mode, current);
    const after: Result = {};
    const steps: string[][] = [];
    const messages: string[] = [];
    const tool = 'update-alternatives';
    if (state === 'absent') {
      if (own !== undefined) {
        steps.push([tool, '--remove', name, path]);
        messages.push(`Remove alternative '${path}' from '${name}'.`);
        after.state = 'absent';
      }
    } else {
      const wanted = args.subcommands as readonly Subcommand[] | null;
      const differs =
        own === undefined ||
        (args.priority !== null && own.priority !== args.priority) ||
        (wanted !== null && !sameSubcommands(own.subcommands, wanted));
      if (differs) {
        if (exists === null) fail(`Specified path ${path} does not exist`);
        if (!link) {
          fail('Needed to install the alternative, but unable to do so as we are missing the link');
        }
        const slaves = (wanted ?? []).flatMap((sub) => ['--slave', sub.link, sub.name, sub.path]);
        steps.push([tool, '--install', link, name, path, String(priority), ...slaves]);
        messages.push(`Install alternative '${path}' for '${name}'.`);
        Object.assign(after, { state: 'present', path, priority, link });
        const subcommands = wanted ?? own?.subcommands ?? [];
        if (subcommands.length > 0) after.subcommands = subcommands.map((sub) => ({ ...sub }));
      }
      if (state === 'selected' && current !== path) {
        steps.push([tool, '--set', name, path]);
        messages.push(`Set alternative '${path}' for '${name}'.`);
        after.state = 'selected';
      }
      if (state === 'auto' && mode === 'manual') {
        steps.push([tool, '--auto', name]);
        messages.push(`Set alternative to auto for '${name}'.`);
        after.state = 'present';
      }
    }
    const shownDiff = diff ? { before, after } : { before: {}, after: {} };
    const result: Result = {
      changed: steps.length > 0,
      msg: messages.join(' '),
      diff: shownDiff,
    };
    if (steps.length === 0 || check) return { changes: [], result };
    return {
      changes: [{ op: 'run', command: stepsCommand(steps) }],
      result,
      finish([outcome]) {
        const failed = failedStep(stepOutcomes(outcome?.command));
        if (failed !== undefined) fail(failed.stderr.trim(), { ...failed });
        return result;
      },
    };
  },
});

function parseAlternatives(text: string): Map<string, Alternative> {
  const links = new Map(
    [...text.matchAll(/^\s*(?:slave|follower) (\S+) is (.*)$/gm)].map((match) => [
      match[1] ?? '',
      match[2] ?? '',
    ]),
  );
  const found = new Map<string, Alternative>();
  const pattern = /^(\/.*)\s-\s(?:family\s\S+\s)?priority\s(\d+)((?:\s+(?:slave|follower).*)*)/gm;
  for (const [, path = '', priority, rest = ''] of text.matchAll(pattern)) {
    const subcommands = [...rest.matchAll(/^\s+(?:slave|follower) (.*): (.*)$/gm)]
      .filter((match) => match[2] !== '(null)')
      .map((match) => ({
        name: match[1] ?? '',
        path: match[2] ?? '',
        link: links.get(match[1] ?? '') ?? '',
      }));
    found.set(path, { priority: Number(priority), subcommands });
  }
  return found;
}

function describe(
  path: string,
  own: Alternative | undefined,
  link: string | undefined,
  mode: string | undefined,
  current: string | undefined,
): Result {
  if (own === undefined) return { state: 'absent' };
  return {
    state: mode === 'manual' && current !== path ? 'selected' : 'present',
    path,
    priority: own.priority,
    link: link ?? null,
    ...(own.subcommands.length > 0
      ? { subcommands: own.subcommands.map((sub) => ({ ...sub })) }
      : {}),
  };
}

function sameSubcommands(a: readonly Subcommand[], b: readonly Subcommand[]): boolean {
  const key = ({ name, path, link }: Subcommand): string => JSON.stringify([name, path, link]);
  const [left, right] = [new Set(a.map(key)), new Set(b.map(key))];
  return left.size === right.size && [...left].every((item) => right.has(item));
}
