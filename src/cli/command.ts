import type { Display } from '../callbacks/display.ts';
import type { LiveOptions } from '../callbacks/live.ts';
import type { DeprecationOrigin, EngineEvent } from '../engine/events.ts';
import type { OutputContext } from './settings/callbacks.ts';
import { askLine } from './terminal.ts';

/** Where messages go while a command runs: the display or, once there is one, a run's reporter. */
export interface Messages {
  warn(message: string): void;
  deprecate(message: string, version?: string, about?: DeprecationOrigin): void;
  /** `verbosity`: the least number of -v that shows it. */
  notice(message: string, verbosity: number): void;
  /** Asks without echo; undefined at the end of input. */
  askSecret(prompt: string): Promise<string | undefined>;
  redirect(onEvent: (event: EngineEvent) => void): void;
}

/** What every command gets. */
export interface CommandContext extends OutputContext {
  readonly display: Display;
  readonly messages: Messages;
  /** Given where stdout is a terminal. */
  readonly live: LiveOptions | undefined;
}

export function messagesOf(display: Display): Messages {
  let target: ((event: EngineEvent) => void) | undefined;
  return {
    redirect(onEvent) {
      target = onEvent;
    },
    warn(message) {
      if (target === undefined) display.warning(message);
      else target({ type: 'warning', message });
    },
    deprecate(message, version, about) {
      if (target === undefined) display.deprecated(message, { version, ...about });
      else target({ type: 'deprecation', message, version, ...about });
    },
    notice(message, verbosity) {
      if (verbosity > 0) display.verbose(message, verbosity - 1);
      else display.line(message);
    },
    askSecret: (prompt) => askLine(prompt, { echo: false }),
  };
}
