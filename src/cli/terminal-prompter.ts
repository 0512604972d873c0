import { isatty } from 'node:tty';
import type { Prompter } from '../engine/run-context.ts';
import { askLine } from './terminal.ts';
import { pauseAtTerminal } from './terminal-pause.ts';

/** Questions to the person at the terminal; without one, nothing is asked. */
export function terminalPrompter(): Prompter {
  const readLine = async (
    prompt: string,
    options: { echo: boolean },
  ): Promise<string | undefined> => {
    // What was said before must be seen before: the display writes when the event loop turns.
    await new Promise((resolve) => setImmediate(resolve));
    return askLine(prompt, options);
  };
  return {
    interactive: isatty(0),
    ask: async (prompt, options) => (await readLine(prompt, options)) ?? '',
    readLine: (prompt) => readLine(prompt, { echo: true }),
    async pause(wait) {
      await new Promise((resolve) => setImmediate(resolve));
      if (isatty(0)) return pauseAtTerminal(wait);
      if (wait.seconds !== undefined)
        await new Promise((resolve) => setTimeout(resolve, (wait.seconds ?? 0) * 1000));
      return { ended: 'done', text: '' };
    },
  };
}
