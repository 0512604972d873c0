import type { Module } from '../modules/contract.ts';

/** A native module that leaves what is beyond it to the same module in Python, where there is one. */
export function orPython(native: Module, python: () => Promise<Module | undefined>): Module {
  return {
    ...native,
    async plan(raw, context) {
      const plan = await native.plan(raw, context);
      if (plan.beyondNative === undefined) return plan;
      const other = await python();
      return other === undefined ? plan : other.plan(raw, context);
    },
  };
}
