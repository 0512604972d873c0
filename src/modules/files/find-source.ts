import { TargetError } from '../../diagnostics/errors.ts';
import type { Result } from '../contract.ts';
import { ModuleFailure } from '../definition/failure.ts';

/**
 * Looks for something on the controller; that it is not there is the task's failure, with the trace that it brings.
 * @param moduleArgs arguments to show then, null for none.
 * @throws ModuleFailure
 */
export function findSource<T>(find: () => T, moduleArgs: Result | null): T {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    const { exception = `ansible.errors.AnsibleParserError: ${error.message}` } = error as {
      exception?: unknown;
    };
    const trace = typeof exception === 'string' ? { exception } : {};
    throw new ModuleFailure({ msg: error.message, ...trace }, moduleArgs);
  }
}
