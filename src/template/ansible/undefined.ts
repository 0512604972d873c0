import { didYouMean } from '../../diagnostics/nearest-name.ts';
import { repr, str } from '../../values/repr.ts';
import { ChainableUndefined, LazyDict, type Undefined } from '../../values/types.ts';
import { type Missing, missingMessage } from '../runtime/undefined.ts';

/** What is missing stays the first thing that was missing, however far an expression reaches into it. */
export class AnsibleUndefined extends ChainableUndefined {
  readonly #missing: Missing;
  constructor(missing: Missing) {
    const name = typeof missing.name === 'string' ? missing.name : undefined;
    super(missingMessage(missing), name, false, missing.pythonClass);
    this.#missing = missing;
  }
  override get hint(): string | undefined {
    const { object, name } = this.#missing;
    const keys = object instanceof Map || object instanceof LazyDict ? [...object.keys()] : [];
    return typeof name === 'string' ? didYouMean(name, keys.map(str)) : undefined;
  }
  override get cause(): Error | undefined {
    return this.#missing.cause;
  }
  override get typeName(): string {
    return 'AnsibleUndefined';
  }
  override repr(): string {
    const { hint, object, name = null } = this.#missing;
    const owner = object === undefined ? 'missing' : repr(object);
    return `AnsibleUndefined(hint=${repr(hint ?? null)}, obj=${owner}, name=${repr(name)})`;
  }
}

/** Jinja's factory of undefined values for Ansible's environment. */
export function ansibleUndefined(missing: Missing): Undefined {
  return new AnsibleUndefined(missing);
}
