import { posix } from 'node:path';
import type { Change, Command } from '../../targets/types.ts';
import { stringRepr } from '../../values/string-repr.ts';
import { missingProgram, WITH_SYSTEM_PATHS } from '../commands/program.ts';
import { quoteWords } from '../commands/words.ts';
import type { Plan } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';
import { asException, crashed } from '../definition/crash.ts';
import { randomLetters, reasonAt } from '../files/change-failure.ts';

const TRUE_WORDS = ['y', 'yes', 'on', '1', 'true', 't', '1.0'];
const FALSE_WORDS = ['n', 'no', 'off', '0', 'false', 'f', '0.0'];

export const sysctl = defineModule({
  name: 'ansible.posix.sysctl',
  summary: 'Manage entries in sysctl.conf',
  examples: `- name: Let the host route
  ansible.posix.sysctl:
    name: net.ipv4.ip_forward
    value: "1"
    sysctl_set: true
    state: present
`,
  args: {
    name: arg.str({ required: true, aliases: ['key'], doc: 'Name of the setting.' }),
    value: arg.str({ aliases: ['val'], doc: 'Its value.' }),
    state: arg.str({
      default: 'present',
      choices: ['present', 'absent'],
      doc: 'Whether the entry is to be.',
    }),
    reload: arg.bool({ default: true, doc: 'Have sysctl read the file when it changes.' }),
    sysctl_set: arg.bool({ default: false, doc: 'Set the value at once.' }),
    ignoreerrors: arg.bool({ default: false, doc: 'Ignore unknown keys.' }),
    sysctl_file: arg.path({ default: '/etc/sysctl.conf', doc: 'The file with the entry.' }),
  },
  constraints: { requiredIf: [['state', 'present', ['value']]] },
  returns: {},
  support: { check: 'full', diff: 'none' },
  onlyLooks: true,
  async plan({ args, target, check }): Promise<Plan> {
    const name = args.name.trim();
    if (name === '') fail('name cannot be blank');
    if (args.state === 'present' && args.value === null) fail('value cannot be None');
    if (args.state === 'present' && args.value === '') fail('value cannot be blank');
    const value = normalizeValue(args.value ?? '');
    const present = args.state === 'present';
    const [content, current] = await Promise.all([
      target.readFile(args.sysctl_file),
      target.query(command('-e', '-n', name)),
    ]);
    if (current.rc === 127) await missingProgram(target, 'sysctl');
    const running = current.rc === 0 ? current.stdout.toString() : undefined;
    const lines = readLines(content?.toString() ?? '');
    const entries = lines.map(parseEntry);
    const stored = entries.findLast((entry) => entry?.[0] === name)?.[1];
    const differs = running === undefined || !sameWords(running, value);

    const writes = present ? stored !== value : stored !== undefined && stored !== '';
    const sets = args.sysctl_set && present && differs;
    const changed = writes || sets || (present && args.reload && stored === value && differs);
    const changes: Change[] = [];
    const labels: string[] = [];
    const flag = args.ignoreerrors ? ['-e'] : [];
    if (sets && running !== undefined) {
      const assignment = `${name}=${value}`;
      changes.push({
        op: 'run',
        command: command(...flag, '-w', assignment),
      });
      labels.push(`setting ${name} failed: `);
    }
    if (writes) {
      const text = rewrite(lines, name, present ? value : undefined);
      changes.push({ op: 'write', path: args.sysctl_file, content: Buffer.from(text) });
      labels.push('');
    }
    if (changed && args.reload) {
      changes.push({
        op: 'run',
        command: command(...flag, '-p', args.sysctl_file),
      });
      labels.push('Failed to reload sysctl: ');
    }
    const moduleArgs = { ...args, name, value };
    if (!changed || check)
      return { changes: check && changed ? changes : [], result: { changed }, moduleArgs };
    return {
      changes,
      result: { changed },
      moduleArgs,
      failed(error, outcomes) {
        if (changes[outcomes.length]?.op !== 'write') return { changed: false, msg: error.message };
        const folder = posix.dirname(args.sysctl_file);
        const temporary = posix.join(folder, `.ansible_m_sysctl_${randomLetters()}.conf`);
        const exception = asException(reasonAt(error, stringRepr(temporary)));
        return { failed: true, ...crashed(exception ?? error.message, target) };
      },
      finish(outcomes) {
        outcomes.forEach(({ command }, index) => {
          if (command === undefined) return;
          const output = command.stdout.toString();
          const error = command.stderr.toString();
          const refused =
            /^sysctl: setting key "[^"]+": (Invalid argument|Read-only file system)$/m;
          if (command.rc !== 0 || refused.test(error))
            fail(`${labels[index] ?? ''}${output}${error}`);
        });
        return { changed };
      },
    };
  },
});

function normalizeValue(value: string): string {
  const word = value.toLowerCase();
  if (TRUE_WORDS.includes(word)) return '1';
  return FALSE_WORDS.includes(word) ? '0' : value.trim();
}

function readLines(text: string): readonly string[] {
  if (text === '') return [];
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.trim());
}

function parseEntry(line: string): readonly [name: string, value: string] | undefined {
  const at = line.indexOf('=');
  if (line === '' || /^[#;]/.test(line) || at < 0) return undefined;
  return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}

function sameWords(a: string, b: string): boolean {
  return a.trim().split(/\s+/).join(' ') === b.trim().split(/\s+/).join(' ');
}

/** The file with one entry of the name, or none; entries that stand twice are written once. */
function rewrite(lines: readonly string[], name: string, value: string | undefined): string {
  const seen = new Set<string>();
  const kept: string[] = [];
  for (const line of lines) {
    const entry = parseEntry(line);
    if (entry === undefined) {
      kept.push(line);
      continue;
    }
    const [key, own] = entry;
    if (seen.has(key)) continue;
    seen.add(key);
    if (key !== name) kept.push(`${key}=${own}`);
    else if (value !== undefined) kept.push(`${key}=${value}`);
  }
  if (!seen.has(name) && value !== undefined) kept.push(`${name}=${value}`);
  return kept.map((line) => `${line}\n`).join('');
}

/** The program, wherever it is. */
function command(...args: string[]): Command {
  return {
    shell: `${WITH_SYSTEM_PATHS}; exec sysctl ${quoteWords(args)}`,
    env: { LC_ALL: 'C' },
  };
}
