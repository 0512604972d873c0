import { TroupeError } from '../diagnostics/index.ts';
import type { Callback, EngineEvent } from '../engine/events.ts';
import type { Display } from './display.ts';
import { failureBlock } from './failure-block.ts';
import type { LiveOptions } from './live.ts';
import type { CallbackOptions } from './options.ts';
import { createPython, type PythonCallbacks } from './python.ts';
import {
  additionalCallbacks,
  type CreateCallback,
  callbackName,
  type SurroundCallback,
  stdoutCallbacks,
  surroundingCallbacks,
} from './registry.ts';

export interface ReporterOptions {
  readonly display: Display;
  readonly options: CallbackOptions;
  /** DEFAULT_STDOUT_CALLBACK, or what the command wants instead (`minimal`). */
  readonly stdoutCallback: string;
  /** CALLBACKS_ENABLED */
  readonly enabled: readonly string[];
  /** Shows hosts at work below the output while a run lasts, and failures for people; given only where stdout is a terminal. */
  readonly live?: LiveOptions | undefined;
  /** Callbacks in Python. */
  readonly python?: PythonCallbacks | undefined;
}

/** Hands the engine's events to the callbacks in use, and its warnings and notices to the display. */
export interface Reporter {
  onEvent(event: EngineEvent): void;
  /** To be called once, whatever happened: finishes callbacks and writes out what is waiting. `code`: the run's exit code. */
  close(code?: number): Promise<void>;
}

/**
 * Loads the callbacks that the settings name.
 * @throws TroupeError `Invalid callback for stdout specified: NAME`
 */
export async function createReporter(settings: ReporterOptions): Promise<Reporter> {
  const { display, options } = settings;
  const { python } = settings;
  const name = callbackName(settings.stdoutCallback);
  const load = find(stdoutCallbacks, name);
  const isPython = python?.has(settings.stdoutCallback, load !== undefined) ?? false;
  if (load === undefined && !isPython) {
    throw new TroupeError(`Invalid callback for stdout specified: ${settings.stdoutCallback}`, {
      hint: `Known are ${Object.keys(stdoutCallbacks).join(', ')}.`,
    });
  }
  const callbacks: Callback[] = [];
  let shown: Callback | undefined =
    load === undefined || isPython ? undefined : (await load())(display, options);
  for (const surround of await loadSurrounding(settings.enabled))
    shown = surround(shown ?? { name, onEvent: () => {} }, display, options);
  if (shown !== undefined) callbacks.push(shown);
  const isPythons = (entry: string): boolean =>
    python?.has(entry, isNative(callbackName(entry))) ?? false;
  const isOurs = (entry: string): boolean => isNative(callbackName(entry)) && !isPythons(entry);
  for (const create of await loadEnabled(settings.enabled.filter(isOurs)))
    callbacks.push(create(display, options));
  const others = settings.enabled.filter((entry) => !isOurs(entry));
  // A callback of the user's own may stand for a program that reads what it writes, as ansible-runner does.
  const live =
    settings.live === undefined || isPython || name === 'awx_display'
      ? undefined
      : (await import('./live.ts')).createLive(settings.live);

  const explains = name === 'default' && !isPython && options.resultFormat === 'json';

  let started = false;
  return {
    onEvent(event) {
      live?.pause();
      if (!showEverywhere(event, display)) {
        if (!started) {
          started = true;
          tellOthers(display);
          const stdout = isPython ? settings.stdoutCallback : null;
          if (loadPython(python, stdout, others, display))
            callbacks.push(createPython(python as PythonCallbacks, display));
        }
        for (const callback of callbacks) callback.onEvent(event);
      }
      if (live !== undefined) {
        if (explains) explain(event, display);
        display.flush();
        live.onEvent(event);
      }
    },
    async close(code) {
      live?.close();
      for (const callback of callbacks) await callback.close?.(code);
      display.flush();
    },
  };
}

/** Ansible looks for callbacks once the playbook is loaded, and says which it passes over. */
function tellOthers(display: Display): void {
  for (const other of ['default', 'minimal', 'oneline'])
    display.verbose(`Skipping callback '${other}', as we already have a stdout callback.`, 1);
}

/** Below the line of a failure: the same for people. */
function explain(event: EngineEvent, display: Display): void {
  if (event.type !== 'result' && event.type !== 'itemResult') return;
  const { status } = event.outcome;
  if (status !== 'failed' && status !== 'unreachable') return;
  for (const line of failureBlock(event.outcome, process.cwd()))
    display.pass(`${display.paint(line, 'error')}\n`);
}

const isNative = (name: string): boolean =>
  name in additionalCallbacks || name in surroundingCallbacks;

async function loadSurrounding(enabled: readonly string[]): Promise<SurroundCallback[]> {
  const names = new Set(enabled.map(callbackName));
  const loaders = Object.entries(surroundingCallbacks).filter(([name]) => names.has(name));
  return Promise.all(loaders.map(([, load]) => load()));
}

type Loaders = Readonly<Record<string, () => Promise<CreateCallback>>>;

function find(loaders: Loaders, name: string): (() => Promise<CreateCallback>) | undefined {
  return Object.hasOwn(loaders, name) ? loaders[name] : undefined;
}

/**
 * Loads callbacks in Python, those of roles among them: the playbook has been loaded. Gives whether there are any.
 * @throws TroupeError when that for stdout can't be loaded
 */
function loadPython(
  python: PythonCallbacks | undefined,
  stdout: string | null,
  enabled: readonly string[],
  display: Display,
): boolean {
  const theirs = enabled.filter((entry) => python?.has(entry, false));
  for (const entry of enabled) {
    const name = callbackName(entry);
    const isShown = name in stdoutCallbacks || name in surroundingCallbacks || name === '';
    if (!theirs.includes(entry) && !isShown)
      display.warning(`Skipping callback plugin '${entry}', unable to load`);
  }
  const wanted = [...theirs, ...(python?.automatic() ?? [])];
  if (python === undefined || (stdout === null && wanted.length === 0)) return false;
  try {
    python.load(stdout, theirs, display);
    return true;
  } catch (error) {
    if (stdout !== null || !(error instanceof TroupeError)) throw error;
    for (const name of wanted)
      display.warning(`Skipping callback plugin '${name}', unable to load`);
    display.warning(error.message);
    return false;
  }
}

async function loadEnabled(enabled: readonly string[]): Promise<CreateCallback[]> {
  const names = new Set(
    enabled.map(callbackName).filter((name) => Object.hasOwn(additionalCallbacks, name)),
  );
  // Ansible goes through its own callbacks first, then through those of collections as they are named.
  const own = ['junit', 'tree'].filter((name) => names.delete(name));
  const found: CreateCallback[] = [];
  for (const name of [...own, ...names]) {
    const load = find(additionalCallbacks, name);
    if (load !== undefined) found.push(await load());
  }
  return found;
}

/** What every callback shows the same way. */
function showEverywhere(event: EngineEvent, display: Display): boolean {
  switch (event.type) {
    case 'warning':
      display.warning(event.message, event.everyTime);
      return true;
    case 'question':
      return true;
    case 'deprecation':
      display.deprecated(event.message, event);
      return true;
    case 'error':
      display.error(event.message, event.wrapped);
      return true;
    case 'banner':
      display.banner(event.message);
      return true;
    case 'notice':
      if (event.verbosity > 0) display.verbose(event.message, event.verbosity - 1, event.host);
      else display.line(event.message);
      return true;
    default:
      return false;
  }
}
