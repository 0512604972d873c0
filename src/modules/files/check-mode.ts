import type { ModuleContext, Plan } from '../contract.ts';

/** What a module that can't foresee its work gives in check mode. */
export function skippedInCheckMode(context: ModuleContext<unknown>): Plan {
  const name = context.calledName ?? context.calledAs;
  return {
    changes: [],
    result: { skipped: true, msg: `remote module (${name}) does not support check mode` },
  };
}
