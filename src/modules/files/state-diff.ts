import type { Diff, Json } from '../contract.ts';

type Side = { [key: string]: Json };

/** The diff of the file module: path, state where it changes, and what else differs. */
export interface StateDiff extends Diff {
  before: Side;
  after: Side;
}

/** A diff that holds the path, and the states where they differ. */
export function stateDiff(path: string, state: string, previous: string): StateDiff {
  const diff: StateDiff = { before: { path }, after: { path } };
  if (previous !== state) {
    diff.before.state = previous;
    diff.after.state = state;
  }
  return diff;
}

/** Adds differing attributes or times to a diff. */
export function extendDiff(diff: StateDiff, before: Side, after: Side): void {
  Object.assign(diff.before, before);
  Object.assign(diff.after, after);
}
