import type { Answer } from '../../targets/types.ts';
import { bytesRepr, stringRepr } from '../../values/string-repr.ts';
import { lookAround } from '../commands/preconditions.ts';
import { javascriptPattern } from '../commands/python-pattern.ts';
import { durationText, momentText } from '../commands/timing.ts';
import { splitWords } from '../commands/words.ts';
import type { Plan, Result } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';
import { crash } from '../definition/crash.ts';
import { textRegex } from '../files/byte-text.ts';

export const expect = defineModule({
  name: 'ansible.builtin.expect',
  summary: 'Executes a command and responds to prompts',
  examples: `- name: Change a password
  ansible.builtin.expect:
    command: passwd username
    responses:
      (?i)password: "{{ new_password }}"
  no_log: true

- name: Answer the same question differently each time
  ansible.builtin.expect:
    command: /path/to/custom/command
    responses:
      Question:
        - response1
        - response2
`,
  args: {
    command: arg.str({ required: true, doc: 'The command to run; no shell reads it.' }),
    chdir: arg.path({ doc: 'Folder to run the command in.' }),
    creates: arg.path({ doc: 'When this path exists, the command is not run.' }),
    removes: arg.path({ doc: 'When this path does not exist, the command is not run.' }),
    responses: arg.dict({
      required: true,
      doc: 'Regular expressions of prompts with the text to answer, or a list of texts for one time each.',
    }),
    timeout: arg.int({ default: 30, doc: 'Seconds to wait for a prompt or the end.' }),
    echo: arg.bool({ default: false, doc: 'Show the answers in stdout.' }),
  },
  returns: {
    cmd: 'The command.',
    rc: 'Its exit code.',
    stdout: 'What was printed on the terminal.',
    start: 'When it started.',
    end: 'When it ended.',
    delta: 'How long it took.',
  },
  support: { check: 'none', diff: 'none' },
  async plan({ args, target }): Promise<Plan> {
    const cmd = args.command;
    if (cmd.trim() === '') fail('no command given', { rc: 256 });
    const words = splitWords(cmd);
    if (words === undefined) fail('No closing quotation', { cmd, rc: 1 });
    const [found, program] = await Promise.all([
      lookAround(target, args),
      target.which(words[0] ?? ''),
    ]);
    const needless =
      args.creates && found.createsExists
        ? `${args.creates} exists`
        : args.removes && !found.removesExists
          ? `${args.removes} does not exist`
          : undefined;
    if (needless !== undefined) {
      return {
        changes: [],
        result: { cmd, stdout: `skipped, since ${needless}`, changed: false, rc: 0 },
      };
    }
    for (const prompt of Object.keys(args.responses)) textRegex(prompt, {});
    if (program === null) {
      fail(`The command was not found or was not executable: ${words[0] ?? ''}.`);
    }
    if (args.chdir && (await target.stat(args.chdir, { follow: true })) === null) {
      crash(
        `FileNotFoundError: [Errno 2] No such file or directory: ${stringRepr(args.chdir)}`,
        target,
      );
    }
    const prompts = new Map(
      Object.keys(args.responses).map((prompt) => [javascriptPattern(prompt).source, prompt]),
    );
    const timeout = Number(args.timeout);
    const command = {
      argv: words,
      dialogue: answers(args.responses),
      ...(args.chdir ? { cwd: args.chdir } : {}),
      ...(Number.isFinite(timeout) && timeout > 0 ? { timeout } : {}),
      ...(args.echo ? { echo: true } : {}),
    };
    return {
      changes: [{ op: 'run', command }],
      result: { cmd, changed: true },
      finish([outcome]) {
        const run = outcome?.command;
        if (run === undefined) return { cmd, changed: true };
        const stdout = run.stdout.toString();
        if (run.exhausted !== undefined) {
          const { prompt, output } = run.exhausted;
          return {
            failed: true,
            changed: false,
            msg: `No remaining responses for '${prompts.get(prompt) ?? prompt}', output was '${bytesRepr(Buffer.from(output))}'`,
          };
        }
        const result: Result = {
          cmd,
          stdout: stdout.replace(/[\r\n]+$/, ''),
          rc: run.timedOut ? null : run.rc,
          start: momentText(run.start),
          end: momentText(run.end),
          delta: durationText(run.end - run.start),
          changed: true,
        };
        if (run.timedOut) return { ...result, failed: true, msg: 'command exceeded timeout' };
        return run.rc === 0 ? result : { ...result, failed: true, msg: 'non-zero return code' };
      },
    };
  },
});

function answers(responses: Readonly<Record<string, unknown>>): Answer[] {
  return Object.entries(responses).map(([prompt, response]) => {
    const { source, flags } = javascriptPattern(prompt);
    const once = Array.isArray(response);
    const texts = (once ? response : [response]).map((text) => String(text).replace(/\n+$/, ''));
    return { prompt: source, flags, responses: texts, repeat: !once };
  });
}
