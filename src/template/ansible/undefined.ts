import { ChainableUndefined, type Undefined } from '../../values/types.ts';
import { type Missing, missingMessage } from '../runtime/undefined.ts';

/** What is missing stays the first thing that was missing, however far an expression reaches into it. */
export class AnsibleUndefined extends ChainableUndefined {
  constructor(message: string, name?: string, pythonClass?: string) {
    super(message, name, false, pythonClass);
  }
  override get typeName(): string {
    return 'AnsibleUndefined';
  }
}

/** Jinja's factory of undefined values for Ansible's environment. */
export function ansibleUndefined(missing: Missing): Undefined {
  const name = typeof missing.name === 'string' ? missing.name : undefined;
  return new AnsibleUndefined(missingMessage(missing), name, missing.pythonClass);
}
