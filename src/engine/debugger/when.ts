import { keywordOf } from '../../playbook/nodes.ts';
import type { PlayRun } from '../play-run.ts';
import { isFailed, isSet, isUnreachable } from '../result-fields.ts';
import type { DebuggerOptions } from '../run-context.ts';
import type { TaskReport } from '../task-run.ts';

/** The run's options; with strategy `debug` the debugger is on for all tasks. */
export const debuggerOptions = ({ run, strategy }: PlayRun): DebuggerOptions =>
  strategy === 'debug' ? { ...run.options.debugger, enabled: true } : run.options.debugger;

/** Whether the debugger opens for a result: by the task's `debugger` keyword, else where it is switched on for all. */
export function wantsDebugger(
  { task, result, ignoreErrors }: TaskReport,
  { enabled, ignoresErrors }: DebuggerOptions,
): boolean {
  const failed = isFailed(result) && !(ignoresErrors && ignoreErrors);
  const unreachable = isUnreachable(result);
  switch (keywordOf(task, 'debugger')) {
    case 'always':
      return true;
    case 'never':
      return false;
    case 'on_failed':
      if (failed) return true;
      break;
    case 'on_unreachable':
      if (unreachable) return true;
      break;
    case 'on_skipped':
      if (isSet(result, 'skipped')) return true;
  }
  return enabled && (failed || unreachable);
}
