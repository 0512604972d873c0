import { resolveModule } from '../modules/registry.ts';
import type { PlayRun } from './play-run.ts';

/** Reads the native modules that tasks of the play name while connections are being made: the controller waits anyway. */
export async function readModulesAhead({ run, play, compiled }: PlayRun): Promise<void> {
  const tasks = [...compiled.allTasks, ...play.handlers];
  for (const name of new Set(tasks.map((task) => task.action))) {
    await run.pool.connecting();
    await resolveModule(name);
  }
}
