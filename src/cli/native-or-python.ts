import type { Module } from '../modules/contract.ts';

/** What a shell says of a program that isn't there: here Python. */
const NOT_FOUND = 127;

/**
 * A native module that leaves what is beyond it to the same module in Python, where there is one. On a host
 * without Python the native module's failure stands.
 */
export function orPython(native: Module, python: () => Promise<Module | undefined>): Module {
  return {
    ...native,
    async plan(raw, context) {
      const plan = await native.plan(raw, context);
      if (plan.beyondNative === undefined) return plan;
      const other = await python();
      if (other === undefined) return plan;
      const { perform, ...theirs } = await other.plan(raw, context);
      if (perform === undefined) return theirs;
      return {
        ...theirs,
        async perform(target) {
          const result = await perform(target);
          return result.rc === NOT_FOUND ? plan.result : result;
        },
      };
    },
  };
}
