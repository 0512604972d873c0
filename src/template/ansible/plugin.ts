import { TemplateError } from '../../diagnostics/errors.ts';
import {
  bindArguments,
  type Parameter,
  type Signature,
  type SignatureOptions,
  signature,
} from '../../values/signature.ts';
import { typeName } from '../../values/type-name.ts';
import type { Value } from '../../values/types.ts';
import type { TemplarContract, TemplateServices } from '../contract.ts';

/** What a filter or test may use beside its arguments. */
export interface PluginContext {
  readonly services: TemplateServices;
  readonly templar: TemplarContract;
  /** `value[key]` or `value.key` as Jinja resolves a subscript; undefined objects for what is missing. */
  getItem(value: Value, key: Value): Value;
}

/** A call: `args` in the order of the parameters, further ones in `rest` and `options`. */
export interface PluginCall {
  readonly args: readonly Value[];
  readonly rest: readonly Value[];
  readonly options: ReadonlyMap<string, Value>;
  readonly context: PluginContext;
}

/** A filter or test: its first parameter is the value it is applied to. */
export interface Plugin {
  readonly signature: Signature;
  readonly run: (call: PluginCall) => Value;
}

/**
 * Declares a filter or test by Python's parameter list.
 * @param name the Python function's name, which argument errors show
 */
export function plugin(
  name: string,
  parameters: readonly Parameter[],
  run: (call: PluginCall) => Value,
  options?: SignatureOptions,
): Plugin {
  return { signature: signature(name, parameters, options), run };
}

/** Runs a plugin on call arguments. @throws TemplateError (TypeError) for arguments that don't fit */
export function callPlugin(
  { signature: sig, run }: Plugin,
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value> | undefined,
  context: PluginContext,
): Value {
  const bound = bindArguments(sig, args, kwargs);
  return run({ args: bound.values, rest: bound.rest, options: bound.options, context });
}

export const filterError = (message: string): TemplateError =>
  new TemplateError('AnsibleFilterError', message);

/** Ansible's filter error that is a Python TypeError as well. */
export const filterTypeError = (message: string): TemplateError =>
  new TemplateError('AnsibleFilterTypeError', message);

/** `<class 'str'>`, as error texts show a type. */
export const classRepr = (value: Value): string => `<class '${typeName(value)}'>`;
