import { typeError } from '../python-errors.ts';
import {
  bindArguments,
  type Parameter,
  type Signature,
  type SignatureOptions,
  signature,
} from '../signature.ts';
import type { Value } from '../types.ts';

/** A method of a built-in type, not yet bound to its value. */
export type MethodFunction<T> = (
  self: T,
  args: Value[],
  kwargs: ReadonlyMap<string, Value>,
) => Value;

export type MethodTable<T> = ReadonlyMap<string, MethodFunction<T>>;

type Definition<T> = readonly [
  name: string,
  parameters: readonly Parameter[],
  body: (self: T, values: Value[], rest: Value[], options: Map<string, Value>) => Value,
  options?: SignatureOptions,
];

/** Builds a type's table of methods from names, parameters and bodies. */
export function methodTable<T>(
  type: string,
  definitions: readonly Definition<T>[],
): MethodTable<T> {
  const table = new Map<string, MethodFunction<T>>();
  for (const [name, parameters, body, options] of definitions) {
    const sig = signature(name, parameters, { hidden: 1, ...options });
    const simple = parameters.length === 0 && options === undefined;
    table.set(name, (self, args, kwargs) => {
      if (simple && args.length === 0 && kwargs.size === 0)
        return body(self, args, args, new Map());
      if (options === undefined && kwargs.size === 0) checkCount(type, sig, args.length);
      const bound = bindArguments(sig, args, kwargs);
      return body(self, bound.values, bound.rest, bound.options);
    });
  }
  return table;
}

/** Methods written in C count their arguments in words of their own. @throws TemplateError (TypeError) */
function checkCount(type: string, { name, names, defaults }: Signature, given: number): void {
  const most = names.length;
  const least = defaults.filter((fallback) => fallback === undefined).length;
  if (given >= least && given <= most) return;
  if (most === 0) throw typeError(`${type}.${name}() takes no arguments (${given} given)`);
  if (least === most && most === 1)
    throw typeError(`${type}.${name}() takes exactly one argument (${given} given)`);
  const [bound, limit] = given < least ? ['least', least] : ['most', most];
  throw typeError(
    `${name} expected at ${bound} ${limit} argument${limit === 1 ? '' : 's'}, got ${given}`,
  );
}
