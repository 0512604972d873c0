import type { Callback } from '../engine/events.ts';
import type { Display } from './display.ts';
import type { CallbackOptions } from './options.ts';

export type CreateCallback = (display: Display, options: CallbackOptions) => Callback;

/** Callbacks that own stdout; exactly one is in use. */
export const stdoutCallbacks = {
  default: async () => (await import('./default.ts')).createDefault,
  minimal: async () => (await import('./minimal.ts')).createMinimal,
  oneline: async () => (await import('./oneline.ts')).createOneline,
  yaml: async () => (await import('./yaml.ts')).createYaml,
  debug: async () => (await import('./debug.ts')).createDebug,
  json: async () => (await import('./json.ts')).createJson,
  dense: async () => (await import('./dense.ts')).createDense,
  null: async () => (await import('./null.ts')).createNull,
} satisfies Record<string, () => Promise<CreateCallback>>;

/** Callbacks that run beside it where `callbacks_enabled` names them. */
export const additionalCallbacks = {
  junit: async () => (await import('./junit.ts')).createJunit,
  tree: async () => (await import('./tree.ts')).createTree,
  timer: async () => {
    const { createTimer } = await import('./timer.ts');
    return (display) => createTimer(display);
  },
  profile_tasks: async () => (await import('./profile_tasks.ts')).createProfileTasks,
} satisfies Record<string, () => Promise<CreateCallback>>;

/** A callback's name without the collection that it comes from. */
export function callbackName(name: string): string {
  return name.replace(/^(?:ansible\.(?:builtin|legacy|posix)|community\.general)\./, '');
}
