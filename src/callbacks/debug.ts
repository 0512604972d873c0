import type { Callback } from '../engine/events.ts';
import { str } from '../values/repr.ts';
import { truthy } from '../values/truth.ts';
import type { Dict } from '../values/types.ts';
import { createDefaultLike } from './default.ts';
import type { Display } from './display.ts';
import { dumpDiffSide, dumpResult } from './dump.ts';
import type { CallbackOptions } from './options.ts';

const apart = ['stdout', 'stderr', 'msg', 'module_stdout', 'module_stderr'];
const withLines = new Set<unknown>([...apart, 'stdout_lines', 'stderr_lines']);

/** The default callback's lines with output and messages as plain text below the result (ansible.posix.debug). */
export function createDebug(display: Display, options: CallbackOptions): Callback {
  const dump = { ...options, verbosity: display.verbosity };
  return createDefaultLike(display, options, {
    name: 'debug',
    dump: (result) => {
      const rest: Dict = new Map([...result].filter(([key]) => !withLines.has(key)));
      rest.set('_ansible_verbose_always', true);
      let text = dumpResult(rest, dump);
      for (const name of apart) {
        const value = result.get(name);
        if (value !== undefined && truthy(value)) {
          text += `\n\n${name.toUpperCase()}:\n\n${str(value)}\n`;
        }
      }
      return text;
    },
    dumpSide: (side) => dumpDiffSide(side, dump),
  });
}
