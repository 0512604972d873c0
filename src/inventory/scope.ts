import type { Scope } from '../template/contract.ts';
import type { Value } from '../values/types.ts';

/** A template scope over plain variables. */
export function mapScope(vars: ReadonlyMap<string, Value>): Scope {
  return { get: (name) => vars.get(name), names: () => vars.keys() };
}
