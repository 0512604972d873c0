import { spawnSync } from 'node:child_process';
import { isatty } from 'node:tty';
import type { CommandContext } from './command.ts';

/** Shows text: through the user's pager on a terminal. */
export function page(text: string, { display, env }: CommandContext): void {
  const pager = env.PAGER ?? 'less';
  if (!isatty(1) || pager === '') {
    display.line(text, { screenOnly: true });
    return;
  }
  display.flush();
  const run = spawnSync(pager, {
    shell: true,
    input: text,
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { ...env, LESS: env.LESS ?? 'FRSX' },
  });
  if (run.status !== 0) display.line(text, { screenOnly: true });
}
