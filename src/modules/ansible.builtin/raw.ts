import { cmdAsText, runsAnyhow } from '../commands/command-arguments.ts';
import { lineCommand, printed } from '../commands/terminal.ts';
import type { Result } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';

export const raw = defineModule({
  name: 'ansible.builtin.raw',
  summary: 'Executes a low-down and dirty command',
  examples: `- name: Bring Python to a host that has none
  ansible.builtin.raw: apt-get install -y python3-minimal

- name: Say which shell is to read the command
  ansible.builtin.raw: cat < /tmp/*txt
  args:
    executable: /bin/bash
`,
  args: {
    _raw_params: arg.str({ doc: 'The command line, as free form.' }),
    executable: arg.str({ doc: 'Absolute path of the shell that is to read the command.' }),
  },
  returns: {
    rc: "The command's exit code.",
    stdout: 'What it printed.',
    stderr: 'What it printed on standard error.',
  },
  support: { check: 'none', diff: 'none' },
  plansCheck: true,
  showArgs: () => null,
  alwaysChanges: runsAnyhow,
  freeForm: '_raw_params',
  freeFormKeys: ['executable'],
  prepare: cmdAsText,
  plan({ args, check, target }) {
    if (check) return { changes: [], result: { skipped: true } };
    const text = args._raw_params ?? '';
    if (text === '') fail('no command given', { rc: 256 });
    return {
      changes: [
        {
          op: 'run',
          command: lineCommand(target, text, args.executable),
        },
      ],
      result: { changed: true },
      finish([outcome]) {
        const run = outcome?.command;
        if (run === undefined) return { changed: true };
        const result: Result = {
          changed: true,
          rc: run.spawnError === undefined ? run.rc : 127,
          stdout: printed(target, run.stdout),
          stderr: run.spawnError?.message ?? run.stderr.toString(),
        };
        return result.rc === 0 ? result : { ...result, failed: true, msg: 'non-zero return code' };
      },
    };
  },
});
