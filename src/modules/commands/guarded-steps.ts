import type { Plan, Result } from '../contract.ts';
import { fail } from '../definition/failure.ts';
import { failedStep, type StepOutcome } from './steps.ts';
import { stepsPlan } from './steps-plan.ts';

/** A program, and what the module says where it fails. */
export interface GuardedStep {
  readonly argv: readonly string[];
  readonly failure: string;
}

/** A plan of programs one after another; one that fails ends the module with its text, exit code and complaint. */
export function guardedSteps(
  steps: readonly GuardedStep[],
  result: Result,
  { check }: { readonly check: boolean },
): Plan {
  if (check) return { changes: [], result };
  return stepsPlan(
    steps.map(({ argv }) => argv),
    result,
    {
      tolerant: true,
      finish(outcomes) {
        const failed = failedStep(outcomes);
        if (failed !== undefined) guard(steps[outcomes.length - 1]?.failure ?? '', failed);
        return result;
      },
    },
  );
}

/** The outcome, where the program succeeded. @throws ModuleFailure with the text, the exit code and the complaint */
export function guard(failure: string, outcome: StepOutcome): StepOutcome {
  const { rc, stderr } = outcome;
  return rc === 0 ? outcome : fail(failure, { rc, err: stderr });
}
