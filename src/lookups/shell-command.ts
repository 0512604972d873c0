import { spawnSync } from 'node:child_process';
import { ansibleError } from './lookup-error.ts';

/** Output of a shell command run in the playbook's folder. @throws AnsibleError when it fails */
export function runShell(lookup: string, command: string, cwd: string): string {
  const { stdout, status } = spawnSync('/bin/sh', ['-c', command], {
    cwd,
    stdio: ['pipe', 'pipe', 'inherit'],
    maxBuffer: 1 << 30,
  });
  if (status !== 0) {
    throw ansibleError(`lookup_plugin.${lookup}(${command}) returned ${status ?? -1}`);
  }
  return stdout.toString('utf8');
}
