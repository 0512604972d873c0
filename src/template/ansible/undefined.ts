import { ChainableUndefined, type Undefined } from '../../values/types.ts';
import { type Missing, missingMessage } from '../runtime/undefined.ts';

/** What is missing stays the first thing that was missing, however far an expression reaches into it. */
export function ansibleUndefined(missing: Missing): Undefined {
  const name = typeof missing.name === 'string' ? missing.name : undefined;
  return new ChainableUndefined(missingMessage(missing), name, false, missing.pythonClass);
}
