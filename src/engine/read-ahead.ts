import { resolveModule } from '../modules/registry.ts';
import type { Task } from '../playbook/nodes.ts';
import type { TemplarContract } from '../template/contract.ts';
import type { PlayRun } from './play-run.ts';

const CONDITIONS = ['when', 'changed_when', 'failed_when', 'until'];

/** Tasks whose templates are compiled in one turn of the event loop. */
const TOGETHER = 4;

/**
 * Reads the native modules that tasks of the play name, and compiles the tasks' templates, while connections are being
 * made: the controller waits anyway.
 */
export async function readAhead({ run, play, compiled }: PlayRun): Promise<void> {
  const tasks = [...compiled.allTasks, ...play.handlers];
  for (const name of new Set(tasks.map((task) => task.action))) {
    await run.pool.connecting();
    await resolveModule(name);
  }
  const templar = run.vars.templar({ play });
  for (const [index, task] of tasks.entries()) {
    if (index % TOGETHER === 0) await run.pool.connecting();
    prepareTask(task, templar);
  }
}

function prepareTask({ args, keywords }: Task, templar: TemplarContract): void {
  templar.prepare(args);
  for (const [name, value] of keywords) {
    if (CONDITIONS.includes(name)) templar.prepareConditional(value);
    else templar.prepare(value);
  }
}
