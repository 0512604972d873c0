import type { Value } from '../../values/types.ts';
import type { Scope, TemplarContract, TemplateServices } from '../contract.ts';

/** One use of a lookup, from `lookup()`, `query()` or `with_<name>`. */
export interface LookupCall {
  /** Name as it was written, for error texts. */
  readonly name: string;
  /** Already rendered. `with_first_found` alone may hold Templates whose variables are undefined. */
  readonly terms: readonly Value[];
  /** What the terms were taken from: `with_dict` and its like may get a dict itself. */
  readonly source: Value;
  readonly options: ReadonlyMap<string, Value>;
  /** All variables, unrendered. */
  readonly variables: Scope;
  readonly templar: TemplarContract;
  readonly services: TemplateServices;
  /** Where relative files are looked for first: `files`, `templates` or `vars`. */
  readonly subdir: string;
}

/**
 * A lookup plugin gives a list.
 * @throws TemplateError AnsibleLookupError for a failure that `errors=` may soften
 */
export type LookupPlugin = (call: LookupCall) => Value[];

/** Finds a lookup by short or fully qualified name. One in Python may give something other than a list. */
export type LookupFinder = (name: string) => ((call: LookupCall) => Value) | undefined;
