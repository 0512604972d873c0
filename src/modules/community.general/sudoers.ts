import { posix } from 'node:path';
import { findProgram, outcomeOf, requireProgram } from '../commands/program.ts';
import type { Plan } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';

const MODE = 0o440;

export const sudoers = defineModule({
  name: 'community.general.sudoers',
  summary: 'Manage sudoers files',
  examples: `- name: Let a user back up without password
  community.general.sudoers:
    name: allow-backup
    user: backup
    commands: /usr/local/bin/backup
`,
  args: {
    commands: arg.list({ elements: 'str', doc: 'What may be run.' }),
    group: arg.str({ doc: 'Group that may.' }),
    name: arg.str({ required: true, doc: 'Name of the file.' }),
    nopassword: arg.bool({ default: true, doc: 'Without password.' }),
    setenv: arg.bool({ default: false, doc: 'The environment may be kept.' }),
    host: arg.str({ default: 'ALL', doc: 'Host that the rule is for.' }),
    runas: arg.str({ doc: 'User to run as.' }),
    sudoers_path: arg.str({ default: '/etc/sudoers.d', doc: 'Folder of the file.' }),
    state: arg.str({
      default: 'present',
      choices: ['present', 'absent'],
      doc: 'Whether the file is to be.',
    }),
    user: arg.str({ doc: 'User who may.' }),
    validation: arg.str({
      default: 'detect',
      choices: ['absent', 'detect', 'required'],
      doc: 'Whether visudo checks the rule; detect: where there is one.',
    }),
  },
  constraints: {
    mutuallyExclusive: [['user', 'group']],
    requiredIf: [['state', 'present', ['commands']]],
  },
  returns: {},
  support: { check: 'full', diff: 'none' },
  onlyLooks: true,
  async plan({ args, target }): Promise<Plan> {
    const path = posix.join(args.sudoers_path, args.name);
    if (args.state === 'absent') {
      const there = (await target.stat(path, { follow: true })) !== null;
      return { changes: there ? [{ op: 'remove', path }] : [], result: { changed: there } };
    }
    const owner = args.user || (args.group ? `%${args.group}` : null);
    if (owner === null)
      fail("cannot access local variable 'owner' where it is not associated with a value");
    const runas = args.runas === null ? '' : `(${args.runas})`;
    const tags = `${args.nopassword ? 'NOPASSWD:' : ''}${args.setenv ? 'SETENV:' : ''}`;
    const commands = (args.commands ?? []).join(', ');
    const text = `${owner} ${args.host}=${runas}${tags} ${commands}\n`;
    const visudo =
      args.validation === 'absent'
        ? null
        : args.validation === 'required'
          ? await requireProgram(target, 'visudo')
          : await findProgram(target, 'visudo');
    const [stat, content, validated] = await Promise.all([
      target.stat(path, { follow: true }),
      target.readFile(path),
      visudo === null ? null : target.query({ argv: [visudo, '-c', '-f', '-'], stdin: text }),
    ]);
    if (validated !== null) {
      const { rc, stdout } = outcomeOf(validated);
      if (rc !== 0) fail(`Failed to validate sudoers rule:\n${stdout}`);
    }
    if (stat !== null && content?.toString() === text && (stat.mode & 0o777) === MODE) {
      return { changes: [], result: { changed: false } };
    }
    return {
      changes: [{ op: 'write', path, content: Buffer.from(text), mode: MODE }],
      result: { changed: true },
      failed: ({ message }) => ({ failed: true, msg: message.replace(/ b(?='[^']*'$)/, ' ') }),
    };
  },
});
