import { wrapText } from '../../callbacks/text-wrap.ts';
import type { SettingValues } from '../settings/settings.ts';
import type { CommandRow } from './commands.ts';
import type { OptionRow, PositionalRow } from './row.ts';
import type { CommandFamily } from './subcommands.ts';

/** A command as the help shows it. */
export interface HelpSubject {
  /** Name of the program in the text. */
  readonly program: string;
  readonly command: CommandRow | CommandFamily;
  readonly settings: SettingValues;
  /** Columns of the terminal; argparse takes $COLUMNS, then the terminal, then 80. */
  readonly columns: number;
}

interface Entry {
  readonly invocation: string;
  readonly indent: number;
  readonly help: string;
}

const maxHelpPosition = 24;

/** `usage: …` as argparse breaks it, with a newline at its end. */
export function formatUsage(subject: HelpSubject): string {
  const prefix = 'usage: ';
  const width = subject.columns - 2;
  const optional = usageOfOptions(subject.command.options);
  const positional = usageOfPositional(subject.command);
  const whole = [subject.program, ...optional, ...positional].join(' ');
  if (prefix.length + whole.length <= width) return `${prefix}${whole}\n`;

  const wrap = (parts: readonly string[], indent: string, firstLength: number): string[] => {
    const lines: string[] = [];
    let line: string[] = [];
    let length = firstLength;
    for (const part of parts) {
      if (length + 1 + part.length > width && line.length > 0) {
        lines.push(indent + line.join(' '));
        line = [];
        length = indent.length - 1;
      }
      line.push(part);
      length += part.length + 1;
    }
    if (line.length > 0) lines.push(indent + line.join(' '));
    return lines;
  };

  if (prefix.length + subject.program.length > 0.75 * width) {
    const indent = ' '.repeat(prefix.length);
    const together = wrap([...optional, ...positional], indent, indent.length - 1);
    const lines =
      together.length > 1
        ? [
            ...wrap(optional, indent, indent.length - 1),
            ...wrap(positional, indent, indent.length - 1),
          ]
        : together;
    return `${prefix}${[subject.program, ...lines].join('\n')}\n`;
  }
  const indent = ' '.repeat(prefix.length + subject.program.length + 1);
  const lead = optional.length > 0 ? optional : positional;
  const first = wrap([subject.program, ...lead], indent, prefix.length - 1);
  const rest = optional.length > 0 ? wrap(positional, indent, indent.length - 1) : [];
  const lines = [...first, ...rest].join('\n').slice(indent.length);
  return `${prefix}${lines}\n`;
}

function usageOfOptions(options: readonly OptionRow[]): string[] {
  const parts: string[] = [];
  const shown = options.filter((option) => option.help !== undefined);
  for (const [index, option] of shown.entries()) {
    const use = `${option.flags[0]}${valuePart(option)}`;
    if (option.exclusive === undefined) {
      parts.push(`[${use}]`);
    } else if (shown[index - 1]?.exclusive !== option.exclusive) {
      const group = shown.filter((other) => other.exclusive === option.exclusive);
      parts.push(`[${group.map((one) => `${one.flags[0]}${valuePart(one)}`).join(' | ')}]`);
    }
  }
  return parts;
}

function valuePart(option: OptionRow): string {
  if (!takesValue(option)) return '';
  return ` ${option.metavar ?? `{${(option.choices ?? []).join(',')}}`}`;
}

/** Whether an option is followed by a value. */
export function takesValue(option: OptionRow): boolean {
  return ['store', 'append', 'prepend'].includes(option.action);
}

function actionsPart(command: CommandFamily): string {
  return command.metavar ?? `{${Object.keys(command.actions).join(',')}}`;
}

function usageOfPositional(command: CommandRow | CommandFamily): string[] {
  if ('actions' in command) return [actionsPart(command), '...'];
  const positional = command.positional;
  if (positional === undefined) return [];
  const { metavar } = positional;
  const forms: Record<PositionalRow['count'], string[]> = {
    one: [metavar],
    optional: [`[${metavar}]`],
    any: [`[${metavar} ...]`],
    some: [metavar, `[${metavar} ...]`],
  };
  return forms[positional.count];
}

/** The whole help text, as argparse lays it out. */
export function formatHelp(subject: HelpSubject): string {
  const { command, columns } = subject;
  const width = columns - 2;
  const sections: { title: string; description?: string; entries: Entry[] }[] = [
    { title: 'positional arguments', entries: positionalEntries(command) },
    { title: 'options', entries: optionEntries(subject, undefined) },
  ];
  for (const option of command.options) {
    const section = option.section;
    if (section === undefined || sections.some(({ title }) => title === section.title)) continue;
    sections.push({ ...section, entries: optionEntries(subject, section.title) });
  }
  const longest = Math.max(
    ...sections.flatMap(({ entries }) =>
      entries.map(({ invocation, indent }) => invocation.length + indent),
    ),
  );
  const position = Math.min(longest + 2, maxHelpPosition);

  const parts = [formatUsage(subject)];
  const paragraph = (text: string, indent = '') =>
    wrapText(text.replace(/\s+/g, ' ').trim(), width - 2 * indent.length)
      .map((line) => indent + line)
      .join('\n');
  if (command.description !== undefined) parts.push(`${paragraph(command.description)}\n`);
  for (const { title, description, entries } of sections) {
    if (entries.length === 0) continue;
    const lead = description === undefined ? '' : `${paragraph(description, '  ')}\n\n`;
    parts.push(
      `${title}:\n${lead}${entries.map((entry) => formatEntry(entry, position, width)).join('')}`,
    );
  }
  if (command.epilog !== undefined) {
    parts.push(`${paragraph(command.epilog.replace('%(prog)s', command.program))}\n`);
  }
  return parts.join('\n');
}

function positionalEntries(command: CommandRow | CommandFamily): Entry[] {
  if ('actions' in command) {
    const names = Object.keys(command.actions);
    return [
      { invocation: actionsPart(command), indent: 2, help: '' },
      ...names.map((name) => ({
        invocation: name,
        indent: 4,
        help: command.actions[name]?.help ?? '',
      })),
    ];
  }
  const positional = command.positional;
  if (positional === undefined) return [];
  return [{ invocation: positional.metavar, indent: 2, help: positional.help ?? '' }];
}

function optionEntries(subject: HelpSubject, section: string | undefined): Entry[] {
  const { command, settings } = subject;
  const options = command.options.filter(
    (option) => option.help !== undefined && option.section?.title === section,
  );
  if (!('sorted' in command) || command.sorted) {
    options.sort((a, b) => compareFlags(a.flags, b.flags));
  }
  return options.map((option) => ({
    invocation: option.flags.map((flag) => `${flag}${valuePart(option)}`).join(', '),
    indent: 2,
    help: typeof option.help === 'function' ? option.help(settings) : (option.help ?? ''),
  }));
}

function compareFlags(a: readonly string[], b: readonly string[]): number {
  for (const [index, flag] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (flag !== other) return flag < other ? -1 : 1;
  }
  return 0;
}

function formatEntry(entry: Entry, position: number, width: number): string {
  const start = ' '.repeat(entry.indent) + entry.invocation;
  if (entry.help === '') return `${start}\n`;
  const [first = '', ...rest] = wrapText(
    entry.help.replace(/\s+/g, ' ').trim(),
    Math.max(width - position, 11),
  );
  const margin = ' '.repeat(position);
  const head =
    start.length <= position - 2
      ? `${start.padEnd(position)}${first}`
      : `${start}\n${margin}${first}`;
  return [head, ...rest.map((line) => margin + line)].map((line) => `${line}\n`).join('');
}
