import type { VariableScope } from '../bridge/own-library.ts';
import type { Scope } from '../template/contract.ts';
import type { Value } from '../values/types.ts';

/** Variables of a scope with others laid over them, and some taken out. */
export class OverlaidScope implements Scope {
  readonly #laid: ReadonlyMap<string, Value>;
  readonly #below: VariableScope | undefined;
  readonly #gone: ReadonlySet<string>;

  constructor(
    laid: ReadonlyMap<string, Value>,
    below: VariableScope | undefined,
    gone: ReadonlySet<string>,
  ) {
    this.#laid = laid;
    this.#below = below;
    this.#gone = gone;
  }

  get(name: string): Value | undefined {
    return this.#laid.get(name) ?? (this.#gone.has(name) ? undefined : this.#below?.get(name));
  }

  *names(): Iterable<string> {
    yield* this.#laid.keys();
    for (const name of this.#below?.names() ?? [])
      if (!this.#laid.has(name) && !this.#gone.has(name)) yield name;
  }
}
