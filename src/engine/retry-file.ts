import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { RunContext } from './run-context.ts';

/** Writes the hosts that failed or could not be reached into `PLAYBOOK.retry`, for `--limit @FILE`. */
export function writeRetryFile(run: RunContext, playbook: string): void {
  const settings = run.options.retryFiles;
  const hosts = [...new Set([...run.failed, ...run.unreachable])].sort();
  if (settings === undefined || hosts.length === 0) return;
  const folder = settings.folder ?? dirname(resolve(playbook));
  const file = join(folder, `${basename(playbook, extname(playbook))}.retry`);
  const temporary = `${file}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(temporary, hosts.map((host) => `${host}\n`).join(''));
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    const reason = (error as Error).message;
    run.emit({ type: 'warning', message: `Could not create retry file '${file}'.\n\t${reason}` });
    return;
  }
  run.emit({ type: 'notice', message: `\tto retry, use: --limit @${file}\n`, verbosity: 0 });
}
