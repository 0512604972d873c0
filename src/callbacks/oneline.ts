import type { Callback, EngineEvent, TaskOutcome } from '../engine/events.ts';
import { str } from '../values/repr.ts';
import type { Dict } from '../values/types.ts';
import type { Display } from './display.ts';
import { dumpResult } from './dump.ts';
import { cleanResult, isCommand } from './result.ts';

/** One line a host: `ansible --one-line`. */
export function createOneline(display: Display): Callback {
  // This callback knows neither result_format nor pretty_results.
  const dump = {
    resultFormat: 'json',
    prettyResults: null,
    verbosity: display.verbosity,
  } as const;
  const flat = (result: Dict) => dumpResult(result, dump, 0).replaceAll('\n', '');

  const show = (outcome: TaskOutcome) => {
    const { host, task, status, changed } = outcome;
    const result = cleanResult(outcome);
    if (status === 'skipped') return display.line(`${host} | SKIPPED`, { color: 'skip' });
    if (status === 'unreachable') {
      const message = str(result.get('msg') ?? '');
      return display.line(`${host} | UNREACHABLE!: ${message}`, { color: 'unreachable' });
    }
    if (status === 'failed') {
      const exception = result.get('exception');
      if (exception !== undefined) {
        const text =
          isCommand(task) && !result.has('module_stderr')
            ? commandLine(host, result, 'FAILED')
            : exceptionLine(str(exception), display.verbosity);
        display.line(text, { color: 'error' });
      }
      return display.line(`${host} | FAILED! => ${flat(result)}`, { color: 'error' });
    }
    const state = changed ? 'CHANGED' : 'SUCCESS';
    const text =
      isCommand(task) && !result.has('ansible_job_id')
        ? commandLine(host, result, state)
        : `${host} | ${state} => ${flat(result)}`;
    display.line(text, { color: changed ? 'changed' : 'ok' });
  };

  return {
    name: 'oneline',
    onEvent: (event: EngineEvent) => {
      if (event.type === 'result') show(event.outcome);
    },
  };
}

function exceptionLine(exception: string, verbosity: number): string {
  const occurred = 'An exception occurred during task execution.';
  return verbosity < 3
    ? `${occurred} To see the full traceback, use -vvv. The error was: ${exception.trim().split('\n').at(-1) ?? ''}`
    : `${occurred} The full traceback is:\n${exception.replaceAll('\n', '')}`;
}

function commandLine(host: string, result: Dict, caption: string): string {
  const field = (name: string) =>
    str(result.get(name) ?? '')
      .replaceAll('\n', '\\n')
      .replaceAll('\r', '\\r');
  const stderr = field('stderr');
  const tail = stderr === '' ? '' : ` (stderr) ${stderr}`;
  return `${host} | ${caption} | rc=${str(result.get('rc') ?? -1)} | (stdout) ${field('stdout')}${tail}`;
}
