import { bindArguments, type Parameter, type SignatureOptions, signature } from '../signature.ts';
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
export function methodTable<T>(definitions: readonly Definition<T>[]): MethodTable<T> {
  const table = new Map<string, MethodFunction<T>>();
  for (const [name, parameters, body, options] of definitions) {
    const sig = signature(name, parameters, { hidden: 1, ...options });
    const simple = parameters.length === 0 && options === undefined;
    table.set(name, (self, args, kwargs) => {
      if (simple && args.length === 0 && kwargs.size === 0)
        return body(self, args, args, new Map());
      const bound = bindArguments(sig, args, kwargs);
      return body(self, bound.values, bound.rest, bound.options);
    });
  }
  return table;
}
