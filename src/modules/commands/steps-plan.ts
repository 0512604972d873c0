import type { Change } from '../../targets/types.ts';
import type { Plan, Result } from '../contract.ts';
import { succeeded } from './program.ts';
import { failedStep, type Step, type StepOutcome, stepOutcomes, stepsCommand } from './steps.ts';

export interface StepsOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly diff?: Plan['diff'];
  /** Changes before the steps. */
  readonly first?: readonly Change[];
  /** Makes the result; the steps have all succeeded unless `tolerant`. */
  finish?(outcomes: readonly StepOutcome[]): Result;
  /** A failed step is no failure of the module: `finish` decides. */
  readonly tolerant?: boolean;
}

/**
 * A plan of programs that run one after another. One that fails ends the module with its own words, as
 * run_command(check_rc=True) does. Without steps nothing changes.
 */
export function stepsPlan(
  steps: readonly Step[],
  result: Result,
  { cwd, env, diff, first = [], finish, tolerant }: StepsOptions = {},
): Plan {
  const shown = diff === undefined ? {} : { diff };
  if (steps.length === 0) return { changes: first, result, ...shown };
  return {
    changes: [...first, { op: 'run', command: stepsCommand(steps, env, cwd) }],
    result,
    ...shown,
    finish(outcomes) {
      const done = stepOutcomes(outcomes.at(-1)?.command);
      const failed = failedStep(done);
      if (failed !== undefined && !tolerant) {
        const step = steps[done.length - 1] ?? [];
        succeeded('shell' in step ? ['/bin/sh', '-c', step.shell] : step, failed);
      }
      return finish === undefined ? result : finish(done);
    },
  };
}
