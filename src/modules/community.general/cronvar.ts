import { posix } from 'node:path';
import { requireProgram } from '../commands/program.ts';
import type { Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { crash } from '../definition/crash.ts';
import { Crontab } from '../tables/crontab.ts';
import { crontabBackup, readCrontab, writeCrontab } from '../tables/crontab-store.ts';

const ARGUMENTS = {
  name: arg.str({ required: true, doc: 'Name of the variable.' }),
  value: arg.str({ doc: 'Its value.' }),
  user: arg.str({ doc: 'Whose crontab.' }),
  cron_file: arg.str({ doc: 'File in /etc/cron.d, or an absolute path, instead of a crontab.' }),
  insertafter: arg.str({ doc: 'Variable to put a new one after.' }),
  insertbefore: arg.str({ doc: 'Variable to put a new one before.' }),
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present'],
    doc: 'Whether the variable is to be.',
  }),
  backup: arg.bool({ default: false, doc: 'Keep a copy of the crontab as it was.' }),
};

/** A variable of a crontab. */
interface Variable {
  readonly name: string;
  readonly value: string;
}

export const cronvar = defineModule({
  name: 'community.general.cronvar',
  summary: 'Manage variables in crontabs',
  examples: `- name: Send mail of jobs to somebody
  community.general.cronvar:
    name: MAILTO
    value: joe@example.com
`,
  args: ARGUMENTS,
  constraints: { mutuallyExclusive: [['insertbefore', 'insertafter']] },
  returns: { vars: 'Names of all variables.', backup_file: 'Name of the backup.' },
  support: { check: 'none', diff: 'none' },
  onlyLooks: true,
  async plan({ args, target }): Promise<Plan> {
    await requireProgram(target, 'crontab');
    const path = args.cron_file ? posix.resolve('/etc/cron.d', args.cron_file) : null;
    const place = { path, user: args.user };
    const { lines } = new Crontab(await readCrontab(target, place), path === null);
    if (args.value === null && args.state === 'present') {
      fail("You must specify 'value' to insert a new cron variable");
    }
    let parsed: readonly (Variable | null)[];
    try {
      parsed = lines.map(parseVariable);
    } catch (error) {
      return crash(String((error as Error).message), target);
    }
    const edited = edit(args, lines, parsed);
    const after = edited ?? lines;
    const result: Result = {
      changed: edited !== null,
      vars: after.flatMap((line) => parseVariable(line)?.name ?? []),
      ...(args.cron_file && { cron_file: args.cron_file }),
    };
    if (edited === null) return { changes: [], result };
    const backup = args.backup ? crontabBackup('cronvar', render(lines)) : null;
    const told = { ...result, ...(backup && { backup_file: backup.path }) };
    return {
      changes: [...(backup ? [backup] : []), writeCrontab(target, place, render(edited))],
      result: told,
      finish(outcomes) {
        const run = outcomes.at(-1)?.command;
        if (run !== undefined && run.rc !== 0) fail(run.stderr.toString());
        return told;
      },
    };
  },
});

/** The lines with the variable as it is to be; null where they stay. */
function edit(
  { name, value, state, insertbefore, insertafter }: ArgumentValues<typeof ARGUMENTS>,
  lines: readonly string[],
  parsed: readonly (Variable | null)[],
): string[] | null {
  const own = parsed.find((one) => one?.name === name);
  const declaration = `${name}=${value}`;
  if (state === 'absent') {
    return own ? lines.filter((_, at) => parsed[at]?.name !== name) : null;
  }
  if (own) {
    if (own.value === value) return null;
    return lines.map((line, at) => (parsed[at]?.name === name ? declaration : line));
  }
  if (insertbefore === null && insertafter === null) return [declaration, ...lines];
  return lines.flatMap((line, at) => {
    const other = parsed[at]?.name;
    if (other !== undefined && other === insertbefore) return [declaration, line];
    return other !== undefined && other === insertafter ? [line, declaration] : [line];
  });
}

function render(lines: readonly string[]): string {
  const text = lines.join('\n');
  return text === '' || /[\r\n]$/.test(text) ? text : `${text}\n`;
}

/** A line's variable, read word by word as Python's shlex does: blanks in its value are lost. */
function parseVariable(line: string): Variable | null {
  const [name = '', equals, ...value] = words(line);
  return equals === '=' ? { name, value: value.join('') } : null;
}

/** @throws Error with what Python says of a quote that is left open */
function words(text: string): string[] {
  // Words of ASCII; a quoted one, which ends with its quote; any other character by itself.
  const pattern =
    /[ \t\r\n]+|#.*|(["']).*?\1|[^\s#='"\u0080-\u{10ffff}][^\s#=\u0080-\u{10ffff}]*|./gu;
  const found: string[] = [];
  for (const [word] of text.matchAll(pattern)) {
    if (/^["']$/.test(word)) throw new Error('ValueError: No closing quotation');
    if (!/^[ \t\r\n#]/.test(word)) found.push(word);
  }
  return found;
}
