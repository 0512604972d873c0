import {
  bindArguments,
  type Parameter,
  type SignatureOptions,
  signature,
} from '../values/signature.ts';
import type { Value } from '../values/types.ts';
import type { FilterContext } from './runtime/context.ts';

export type { FilterContext } from './runtime/context.ts';

/** A filter: `value | name(args…, kwargs…)`. What it is given it must not change. */
export type FilterFunction = (
  context: FilterContext,
  value: Value,
  args: Value[],
  kwargs: Map<string, Value>,
) => Value;

/** A test: `value is name(args…)`. */
export type TestFunction = (
  context: FilterContext,
  value: Value,
  args: Value[],
  kwargs: Map<string, Value>,
) => boolean;

type Body<R> = (
  context: FilterContext,
  value: Value,
  args: Value[],
  more: { readonly rest: Value[]; readonly options: Map<string, Value> },
) => R;

const NONE = { rest: [], options: new Map<string, Value>() };

/**
 * A filter with a Python-like signature. The body gets its parameters' values in order, defaults filled in.
 * @param parameters the names after the value; `[name, fallback]` for optional ones
 */
export function defineFilter(
  name: string,
  parameters: readonly Parameter[],
  body: Body<Value>,
  options?: SignatureOptions,
): FilterFunction {
  return define(name, parameters, body, options);
}

/** A test with a Python-like signature. */
export function defineTest(
  name: string,
  parameters: readonly Parameter[],
  body: Body<boolean>,
  options?: SignatureOptions,
): TestFunction {
  return define(name, parameters, body, options);
}

function define<R>(
  name: string,
  parameters: readonly Parameter[],
  body: Body<R>,
  options?: SignatureOptions,
): (context: FilterContext, value: Value, args: Value[], kwargs: Map<string, Value>) => R {
  const sig = signature(name, parameters, { hidden: 1, ...options });
  const simple = parameters.length === 0 && !options?.rest && !options?.options;
  return (context, value, args, kwargs) => {
    if (simple && args.length === 0 && kwargs.size === 0) return body(context, value, args, NONE);
    const bound = bindArguments(sig, args, kwargs);
    return body(context, value, bound.values, bound);
  };
}
