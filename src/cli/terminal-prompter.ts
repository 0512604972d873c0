import { isatty } from 'node:tty';
import type { Prompter } from '../engine/run-context.ts';
import { askLine } from './terminal.ts';

/** Questions to the person at the terminal; without one, nothing is asked. */
export function terminalPrompter(): Prompter {
  return {
    interactive: isatty(0),
    ask: async (prompt, options) => (await askLine(prompt, options)) ?? '',
    pause: (seconds) =>
      new Promise((resolve) => setTimeout(() => resolve('elapsed'), seconds * 1000)),
  };
}
