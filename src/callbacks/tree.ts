import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Callback } from '../engine/events.ts';
import type { Display } from './display.ts';
import { dumpResult } from './dump.ts';
import type { CallbackOptions } from './options.ts';
import { cleanResult } from './result.ts';

/** Writes each host's last result to a file of its name. */
export function createTree(display: Display, options: CallbackOptions): Callback {
  const directory = options.treeDirectory;
  // This callback knows neither result_format nor pretty_results.
  const dump = { resultFormat: 'json', prettyResults: null, verbosity: display.verbosity } as const;
  return {
    name: 'tree',
    onEvent: (event) => {
      if (event.type !== 'result' || event.outcome.status === 'skipped') return;
      const { host } = event.outcome;
      try {
        mkdirSync(directory, { recursive: true });
      } catch (error) {
        display.warning(
          `Unable to access or create the configured directory (${directory}): ${(error as Error).message}`,
        );
      }
      try {
        writeFileSync(join(directory, host), dumpResult(cleanResult(event.outcome), dump));
      } catch (error) {
        display.warning(`Unable to write to ${host}'s file: ${(error as Error).message}`);
      }
    },
  };
}
