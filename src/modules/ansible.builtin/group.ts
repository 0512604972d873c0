import { findGroup, parseGroups } from '../accounts/passwd.ts';
import { requireProgram } from '../commands/program.ts';
import { failedStep, stepOutcomes, stepsCommand } from '../commands/steps.ts';
import { quoteWord } from '../commands/words.ts';
import type { Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule } from '../define.ts';

const ARGUMENTS = {
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present'],
    doc: 'Whether the group is to be.',
  }),
  name: arg.str({ required: true, doc: 'Name of the group.' }),
  gid: arg.int({ doc: 'Number of the group.' }),
  system: arg.bool({ default: false, doc: 'Make a system group.' }),
  local: arg.bool({ default: false, doc: "Use libuser's tools for local groups." }),
  non_unique: arg.bool({ default: false, doc: 'Allow a gid that another group has.' }),
};

export const group = defineModule({
  name: 'ansible.builtin.group',
  summary: 'Add or remove groups',
  examples: `- name: See that a group is there
  ansible.builtin.group:
    name: somegroup
    gid: 1750
`,
  args: ARGUMENTS,
  constraints: { requiredIf: [['non_unique', true, ['gid']]] },
  returns: {
    name: 'Name of the group.',
    gid: 'Number of the group.',
    state: 'The state asked for.',
  },
  support: { check: 'full', diff: 'none' },
  onlyLooks: true,
  async plan({ args, target, check, controller }): Promise<Plan> {
    const { stdout } = await target.query({ shell: lookupScript(args) });
    const [tools = '', ...lines] = stdout.toString().split('\n');
    const entry = findGroup(parseGroups(lines.join('\n')), args.name);
    if (args.local && entry === undefined) {
      // A group that is to be absent is looked for twice.
      for (const _ of args.state === 'absent' ? [1, 2] : [1]) controller.warn(NOT_LOCAL);
    }
    const base = { name: args.name, state: args.state };
    const known = entry === undefined ? {} : { system: args.system, gid: entry.gid };
    const command = groupCommand(args, entry?.gid, tools === 'busybox');
    if (command === undefined)
      return { changes: [], result: { ...base, changed: false, ...known } };
    if (check) {
      const brief = entry === undefined || args.state === 'absent';
      const result = brief ? { changed: true } : { ...base, changed: true, ...known };
      return { changes: [], result };
    }
    if (args.local) await requireProgram(target, command[0] ?? '');
    return {
      changes: [{ op: 'run', command: stepsCommand([command, { shell: lookupScript(args) }]) }],
      result: { ...base, changed: true },
      finish([outcome]): Result {
        const outcomes = stepOutcomes(outcome?.command);
        const failed = failedStep(outcomes);
        if (failed !== undefined) {
          return { name: args.name, msg: failed.stderr, failed: true, changed: false };
        }
        const [done, after] = outcomes;
        const made = findGroup(parseGroups(after?.stdout ?? ''), args.name);
        return {
          ...base,
          changed: true,
          ...(done?.stdout ? { stdout: done.stdout } : {}),
          ...(done?.stderr ? { stderr: done.stderr } : {}),
          ...(made === undefined ? {} : { system: args.system, gid: made.gid }),
        };
      },
    };
  },
});

const NOT_LOCAL =
  "'local: true' specified and group was not found in /etc/group. The local group may already exist if the local group database exists somewhere other than /etc/group.";

type GroupArguments = ArgumentValues<typeof ARGUMENTS>;

function lookupScript({ name, local }: GroupArguments): string {
  const pattern = quoteWord(`^${name.replace(/[.[\]*^$\\]/g, '\\$&')}:`);
  const lookup = local
    ? `grep ${pattern} /etc/group`
    : `if command -v getent >/dev/null; then getent group ${quoteWord(name)}; else grep ${pattern} /etc/group; fi`;
  return `if command -v groupadd >/dev/null; then echo shadow; elif command -v addgroup >/dev/null; then echo busybox; else echo; fi
${lookup}
return 0 2>/dev/null || exit 0`;
}

function groupCommand(
  args: GroupArguments,
  gid: number | undefined,
  busybox: boolean,
): string[] | undefined {
  const prefix = args.local ? 'l' : '';
  const number = args.gid === null ? [] : ['-g', String(args.gid)];
  if (args.state === 'absent') {
    if (gid === undefined) return undefined;
    return [busybox ? 'delgroup' : `${prefix}groupdel`, args.name];
  }
  if (gid === undefined) {
    if (busybox) return ['addgroup', ...number, ...(args.system ? ['-S'] : []), args.name];
    const options = [
      ...number,
      ...(args.gid !== null && args.non_unique ? ['-o'] : []),
      ...(args.system ? ['-r'] : []),
    ];
    return [`${prefix}groupadd`, ...options, args.name];
  }
  if (args.gid === null || args.gid === gid || busybox) return undefined;
  return [`${prefix}groupmod`, ...number, ...(args.non_unique ? ['-o'] : []), args.name];
}
