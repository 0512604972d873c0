import type { Change, Command, Surroundings, WriteTarget } from './types.ts';

/** What a task lays over a target's surroundings. */
export type TargetContext = Surroundings;

/** A target that can be seen through a task's context; views share the session and cost nothing. */
export interface ContextualTarget extends WriteTarget {
  withContext(context: TargetContext): ContextualTarget;
  /**
   * Of a dry run that looks ahead: lays changes over what later reads see. False where it can't be told what they would
   * all bring (commands). @throws ApplyError for a change that could not be performed.
   */
  foresee?(changes: readonly Change[]): Promise<boolean>;
}

/** The context that results from laying `over` on `under`. */
export function layContext(under: TargetContext, over: TargetContext): TargetContext {
  return {
    ...under,
    ...over,
    ...(under.env || over.env ? { env: { ...under.env, ...over.env } } : {}),
  };
}

/** The command as it runs in a context: what it says itself wins. */
export function inContext(command: Command, context: TargetContext): Command {
  const { env, cwd, umask, timeout } = context;
  if (!env && cwd === undefined && umask === undefined && timeout === undefined) return command;
  return {
    ...context,
    ...command,
    ...(context.env ? { env: { ...context.env, ...command.env } } : {}),
  };
}
