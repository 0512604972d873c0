import type { Command, WriteTarget } from './types.ts';

/** What a task lays over a target's surroundings: its `environment`, and where and how commands run. */
export interface TargetContext {
  env?: Readonly<Record<string, string>>;
  cwd?: string;
  umask?: number;
  /** Seconds after which commands are ended. */
  timeout?: number;
}

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
