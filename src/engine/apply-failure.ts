import { TroupeError } from '../diagnostics/errors.ts';
import type { Plan, Result } from '../modules/contract.ts';
import type { ChangeOutcome, ReadTarget } from '../targets/types.ts';

/** The result of a module whose changes could not be performed. @throws what is no failure of the host's, or its loss */
export async function applyFailure(
  plan: Plan,
  error: unknown,
  target: ReadTarget,
): Promise<Result> {
  if (!(error instanceof TroupeError)) throw error;
  const soFar = (error as { outcomes?: ChangeOutcome[] }).outcomes ?? [];
  if (plan.failed !== undefined)
    return { failed: true, ...(await plan.failed(error, soFar, target)) };
  if (error.name === 'UnreachableError') throw error;
  return { failed: true, changed: false, msg: error.message };
}
