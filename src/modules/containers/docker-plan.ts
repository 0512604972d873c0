import { stepsPlan } from '../commands/steps-plan.ts';
import type { Json, Plan, Result } from '../contract.ts';
import type { Differences } from './differences.ts';
import { checkDaemon, type DockerObject, readInspected } from './docker-client.ts';

/** What is to be done with one of Docker's objects. */
export interface DockerWork {
  readonly kind: 'network' | 'volume';
  readonly name: string;
  /** The client program with its options. */
  readonly docker: readonly string[];
  readonly present: boolean;
  readonly existing: DockerObject | null;
  readonly steps: readonly (readonly string[])[];
  /** The same in words. */
  readonly actions: readonly string[];
  /** What of an object that is there is other than wanted … */
  readonly differences: Differences;
  /** … and all that changes. */
  readonly all: Differences;
  /** What goes before the daemon's words when it refuses something. */
  readonly refused?: string;
}

/** Performs the steps, and tells what the object is like then; words and differences come where they are asked for. */
export function dockerPlan(
  { kind, name, docker, present, existing, ...work }: DockerWork,
  {
    check,
    diff,
    debug,
  }: { readonly check: boolean; readonly diff: boolean; readonly debug: boolean },
): Plan {
  const { actions, differences, all } = work;
  const result = (facts: DockerObject | null): Result => ({
    changed: actions.length > 0,
    ...((!present || check || debug) && { actions }),
    ...((diff || check || debug) && {
      diff: { ...(present && { differences: differences.names }), ...(diff && all.sides()) },
    }),
    ...(present && { [kind]: facts as unknown as Json }),
  });
  if (check || work.steps.length === 0) return { changes: [], result: result(existing) };
  const look = present ? [[...docker, kind, 'inspect', name]] : [];
  return stepsPlan([...work.steps, ...look], result(existing), {
    tolerant: true,
    finish(outcomes) {
      checkDaemon(outcomes, work.refused);
      return result(present ? readInspected(outcomes.at(-1)?.stdout ?? '[]', name) : null);
    },
  });
}
