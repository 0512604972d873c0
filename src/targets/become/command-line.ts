import { randomBytes } from 'node:crypto';
import { TargetError } from '../../diagnostics/index.ts';
import { shellCommandLine } from '../session/greeting.ts';
import type { BecomeSpec } from '../spec.ts';
import { type Escalation, escalate } from './methods.ts';

/** The command line that becomes the user; on a terminal of script(1) where passwords are read from one only. */
export function becomeCommand(
  become: BecomeSpec,
  shell: string,
  foreign?: (kind: 'become', name: string) => string,
): Escalation {
  const key = randomBytes(16).toString('hex');
  const escalation = escalate(become, shellCommandLine(shell), key);
  if (!escalation) {
    throw new TargetError(
      `Invalid become method specified, could not find matching plugin: '${become.method}'. Use \`ansible-doc -t become -l\` to list available plugins.${foreign?.('become', become.method) ?? ''}`,
    );
  }
  if (!escalation.needsTerminal) return escalation;
  const inside = escalate(become, shellCommandLine(shell, true), key)?.commandLine ?? '';
  // A shell that prints to a terminal prompts as well: cat(1) stands in between.
  const commandLine = `script -qec '${inside.replaceAll("'", "'\\''")} | cat' /dev/null`;
  return { ...escalation, commandLine };
}
