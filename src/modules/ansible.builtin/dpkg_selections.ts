import { ask, outcomeOf, requireProgram, succeeded } from '../commands/program.ts';
import type { Plan } from '../contract.ts';
import { arg, defineModule } from '../define.ts';

export const dpkg_selections = defineModule({
  name: 'ansible.builtin.dpkg_selections',
  summary: 'Set what dpkg is to do with packages',
  examples: `- name: Keep a package as it is
  ansible.builtin.dpkg_selections:
    name: python3
    selection: hold
`,
  args: {
    name: arg.str({ required: true, doc: 'Name of the package.' }),
    selection: arg.str({
      required: true,
      choices: ['install', 'hold', 'deinstall', 'purge'],
      doc: 'What is to be done with it.',
    }),
  },
  returns: { before: 'The selection as it was.', after: 'The selection as it is.' },
  support: { check: 'full', diff: 'full' },
  async plan({ args: { name, selection }, target, check }): Promise<Plan> {
    const dpkg = await requireProgram(target, 'dpkg');
    const query = [dpkg, '--get-selections', name];
    const { stdout } = succeeded(query, await ask(target, query));
    const before = stdout === '' ? 'not present' : (stdout.trim().split(/\s+/)[1] ?? '');
    const changed = before !== selection;
    const result = { changed, before, after: selection };
    if (!changed || check) return { changes: [], result };
    const argv = [dpkg, '--set-selections'];
    return {
      changes: [{ op: 'run', command: { argv, stdin: `${name} ${selection}\n` } }],
      result,
      finish([outcome]) {
        succeeded(argv, outcomeOf(outcome?.command));
        return result;
      },
    };
  },
});
