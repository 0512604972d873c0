import { stringRepr } from '../../values/string-repr.ts';
import type { SettingValues } from '../settings/settings.ts';
import { followPath, type PathContext, resolvePath } from '../settings/value.ts';
import type { CommandRow } from './commands.ts';
import { takesValue } from './help.ts';
import type { OptionRow } from './row.ts';

/** Wrong use of the command line, with argparse's words for it. */
export class ArgumentError extends Error {}

/** `--help` or `--version` was met: nothing else counts. */
export class ArgumentStop extends Error {
  readonly request: 'help' | 'version';
  constructor(request: 'help' | 'version') {
    super(request);
    this.request = request;
  }
}

export interface ParseInput {
  readonly options: readonly OptionRow[];
  readonly positional: CommandRow['positional'] | 'action';
  /** With `positional: 'action'`: what it is called in errors; default `action`. */
  readonly actionName?: string | undefined;
  readonly settings: SettingValues;
  readonly paths: PathContext;
}

export interface ParseOutput {
  readonly values: Record<string, unknown>;
  readonly positionals: string[];
  /** What nobody wanted; the caller reports it, as argparse does last of all. */
  readonly extras: string[];
  /** With `positional: 'action'`: everything from the action on. */
  readonly rest: string[];
}

interface Occurrence {
  readonly option: OptionRow | undefined;
  readonly flag: string;
  readonly value: string | undefined;
}

/**
 * Reads arguments as Python's argparse does: options anywhere, prefixes of long options where only one fits, short options
 * together, positional arguments in one run.
 * @throws ArgumentError, ArgumentStop
 */
export function parseOptions(argv: readonly string[], input: ParseInput): ParseOutput {
  const { options, positional, settings, paths } = input;
  const byFlag = new Map<string, OptionRow>();
  for (const option of options) for (const flag of option.flags) byFlag.set(flag, option);

  const values: Record<string, unknown> = {};
  for (const option of options) values[option.name] = option.fallback(settings);
  const positionals: string[] = [];
  const extras: string[] = [];
  const seen = new Set<OptionRow>();
  let positionalDone = positional === undefined;

  const ddash = argv.indexOf('--');
  const classified = argv.map((argument, index) =>
    ddash >= 0 && index >= ddash ? undefined : classify(argument, byFlag),
  );
  const isPositional = (index: number) => index < argv.length && classified[index] === undefined;

  const take = (option: OptionRow, flag: string, value: string | undefined) => {
    seen.add(option);
    const rival = options.find(
      (other) =>
        other !== option &&
        other.exclusive !== undefined &&
        other.exclusive === option.exclusive &&
        seen.has(other),
    );
    if (rival !== undefined) {
      throw new ArgumentError(
        `argument ${nameOf(option)}: not allowed with argument ${nameOf(rival)}`,
      );
    }
    applyOption(option, flag, value, values, paths);
  };

  let index = 0;
  while (index < argv.length) {
    if (isPositional(index)) {
      let end = index;
      while (isPositional(end)) end++;
      if (positional === 'action' && (ddash !== index || end > index + 1)) {
        return { values, positionals, extras, rest: argv.slice(index) };
      }
      const run = argv.slice(index, end);
      if (positionalDone || positional === undefined || positional === 'action') {
        extras.push(...run);
      } else {
        const single = positional.count === 'one' || positional.count === 'optional';
        const used = single ? endOfSingle(run, ddash - index) : run.length;
        positionals.push(...run.slice(0, used).filter((_, offset) => index + offset !== ddash));
        extras.push(...run.slice(used));
        positionalDone = true;
      }
      index = end;
      continue;
    }
    const next = argv[index + 1];
    const argument = isPositional(index + 1) && next !== '--' ? next : undefined;
    const used = takeOccurrence(classified[index] as Occurrence, argument, byFlag, take, extras);
    index += used;
  }
  if (positional === 'action') {
    throw new ArgumentError(
      `the following arguments are required: ${input.actionName ?? 'action'}`,
    );
  }
  const needed = positional?.count === 'one' || positional?.count === 'some';
  if (needed && positionals.length === 0) {
    throw new ArgumentError(`the following arguments are required: ${positional?.metavar ?? ''}`);
  }
  for (const option of options) {
    if (option.type === 'signatureCount' && !seen.has(option)) {
      convert(option, String(values[option.name]), paths);
    }
  }
  return { values, positionals, extras, rest: [] };
}

/** How many arguments one positional takes up: itself and the `--` (at `ddash`) beside it. */
function endOfSingle(run: readonly string[], ddash: number): number {
  const first = ddash === 0 ? 1 : 0;
  return Math.min(run.length, first + 1 === ddash ? first + 2 : first + 1);
}

/** What an argument is: an option (perhaps unknown), or undefined for a positional one. */
function classify(argument: string, byFlag: Map<string, OptionRow>): Occurrence | undefined {
  if (!argument.startsWith('-') || argument.length === 1) return undefined;
  const exact = byFlag.get(argument);
  if (exact !== undefined) return { option: exact, flag: argument, value: undefined };
  const equals = argument.indexOf('=');
  if (equals > 0) {
    const flag = argument.slice(0, equals);
    const option = byFlag.get(flag);
    if (option !== undefined) return { option, flag, value: argument.slice(equals + 1) };
  }
  const matches = abbreviations(argument, byFlag);
  if (matches.length > 1) {
    const could = matches.map(({ flag }) => flag).join(', ');
    throw new ArgumentError(`ambiguous option: ${argument} could match ${could}`);
  }
  if (matches[0] !== undefined) return matches[0];
  if (/^-\d+$|^-\d*\.\d+$/.test(argument) || argument.includes(' ')) return undefined;
  return { option: undefined, flag: argument, value: undefined };
}

function abbreviations(argument: string, byFlag: Map<string, OptionRow>): Occurrence[] {
  const matches: Occurrence[] = [];
  const equals = argument.indexOf('=');
  if (argument.startsWith('--')) {
    const prefix = equals < 0 ? argument : argument.slice(0, equals);
    const value = equals < 0 ? undefined : argument.slice(equals + 1);
    for (const [flag, option] of byFlag)
      if (flag.startsWith(prefix)) matches.push({ option, flag, value });
    return matches;
  }
  for (const [flag, option] of byFlag) {
    if (flag === argument.slice(0, 2)) matches.push({ option, flag, value: argument.slice(2) });
    else if (flag.startsWith(argument)) matches.push({ option, flag, value: undefined });
  }
  return matches;
}

/** Acts on an option and all that stick to it (`-CDvvv`); gives the number of arguments used. */
function takeOccurrence(
  occurrence: Occurrence,
  next: string | undefined,
  byFlag: Map<string, OptionRow>,
  take: (option: OptionRow, flag: string, value: string | undefined) => void,
  extras: string[],
): number {
  let { option, flag, value } = occurrence;
  if (option === undefined) {
    extras.push(flag);
    return 1;
  }
  const pending: [OptionRow, string][] = [];
  for (;;) {
    if (takesValue(option)) {
      const given = value ?? next;
      if (given === undefined)
        throw new ArgumentError(`argument ${nameOf(option)}: expected one argument`);
      for (const [earlier, name] of pending) take(earlier, name, undefined);
      take(option, flag, given);
      return value === undefined ? 2 : 1;
    }
    pending.push([option, flag]);
    if (value === undefined || option.metavar !== undefined) break;
    const together: OptionRow | undefined = flag.startsWith('--')
      ? undefined
      : byFlag.get(`-${value[0] ?? ''}`);
    if (together === undefined) {
      throw new ArgumentError(
        `argument ${nameOf(option)}: ignored explicit argument ${stringRepr(value)}`,
      );
    }
    option = together;
    flag = `-${value[0] ?? ''}`;
    value = value.length > 1 ? value.slice(1) : undefined;
  }
  for (const [each, name] of pending) take(each, name, undefined);
  return 1;
}

function nameOf(option: OptionRow): string {
  return option.flags.join('/');
}

function applyOption(
  option: OptionRow,
  flag: string,
  value: string | undefined,
  values: Record<string, unknown>,
  paths: PathContext,
): void {
  const { name } = option;
  switch (option.action) {
    case 'help':
    case 'version':
      throw new ArgumentStop(option.action);
    case 'refuse':
      throw new ArgumentError(`unrecognized arguments: ${flag}`);
    case 'true':
      values[name] = true;
      return;
    case 'count':
      values[name] = Number(values[name]) + 1;
      return;
    case 'store':
      values[name] = convert(option, value ?? '', paths);
      return;
    case 'append':
      values[name] = [...(values[name] as readonly unknown[]), convert(option, value ?? '', paths)];
      return;
    case 'prepend':
      values[name] = [
        ...(convert(option, value ?? '', paths) as readonly unknown[]),
        ...(values[name] as readonly unknown[]),
      ];
  }
}

function convert(option: OptionRow, value: string, paths: PathContext): unknown {
  switch (option.type) {
    case 'integer':
      if (!/^\s*[+-]?\d+(_\d+)*\s*$/.test(value)) {
        throw new ArgumentError(
          `argument ${nameOf(option)}: invalid int value: ${stringRepr(value)}`,
        );
      }
      return Number(value.replaceAll('_', ''));
    case 'path':
      return value === '-' ? value : followPath(resolvePath(value, paths));
    case 'unresolvedPath':
      return value === '-' ? value : resolvePath(value, paths);
    case 'paths':
      return value
        .split(':')
        .filter((part) => part !== '')
        .map((part) => followPath(resolvePath(part, paths)));
    case 'atPath':
      return value.startsWith('@') ? `@${followPath(resolvePath(value.slice(1), paths))}` : value;
    case 'signatureCount':
      if (!/^\+?(?:\d+|all)$/.test(value)) {
        throw new ArgumentError(
          `argument ${nameOf(option)}: invalid validate_signature_count value: ${stringRepr(value)}`,
        );
      }
      return value;
    case 'text':
      if (option.choices !== undefined && !option.choices.includes(value)) {
        const choices = option.choices.map((choice) => `'${choice}'`).join(', ');
        throw new ArgumentError(
          `argument ${nameOf(option)}: invalid choice: ${stringRepr(value)} (choose from ${choices})`,
        );
      }
      return value;
  }
}
