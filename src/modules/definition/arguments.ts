import type { OptionSpec } from '../contract.ts';

/** An option of a module whose validated value has type T. */
export type Argument<T> = OptionSpec & { readonly valueType?: T };

/** Options of a module by name. */
export type Arguments = Readonly<Record<string, Argument<unknown>>>;

/** What `plan` gets for a set of options; null is Python's None: not given, no default. */
export type ArgumentValues<A extends Arguments> = {
  readonly [K in keyof A]: A[K] extends Argument<infer T> ? T : never;
};

type Options = Omit<OptionSpec, 'type' | 'elements'>;
type ListOptions = Options & {
  readonly elements?: OptionSpec['type'];
  readonly options?: Arguments;
};
type DictOptions = Options & { readonly options?: Arguments };

/** T, or T | null where the option is neither required nor has a default. */
type Given<O, T> = O extends { required: true }
  ? T
  : O extends { default: infer D }
    ? D extends null
      ? T | null
      : T
    : T | null;

type Chosen<O, T> = O extends { choices: readonly (infer C)[] } ? C & T : T;

type Element<O> = O extends { options: infer A extends Arguments }
  ? ArgumentValues<A>
  : O extends { elements: infer E }
    ? E extends 'str' | 'path' | 'json' | 'jsonarg'
      ? Chosen<O, string>
      : E extends 'int' | 'float' | 'bytes' | 'bits'
        ? number
        : E extends 'bool'
          ? boolean
          : E extends 'dict'
            ? Readonly<Record<string, unknown>>
            : unknown
    : unknown;

type DictValue<O> = O extends { options: infer A extends Arguments }
  ? ArgumentValues<A>
  : Readonly<Record<string, unknown>>;

/** Changes arguments where the module in Python does so with its own: results show them as they are at the end. */
export function restate<A extends object>(args: A, changed: Partial<A>): void {
  Object.assign(args, changed);
}

/** Builders of options, one a type of AnsibleModule's argument_spec. */
export const arg = {
  str: <const O extends Options>(options: O): Argument<Given<O, Chosen<O, string>>> => ({
    type: 'str',
    ...options,
  }),
  /** A path of the target: `~` and `$VAR` are expanded there. */
  path: <const O extends Options>(options: O): Argument<Given<O, string>> => ({
    type: 'path',
    ...options,
  }),
  bool: <const O extends Options>(options: O): Argument<Given<O, boolean>> => ({
    type: 'bool',
    ...options,
  }),
  int: <const O extends Options>(options: O): Argument<Given<O, number>> => ({
    type: 'int',
    ...options,
  }),
  float: <const O extends Options>(options: O): Argument<Given<O, number>> => ({
    type: 'float',
    ...options,
  }),
  /** Whatever was given, unchecked. */
  raw: <const O extends Options>(options: O): Argument<unknown> => ({ type: 'raw', ...options }),
  list: <const O extends ListOptions>(options: O): Argument<Given<O, readonly Element<O>[]>> => ({
    type: 'list',
    ...options,
  }),
  dict: <const O extends DictOptions>(options: O): Argument<Given<O, DictValue<O>>> => ({
    type: 'dict',
    ...options,
  }),
  /** JSON text; lists and dicts become it. */
  json: <const O extends Options>(options: O): Argument<Given<O, string>> => ({
    type: 'json',
    ...options,
  }),
  jsonarg: <const O extends Options>(options: O): Argument<Given<O, string>> => ({
    type: 'jsonarg',
    ...options,
  }),
  bytes: <const O extends Options>(options: O): Argument<Given<O, number>> => ({
    type: 'bytes',
    ...options,
  }),
  bits: <const O extends Options>(options: O): Argument<Given<O, number>> => ({
    type: 'bits',
    ...options,
  }),
};
