import { constants } from 'node:os';
import { createReporter, type ReporterOptions } from '../callbacks/reporter.ts';
import { runPlaybooks } from '../engine/playbook-run.ts';
import type { RunOptions } from '../engine/run-context.ts';
import { RunEnded } from '../engine/run-ended.ts';
import type { Playbook } from '../playbook/load-playbook.ts';
import type { CommandContext } from './command.ts';
import type { Controller } from './controller.ts';
import { errorExitCode, INTERRUPTED } from './report-error.ts';
import { createRun } from './run.ts';

export interface RunParts {
  readonly command: Pick<CommandContext, 'settings' | 'messages'>;
  readonly controller: Controller;
  readonly options: RunOptions;
  readonly reporter: ReporterOptions;
}

/** Runs playbooks with callbacks, and closes all connections. Gives the exit code. @throws TroupeError */
export async function performRun(
  { command, controller, options, reporter: reporting }: RunParts,
  playbooks: readonly (() => Playbook)[],
): Promise<number> {
  const reporter = await createReporter(reporting);
  let isEnding = false;
  const onEvent: typeof reporter.onEvent = (event) => {
    if (!isEnding) reporter.onEvent(event);
  };
  const run = createRun(controller, options, onEvent, command.settings);
  command.messages.redirect(onEvent);
  const end = (code: number): void => {
    isEnding = true;
    const ended = Promise.allSettled([reporter.close(code), run.pool.abort()]);
    void ended.then(() => process.exit(code));
  };
  const interrupted = (): void => {
    onEvent({ type: 'error', message: 'User interrupted execution', wrapped: true });
    end(INTERRUPTED);
  };
  const terminated = (signal: NodeJS.Signals): void => end(128 + constants.signals[signal]);
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', terminated);
  process.once('SIGHUP', terminated);
  let code: number | undefined;
  try {
    code = await runPlaybooks(run, playbooks);
    return code;
  } catch (error) {
    code = error instanceof RunEnded ? error.code : errorExitCode(error);
    if (error instanceof RunEnded) return code;
    throw error;
  } finally {
    process.off('SIGINT', interrupted);
    process.off('SIGTERM', terminated);
    process.off('SIGHUP', terminated);
    await reporter.close(code);
    await run.pool.close();
  }
}
