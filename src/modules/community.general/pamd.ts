import { posix } from 'node:path';
import { splitLines } from '../../values/methods/string-split.ts';
import type { Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { crash } from '../definition/crash.ts';
import {
  addArguments,
  insertBeside,
  markUpdated,
  readRules,
  removeArguments,
  ruleArguments,
  ruleFault,
  type ServiceLine,
  updateRule,
} from '../tables/pam-service.ts';

const TYPES = [
  'account',
  '-account',
  'auth',
  '-auth',
  'password',
  '-password',
  'session',
  '-session',
] as const;

const ARGUMENTS = {
  name: arg.str({ required: true, doc: "The service: its file's name." }),
  type: arg.str({ required: true, choices: TYPES, doc: 'Type of the rule.' }),
  control: arg.str({ required: true, doc: 'Control of the rule.' }),
  module_path: arg.str({ required: true, doc: 'Module of the rule.' }),
  new_type: arg.str({ choices: TYPES, doc: 'Type of a new or changed rule.' }),
  new_control: arg.str({ doc: 'Control of a new or changed rule.' }),
  new_module_path: arg.str({ doc: 'Module of a new or changed rule.' }),
  module_arguments: arg.list({ elements: 'str', doc: "The module's arguments." }),
  state: arg.str({
    default: 'updated',
    choices: ['absent', 'after', 'args_absent', 'args_present', 'before', 'updated'],
    doc: 'What is to be done with the rule, or where a new one is to be.',
  }),
  path: arg.path({ default: '/etc/pam.d', doc: 'Folder of the services.' }),
  backup: arg.bool({ default: false, doc: 'Keep a copy of the old file.' }),
};

export const pamd = defineModule({
  name: 'community.general.pamd',
  summary: 'Manage PAM modules',
  examples: `- name: Let members of wheel alone become root
  community.general.pamd:
    name: su
    type: auth
    control: sufficient
    module_path: pam_rootok.so
    new_type: auth
    new_control: required
    new_module_path: pam_wheel.so
    module_arguments: use_uid
    state: after
`,
  args: ARGUMENTS,
  constraints: {
    requiredIf: [
      ['state', 'args_present', ['module_arguments']],
      ['state', 'args_absent', ['module_arguments']],
      ['state', 'before', ['new_control', 'new_type', 'new_module_path']],
      ['state', 'after', ['new_control', 'new_type', 'new_module_path']],
    ],
  },
  returns: { change_count: 'How many rules were changed.', backupdest: 'Name of the backup.' },
  support: { check: 'full', diff: 'none' },
  onlyLooks: true,
  async plan({ args, target, check, controller }): Promise<Plan> {
    const file = posix.join(args.path, args.name);
    const [content, stat] = await Promise.all([
      target.readFile(file).catch((error: Error) => unreadable(file, error.message)),
      target.stat(file),
    ]);
    if (content === null) unreadable(file, `[Errno 2] No such file or directory: '${file}'`);
    let edited: { lines: readonly ServiceLine[]; changes: number };
    try {
      edited = edit(args, readRules(splitLines(content.toString(), false)));
      const fault = edited.lines.map(ruleFault).find((one) => one !== null);
      if (fault) fail(fault);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return crash(error.message, target);
    }
    const { lines, changes } = edited;
    const result: Result = { changed: changes > 0, change_count: changes, backupdest: '' };
    if (check || changes === 0) return { changes: [], result };
    controller.takesFolder?.();
    const path = stat?.type === 'link' ? (stat.realPath ?? file) : file;
    const write = { op: 'write', path, content: Buffer.from(markUpdated(lines)) } as const;
    return {
      changes: [{ ...write, ...(args.backup && { backup: true }) }],
      result,
      finish: ([outcome]) => ({ ...result, backupdest: outcome?.backupPath ?? '' }),
    };
  },
});

function unreadable(file: string, error: string): never {
  return fail(`Unable to open/read PAM module file ${file} with error ${error}.`);
}

function edit(
  args: ArgumentValues<typeof ARGUMENTS>,
  lines: readonly ServiceLine[],
): { lines: readonly ServiceLine[]; changes: number } {
  const given = args.module_arguments === null ? null : ruleArguments(args.module_arguments);
  const chosen = lines.filter(
    ({ rule }) =>
      rule?.type === args.type && rule.control === args.control && rule.path === args.module_path,
  );
  const changing = (work: (line: ServiceLine) => ServiceLine | null): typeof edited => {
    let changes = 0;
    const after = lines.map((line) => {
      const other = chosen.includes(line) ? work(line) : null;
      if (other !== null) changes++;
      return other ?? line;
    });
    return { lines: after, changes };
  };
  const edited = { lines, changes: 0 };
  switch (args.state) {
    case 'updated': {
      const { new_type: type, new_control: control, new_module_path: path } = args;
      return changing((line) => updateRule(line, { type, control, path, arguments: given }));
    }
    case 'args_absent':
      return changing((line) => removeArguments(line, given ?? []));
    case 'args_present':
      if (given?.some((one) => one.startsWith('['))) {
        fail(
          "Unable to process bracketed '[' complex arguments with 'args_present'. Please use 'updated'.",
        );
      }
      return changing((line) => addArguments(line, given ?? []));
    case 'absent':
      if (lines.length === 1 && chosen.length === 1) {
        throw new TypeError("AttributeError: 'NoneType' object has no attribute 'prev'");
      }
      return { lines: lines.filter((line) => !chosen.includes(line)), changes: chosen.length };
    default:
      return insertBeside(lines, chosen, args.state, {
        type: args.new_type ?? '',
        control: args.new_control ?? '',
        path: args.new_module_path ?? '',
        arguments: given ?? [],
      });
  }
}
