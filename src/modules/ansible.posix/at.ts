import { randomBytes } from 'node:crypto';
import { ask, outcomeOf, requireProgram, succeeded } from '../commands/program.ts';
import { stepsPlan } from '../commands/steps-plan.ts';
import type { Plan } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';

export const at = defineModule({
  name: 'ansible.posix.at',
  summary: 'Schedule the execution of a command or script file via the at command',
  examples: `- name: Run a command in 20 minutes
  ansible.posix.at:
    command: ls -d / >/dev/null
    count: 20
    units: minutes
`,
  args: {
    command: arg.str({ doc: 'The command.' }),
    script_file: arg.str({ doc: 'A file of the host with the commands.' }),
    count: arg.int({ doc: 'How many units from now.' }),
    units: arg.str({ choices: ['minutes', 'hours', 'days', 'weeks'], doc: 'The unit.' }),
    state: arg.str({
      default: 'present',
      choices: ['absent', 'present'],
      doc: 'Whether the job is to be.',
    }),
    unique: arg.bool({ default: false, doc: 'No second job of the same text.' }),
  },
  constraints: {
    mutuallyExclusive: [['command', 'script_file']],
    requiredOneOf: [['command', 'script_file']],
  },
  returns: { script_file: 'The file with the commands.' },
  support: { check: 'none', diff: 'none' },
  async plan({ args, target }): Promise<Plan> {
    const program = await requireProgram(target, 'at');
    const { state, count, units } = args;
    if (state === 'present' && (!count || !units)) {
      fail('present state requires count and units');
    }
    const matching = async (): Promise<string[]> => {
      const atq = [await requireProgram(target, 'atq')];
      const lines = succeeded(atq, await ask(target, atq))
        .stdout.split('\n')
        .filter(Boolean);
      const file = args.command ? null : await target.readFile(args.script_file ?? '');
      if (!args.command && file === null) {
        fail(`[Errno 2] No such file or directory: '${args.script_file}'`);
      }
      const wanted = (args.command || (file?.toString() ?? '')).trim();
      const numbers = lines.map((line) => line.trim().split(/\s+/)[0] ?? '');
      const jobs = await Promise.all(
        numbers.map(async (number) => {
          const shown = [program, target.platform.kernel === 'AIX' ? '-lv' : '-c', number];
          return succeeded(shown, await ask(target, shown)).stdout;
        }),
      );
      return numbers.filter((_, index) => jobs[index]?.includes(wanted));
    };
    if (state === 'absent') {
      const steps = (await matching()).map((number) => [program, '-r', number]);
      return stepsPlan(steps, { changed: steps.length > 0, state });
    }
    if (args.unique && (await matching()).length > 0) {
      return { changes: [], result: { changed: false, state } };
    }
    const result = { changed: true, state, count, units };
    const when = ['now', '+', String(count), units ?? ''];
    if (!args.command) {
      const script_file = args.script_file ?? '';
      return stepsPlan([[program, '-f', script_file, ...when]], { ...result, script_file });
    }
    const named = { ...result, script_file: `/tmp/at${randomBytes(4).toString('hex')}` };
    const argv = [program, ...when];
    return {
      changes: [{ op: 'run', command: { argv, stdin: `${args.command}\n`, env: { LC_ALL: 'C' } } }],
      result: named,
      finish([outcome]) {
        succeeded(argv, outcomeOf(outcome?.command));
        return named;
      },
    };
  },
});
