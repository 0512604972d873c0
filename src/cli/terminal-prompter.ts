import { isatty } from 'node:tty';
import type { Prompter } from '../engine/run-context.ts';
import { askLine } from './terminal.ts';

/** Questions to the person at the terminal; without one, nothing is asked. */
export function terminalPrompter(): Prompter {
  return {
    interactive: isatty(0),
    async ask(prompt, options) {
      // What was said before must be seen before: the display writes when the event loop turns.
      await new Promise((resolve) => setImmediate(resolve));
      return (await askLine(prompt, options)) ?? '';
    },
    pause: (seconds) =>
      new Promise((resolve) => setTimeout(() => resolve('elapsed'), seconds * 1000)),
  };
}
