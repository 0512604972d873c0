import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { ShellChannel } from '../session/channel.ts';

/**
 * Runs a program of this machine as a channel; a process group of its own, so that it ends as a whole. A secret is
 * given to it on descriptor 3.
 */
export function spawnChannel(
  program: string,
  args: readonly string[],
  { secret, env }: { secret?: string | undefined; env?: NodeJS.ProcessEnv } = {},
): ShellChannel {
  const child = spawn(program, args, {
    env: env ?? process.env,
    stdio: secret === undefined ? ['pipe', 'pipe', 'pipe'] : ['pipe', 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
  if (secret !== undefined) {
    const pipe = child.stdio[3] as Writable;
    pipe.on('error', () => {});
    pipe.end(`${secret}\n`);
  }
  return {
    stdin: child.stdin as Writable,
    stdout: child.stdout as Readable,
    stderr: child.stderr as Readable,
    ended: new Promise((resolve) => {
      child.on('error', (error) => resolve({ code: null, error }));
      child.on('close', (code, signal) => resolve({ code, signal }));
    }),
    destroy() {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        child.kill('SIGKILL');
      }
    },
  };
}
