import { typeError } from './python-errors.ts';
import type { Value } from './types.ts';

/** A parameter: its name alone when required, or name and default. `null` is Python's None. */
export type Parameter = string | readonly [name: string, fallback: Value];

/** Parameters in order; `rest` takes further positional arguments, `options` further keywords. */
export interface Signature {
  readonly name: string;
  readonly names: readonly string[];
  readonly defaults: readonly (Value | undefined)[];
  readonly rest: boolean;
  readonly options: boolean;
  /** Positional arguments that callers don't see (`context`, the value of a filter), counted in error texts. */
  readonly hidden: number;
}

export interface SignatureOptions {
  rest?: boolean;
  options?: boolean;
  hidden?: number;
}

export function signature(
  name: string,
  parameters: readonly Parameter[],
  options: SignatureOptions = {},
): Signature {
  return {
    name,
    names: parameters.map((p) => (typeof p === 'string' ? p : p[0])),
    defaults: parameters.map((p) => (typeof p === 'string' ? undefined : p[1])),
    rest: options.rest ?? false,
    options: options.options ?? false,
    hidden: options.hidden ?? 0,
  };
}

const NO_KWARGS: ReadonlyMap<string, Value> = new Map();

export interface BoundArguments {
  readonly values: Value[];
  readonly rest: Value[];
  readonly options: Map<string, Value>;
}

/**
 * Lays call arguments out over a signature as Python does.
 * @throws TemplateError (TypeError) with Python's text for missing, unknown or too many arguments
 */
export function bindArguments(
  sig: Signature,
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value> = NO_KWARGS,
): BoundArguments {
  const { names, defaults } = sig;
  const values = new Array<Value | undefined>(names.length);
  for (let i = 0; i < names.length; i++) values[i] = args[i];
  if (args.length > names.length && !sig.rest) throw tooMany(sig, args.length);
  const options = new Map<string, Value>();
  for (const [key, value] of kwargs) {
    const at = names.indexOf(key);
    if (at < 0) {
      if (!sig.options)
        throw typeError(`${sig.name}() got an unexpected keyword argument '${key}'`);
      options.set(key, value);
    } else if (values[at] !== undefined) {
      throw typeError(`${sig.name}() got multiple values for argument '${key}'`);
    } else values[at] = value;
  }
  let missing: string[] | undefined;
  for (let i = 0; i < names.length; i++) {
    if (values[i] === undefined) values[i] = defaults[i];
    if (values[i] === undefined) {
      missing ??= [];
      missing.push(`'${names[i]}'`);
    }
  }
  if (missing !== undefined) throw missingArguments(sig, missing);
  return { values: values as Value[], rest: args.slice(names.length), options };
}

function tooMany(sig: Signature, given: number) {
  const required = sig.defaults.filter((d) => d === undefined).length + sig.hidden;
  const total = sig.names.length + sig.hidden;
  const count = given + sig.hidden;
  const takes =
    required === total
      ? `${total} positional argument${total === 1 ? '' : 's'}`
      : `from ${required} to ${total} positional arguments`;
  return typeError(
    `${sig.name}() takes ${takes} but ${count} ${count === 1 ? 'was' : 'were'} given`,
  );
}

function missingArguments(sig: Signature, missing: readonly string[]) {
  const last = missing[missing.length - 1] as string;
  const list =
    missing.length === 1
      ? last
      : missing.length === 2
        ? missing.join(' and ')
        : `${missing.slice(0, -1).join(', ')}, and ${last}`;
  const noun = missing.length === 1 ? 'argument' : 'arguments';
  return typeError(`${sig.name}() missing ${missing.length} required positional ${noun}: ${list}`);
}
