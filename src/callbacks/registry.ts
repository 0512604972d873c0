import type { Callback } from '../engine/events.ts';
import type { Display } from './display.ts';
import type { CallbackOptions } from './options.ts';

export type CreateCallback = (display: Display, options: CallbackOptions) => Callback;

/** Makes a callback that shows what another one shows. */
export type SurroundCallback = (
  inner: Callback,
  display: Display,
  options: CallbackOptions,
) => Callback;

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
  awx_display: async () => {
    const { createAwxDisplay } = await import('./awx_display.ts');
    const create = await originalCallback(process.env);
    return (display, options) =>
      createAwxDisplay(create(display, options), display, options, process.env);
  },
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

/** Callbacks that stand around the one for stdout where `callbacks_enabled` names them. */
export const surroundingCallbacks = {
  job_events: async () => {
    const { createJobEvents } = await import('./job_events.ts');
    return (inner, display, options) => createJobEvents(inner, display, options, process.env);
  },
} satisfies Record<string, () => Promise<SurroundCallback>>;

/** The callback whose lines ansible-runner wants: the one it was told to use, or the command's usual one. */
async function originalCallback(env: NodeJS.ProcessEnv): Promise<CreateCallback> {
  const usual = env.AD_HOC_COMMAND_ID ? 'minimal' : 'default';
  const name = callbackName(env.ORIGINAL_STDOUT_CALLBACK || usual);
  const loaders: Readonly<Record<string, () => Promise<CreateCallback>>> = stdoutCallbacks;
  const isOther = Object.hasOwn(loaders, name) && name !== 'awx_display';
  return (loaders[isOther ? name : usual] ?? stdoutCallbacks.default)();
}

/** A callback's name without the collection that it comes from. */
export function callbackName(name: string): string {
  return name.replace(/^(?:ansible\.(?:builtin|legacy|posix)|community\.general)\./, '');
}
