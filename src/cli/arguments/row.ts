import type { SettingValues } from '../settings/settings.ts';

/** How an option's text becomes a value. `atPath` is a path where the text starts with `@`. */
type ArgumentType =
  | 'text'
  | 'integer'
  | 'path'
  | 'unresolvedPath'
  | 'paths'
  | 'atPath'
  | 'signatureCount';

type ArgumentAction =
  | 'store'
  | 'true'
  | 'count'
  | 'append'
  /** Values are put before those already there. */
  | 'prepend'
  | 'help'
  | 'version'
  /** An option that this command refuses although its siblings have it. */
  | 'refuse';

type FromSettings<T> = (settings: SettingValues) => T;

/** One option of a command, in the terms of Python's argparse. */
export interface OptionRow<N extends string = string, T = unknown> {
  readonly name: N;
  readonly flags: readonly string[];
  readonly action: ArgumentAction;
  readonly type: ArgumentType;
  readonly metavar?: string | undefined;
  readonly choices?: readonly string[] | undefined;
  /** Undefined keeps it out of usage and help. */
  readonly help?: string | FromSettings<string> | undefined;
  readonly fallback: FromSettings<T>;
  /** Options with the same name here shut each other out. */
  readonly exclusive?: string | undefined;
  /** Title of the part of the help that lists it. */
  readonly section?: HelpSection | undefined;
}

interface HelpSection {
  readonly title: string;
  readonly description: string;
}

/** The positional arguments of a command. */
export interface PositionalRow {
  readonly metavar: string;
  readonly count: 'one' | 'optional' | 'any' | 'some';
  readonly help?: string | undefined;
}

/** Values by name, with the types that the rows give. */
export type ValuesOf<R extends readonly OptionRow<string, unknown>[]> = {
  readonly [O in R[number] as O['name']]: O extends OptionRow<string, infer T> ? T : never;
};

interface Extras<T> {
  metavar?: string;
  type?: ArgumentType;
  choices?: readonly string[];
  fallback?: FromSettings<T>;
  exclusive?: string;
  section?: HelpSection;
}

type Help = string | FromSettings<string>;

/** An option without a value. */
export function flag<N extends string>(
  name: N,
  flags: readonly string[],
  help: Help | undefined,
  extras: Extras<boolean> = {},
): OptionRow<N, boolean> {
  return { name, flags, action: 'true', type: 'text', help, fallback: () => false, ...extras };
}

/** An option with a text that may be missing. */
export function text<N extends string>(
  name: N,
  flags: readonly string[],
  metavar: string,
  help: Help,
  extras: Extras<string | null> = {},
): OptionRow<N, string | null> {
  const fallback = (): string | null => null;
  return { name, flags, action: 'store', type: 'text', metavar, help, fallback, ...extras };
}

/** An option with a text and a default. */
export function textWithDefault<N extends string>(
  name: N,
  flags: readonly string[],
  metavar: string | undefined,
  help: Help,
  fallback: FromSettings<string>,
  extras: Extras<string> = {},
): OptionRow<N, string> {
  return { name, flags, action: 'store', type: 'text', metavar, help, fallback, ...extras };
}

export function integer<N extends string>(
  name: N,
  flags: readonly string[],
  metavar: string,
  help: Help,
  fallback: FromSettings<number>,
): OptionRow<N, number> {
  return { name, flags, action: 'store', type: 'integer', metavar, help, fallback };
}

/** An option that may be given several times. */
export function many<N extends string>(
  name: N,
  flags: readonly string[],
  metavar: string,
  help: Help,
  extras: Extras<readonly string[]> & { action?: 'append' | 'prepend' } = {},
): OptionRow<N, readonly string[]> {
  const fallback = (): readonly string[] => [];
  return { name, flags, action: 'append', type: 'text', metavar, help, fallback, ...extras };
}
