import { spawn } from 'node:child_process';
import type { ShellChannel } from '../session/channel.ts';

/** Runs a program of this machine as a channel; a process group of its own, so that it ends as a whole. */
export function spawnChannel(program: string, args: readonly string[]): ShellChannel {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  const { stdin, stdout, stderr } = child;
  return {
    stdin,
    stdout,
    stderr,
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
