import { ask, expandWords, requireOneOf } from '../commands/program.ts';
import { stepsPlan } from '../commands/steps-plan.ts';
import { quoteWords } from '../commands/words.ts';
import type { Json, Plan, Result } from '../contract.ts';
import { arg, defineModule } from '../define.ts';
import { pythonText } from '../definition/python-text.ts';

export const make = defineModule({
  name: 'community.general.make',
  summary: 'Run targets in a Makefile',
  examples: `- name: Install the program
  community.general.make:
    chdir: /usr/src/program
    target: install
    params:
      PREFIX: /opt
`,
  args: {
    target: arg.str({ doc: 'Target to make.' }),
    params: arg.dict({ doc: 'Variables of the Makefile.' }),
    chdir: arg.path({ required: true, doc: 'Folder to run in.' }),
    file: arg.path({ doc: 'Another Makefile.' }),
    make: arg.path({ doc: 'The program.' }),
    jobs: arg.int({ doc: 'How many jobs at once.' }),
  },
  returns: { command: 'The command that was run.' },
  support: { check: 'full', diff: 'none' },
  async plan({ args, target }): Promise<Plan> {
    const program = args.make ?? (await requireOneOf(target, ['gmake', 'make']));
    const variables = Object.entries(args.params ?? {}).map(
      ([name, value]) => `${name}=${pythonText(value)}`,
    );
    const command = [
      program,
      ...(args.jobs === null ? [] : ['-j', String(args.jobs)]),
      ...(args.file === null ? [] : ['-f', args.file]),
      ...(args.target === null ? [] : [args.target]),
      ...variables,
    ];
    const shown = [...command];
    if (args.target === null) shown.splice(command.length - variables.length, 0, '');
    const fields = ({ stdout, stderr }: { stdout: string; stderr: string }): Result => ({
      stdout: stdout.replace(/[\r\n]+$/, ''),
      stderr: stderr.replace(/[\r\n]+$/, ''),
      target: args.target,
      params: args.params as Json,
      chdir: args.chdir,
      file: args.file,
      jobs: args.jobs,
      command: quoteWords(shown),
    });
    const argv = await expandWords(target, command);
    const asked = await ask(target, [...argv, '-q'], { cwd: args.chdir });
    if (asked.rc === 0) return { changes: [], result: { changed: false, ...fields(asked) } };
    return stepsPlan(
      [argv],
      { changed: true, ...fields(asked) },
      {
        cwd: args.chdir,
        finish: ([run]) => ({ changed: true, ...fields(run ?? asked) }),
      },
    );
  },
});
