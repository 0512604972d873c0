import { createReporter, type ReporterOptions } from '../callbacks/reporter.ts';
import { runPlaybooks } from '../engine/playbook-run.ts';
import type { RunOptions } from '../engine/run-context.ts';
import { RunEnded } from '../engine/run-ended.ts';
import type { Playbook } from '../playbook/load-playbook.ts';
import type { CommandContext } from './command.ts';
import type { Controller } from './controller.ts';
import { createRun } from './run.ts';

/** Ansible's exit code after Ctrl-C. */
const INTERRUPTED = 99;

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
  const onEvent = reporter.onEvent.bind(reporter);
  const run = createRun(controller, options, onEvent, command.settings);
  command.messages.redirect(onEvent);
  const interrupted = (): void => {
    onEvent({ type: 'error', message: 'User interrupted execution', wrapped: true });
    // Connections close with the process; what they run on hosts ends with them.
    void reporter.close().finally(() => process.exit(INTERRUPTED));
  };
  process.once('SIGINT', interrupted);
  try {
    return await runPlaybooks(run, playbooks);
  } catch (error) {
    if (error instanceof RunEnded) return error.code;
    throw error;
  } finally {
    process.off('SIGINT', interrupted);
    await reporter.close();
    await run.pool.close();
  }
}
