import { missingProgram } from '../commands/program.ts';
import type { Plan } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';

export const debconf = defineModule({
  name: 'ansible.builtin.debconf',
  summary: 'Configure a .deb package',
  examples: `- name: Answer a package's question
  ansible.builtin.debconf:
    name: locales
    question: locales/default_environment_locale
    value: de_DE.UTF-8
    vtype: select
`,
  args: {
    name: arg.str({ required: true, aliases: ['pkg'], doc: 'Name of the package.' }),
    question: arg.str({ aliases: ['selection', 'setting'], doc: 'The question.' }),
    vtype: arg.str({
      choices: [
        'boolean',
        'error',
        'multiselect',
        'note',
        'password',
        'seen',
        'select',
        'string',
        'text',
        'title',
      ],
      doc: 'Type of the value.',
    }),
    value: arg.str({ aliases: ['answer'], doc: 'The answer.' }),
    unseen: arg.bool({ default: false, doc: 'Do not mark the question as seen.' }),
  },
  constraints: { requiredTogether: [['question', 'vtype', 'value']] },
  returns: { current: 'Answers after.', previous: 'Answers before.' },
  support: { check: 'full', diff: 'full' },
  async plan({ args, target, check, diff }): Promise<Plan> {
    const { name: pkg, question, vtype } = args;
    const shown = await target.query({ argv: ['debconf-show', pkg], env: { LC_ALL: 'C' } });
    if (shown.spawnError !== undefined) {
      await missingProgram(target, 'debconf-show');
    }
    if (shown.rc !== 0) fail(shown.stderr.toString());
    const answers: Record<string, string> = {};
    for (const line of shown.stdout.toString().split('\n').filter(Boolean)) {
      const at = line.indexOf(':');
      answers[line.slice(0, at).replace(/^[*\s]+|\s+$/g, '')] = line.slice(at + 1).trim();
    }
    let changed = false;
    let value = args.value;
    if (question !== null) {
      if (vtype === null || value === null)
        fail('when supplying a question you must supply a valid vtype and value');
      let existing = answers[question];
      // An answer of a question that is new is shown as it was given.
      if (vtype === 'boolean' && existing !== undefined) {
        value = value.toLowerCase();
        existing = existing.toLowerCase();
      }
      changed = existing !== value;
    }
    if (!changed || question === null) {
      return { changes: [], result: { changed: false, msg: '', current: answers } };
    }
    const previous =
      question in answers
        ? { [question]: answers[question] ?? '' }
        : { ...answers, [question]: '' };
    const shownDiff = diff ? { before: previous, after: { ...previous, [question]: value } } : {};
    const current = { [question]: value };
    const result = {
      changed: true,
      msg: '',
      current,
      previous,
      diff: shownDiff,
    };
    if (check) return { changes: [], result };
    return {
      changes: [
        {
          op: 'run',
          command: {
            argv: ['debconf-set-selections', ...(args.unseen ? ['-u'] : [])],
            stdin: `${pkg} ${question} ${vtype} ${vtype === 'boolean' ? spelled(value ?? '') : value}\n`,
            env: { LC_ALL: 'C' },
          },
        },
      ],
      result,
      finish([outcome]) {
        if (outcome?.command !== undefined && outcome.command.rc !== 0)
          fail(outcome.command.stderr.toString());
        return result;
      },
    };
  },
});

/** Python's words for truth as debconf has them. */
function spelled(value: string): string {
  return value === 'True' || value === 'False' ? value.toLowerCase() : value;
}
