import type { EscalationError } from '../targets/session/open.ts';
import type { Value } from '../values/types.ts';

/**
 * What Ansible tells of a program that could not make another user: its two streams where the module is sent to it
 * `directly`, else one with a terminal's line ends, and what ssh says when that terminal closes.
 */
export function escalationFields(
  { rc, stdout, stderr, terminal }: EscalationError,
  directly: boolean,
): Record<string, Value> {
  if (terminal === undefined || directly) {
    return { module_stdout: stdout, module_stderr: stderr, rc };
  }
  const printed = `${stderr}${stdout}`.replace(/\r?\n/g, '\r\n');
  const closed = `Shared connection to ${terminal} closed.\r\n`;
  return { module_stdout: printed, module_stderr: closed, rc };
}
