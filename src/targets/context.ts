import type { Command, Surroundings, WriteTarget } from './types.ts';

/** What a task lays over a target's surroundings. */
export type TargetContext = Surroundings;

/** A target that can be seen through a task's context; views share the session and cost nothing. */
export interface ContextualTarget extends WriteTarget {
  withContext(context: TargetContext): ContextualTarget;
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
