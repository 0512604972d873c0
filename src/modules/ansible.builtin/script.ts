import { basename } from 'node:path';
import { cmdAsText, runsAnyhow } from '../commands/command-arguments.ts';
import { lookAround } from '../commands/preconditions.ts';
import { printed } from '../commands/terminal.ts';
import { quoteWord, splitWords } from '../commands/words.ts';
import type { Plan, Result } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';
import { ActionCrash } from '../definition/failure.ts';
import { findSource } from '../files/find-source.ts';

export const script = defineModule({
  name: 'ansible.builtin.script',
  summary: 'Runs a local script on a remote node after transferring it',
  examples: `- name: Run a script with arguments
  ansible.builtin.script: /some/local/script.sh --some-argument 1234

- name: Run a script once, with an interpreter
  ansible.builtin.script: setup.py
  args:
    executable: python3
    creates: /the/created/file
`,
  args: {
    _raw_params: arg.str({ doc: 'Path of the script on the controller, and its arguments.' }),
    chdir: arg.str({ doc: 'Absolute path of the folder to run the script in.' }),
    creates: arg.str({ doc: 'When this path exists, the script is not run.' }),
    removes: arg.str({ doc: 'When this path does not exist, the script is not run.' }),
    decrypt: arg.bool({ default: true, doc: 'Decrypt a script that is a vault.' }),
    executable: arg.str({ doc: 'Interpreter to run the script with.' }),
  },
  returns: {
    rc: "The script's exit code.",
    stdout: 'What it printed.',
    stderr: 'What it printed on standard error.',
  },
  support: { check: 'partial', diff: 'none' },
  alwaysChanges: runsAnyhow,
  freeForm: '_raw_params',
  freeFormKeys: ['creates', 'removes', 'chdir', 'executable', 'decrypt'],
  prepare: onlyKnown,
  showArgs: () => null,
  async plan({ args, target, controller, check }): Promise<Plan> {
    const { creates, removes, chdir } = args;
    const found = await lookAround(target, { chdir: null, creates, removes });
    if (creates && found.createsExists)
      return skipped(`${creates} exists, matching creates option`);
    if (removes && !found.removesExists) {
      return skipped(`${removes} does not exist, matching removes option`);
    }
    if (chdir && !chdir.startsWith('/')) {
      fail(`chdir ${chdir} must be an absolute path for a Unix-aware remote node`);
    }
    const line = (args._raw_params ?? '').trim();
    const source = splitWords(line)?.[0];
    if (source === undefined) throw new ActionCrash('IndexError', 'list index out of range');
    const path = findSource(() => controller.findFile('files', source), null);
    const content = findSource(() => controller.readFile(path, { decrypt: args.decrypt }), null);
    if (check) {
      return creates || removes
        ? { changes: [], result: { changed: true } }
        : skipped('Check mode is not supported for this task.');
    }
    return {
      changes: [
        {
          op: 'run',
          command: {
            shell: stagingScript(
              basename(path),
              line,
              source,
              args.executable,
              chdir,
              target.local ?? false,
            ),
            stdin: content,
          },
        },
      ],
      result: { changed: true },
      finish([outcome]) {
        const run = outcome?.command;
        if (run === undefined) return { changed: true };
        const result: Result = {
          changed: true,
          rc: run.rc,
          stdout: printed(target, run.stdout),
          stderr: run.stderr.toString(),
        };
        if (run.rc === 0) return result;
        const msg = 'non-zero return code';
        return { ...result, failed: true, msg, exception: 'NoneType: None' };
      },
    };
  },
});

/** As the action plugin that this module is in Ansible, it ignores arguments that it doesn't know. */
function onlyKnown(raw: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const known = ['_raw_params', 'chdir', 'creates', 'removes', 'decrypt', 'executable'];
  return Object.fromEntries(
    Object.entries(cmdAsText(raw)).filter(([name]) => known.includes(name)),
  );
}

function skipped(msg: string): Plan {
  return { changes: [], result: { changed: false, skipped: true, msg } };
}

/** Stands for the script's path in the command line until the target has made a folder for it. */
const PLACEHOLDER = '@troupe_script@';

/**
 * Shell text that stores its standard input as a file of the script's name, runs the command line with that file's path
 * in place of the script (quotes around it stay as they are), and removes it.
 */
function stagingScript(
  name: string,
  line: string,
  source: string,
  executable: string | null,
  chdir: string | null,
  keepsStreams: boolean,
): string {
  const folder = chdir ? `cd ${quoteWord(chdir)} && ` : '';
  const program = executable ? `${executable} ` : '';
  const command = `${folder}${program}${line.replaceAll(source, PLACEHOLDER)}`;
  return `troupe_folder=$(umask 077; mktemp -d "\${TMPDIR:-/tmp}/troupe-XXXXXXXX") || exit 1
troupe_script=$troupe_folder/${quoteWord(name)}
trap 'rm -rf "$troupe_folder"' EXIT
trap 'exit 129' HUP; trap 'exit 130' INT; trap 'exit 143' TERM
cat >"$troupe_script" && chmod u+rwx "$troupe_script" || exit 1
troupe_line=${quoteWord(command)}
while case $troupe_line in *${PLACEHOLDER}*) ;; *) false ;; esac; do
troupe_line=\${troupe_line%%${PLACEHOLDER}*}$troupe_script\${troupe_line#*${PLACEHOLDER}}
done
(eval "$troupe_line"
) </dev/null${keepsStreams ? '' : ' 2>&1'}`;
}
