import type { Callback, EngineEvent, TaskOutcome } from '../engine/events.ts';
import { str } from '../values/repr.ts';
import { truthy } from '../values/truth.ts';
import type { Dict } from '../values/types.ts';
import { formatDiff } from './diff.ts';
import type { Display } from './display.ts';
import { dumpDiffSide, dumpResult } from './dump.ts';
import type { CallbackOptions } from './options.ts';
import { cleanResult, isCommand, reduceDebug } from './result.ts';
import { showException, showWarnings } from './troubles.ts';

/** `host | STATUS => {…}`: what ad-hoc commands show. */
export function createMinimal(display: Display, options: CallbackOptions): Callback {
  const dump = { ...options, verbosity: display.verbosity };
  const warnings = (result: Dict) => {
    if (options.actionWarnings) showWarnings(result, display);
  };

  const show = (outcome: TaskOutcome) => {
    const { host, task, status, changed } = outcome;
    const result = cleanResult(outcome);
    if (status === 'skipped') return display.line(`${host} | SKIPPED`, { color: 'skip' });
    if (status === 'unreachable') {
      const text = dumpResult(result, dump, 4);
      return display.line(`${host} | UNREACHABLE! => ${text}`, { color: 'unreachable' });
    }
    if (status === 'failed') {
      showException(result, display, false);
      warnings(result);
      const text =
        isCommand(task) && !result.has('module_stderr')
          ? commandText(host, result, 'FAILED')
          : `${host} | FAILED! => ${dumpResult(result, dump, 4)}`;
      return display.line(text, { color: 'error' });
    }
    const diff = result.get('diff');
    if (task.diff && diff !== undefined && truthy(diff)) {
      const dumpSide = (side: Dict) => dumpDiffSide(side, dump);
      display.line(formatDiff(diff, display, { context: options.diffContext, dumpSide }));
    }
    reduceDebug(result, task);
    warnings(result);
    const isChanged = changed && result.has('changed');
    const state = isChanged ? 'CHANGED' : 'SUCCESS';
    const text =
      isCommand(task) && !result.has('ansible_job_id')
        ? commandText(host, result, state)
        : `${host} | ${state} => ${dumpResult(result, dump, 4)}`;
    display.line(text, { color: isChanged ? 'changed' : 'ok' });
  };

  return {
    name: 'minimal',
    onEvent: (event: EngineEvent) => {
      if (event.type === 'result') show(event.outcome);
    },
  };
}

function commandText(host: string, result: Dict, caption: string): string {
  const field = (name: string) => str(result.get(name) ?? '');
  const rc = str(result.get('rc') ?? -1);
  return `${host} | ${caption} | rc=${rc} >>\n${field('stdout')}${field('stderr')}${field('msg')}\n`;
}
