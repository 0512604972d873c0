import { randomBytes } from 'node:crypto';
import { TargetError } from '../../diagnostics/index.ts';
import { shellCommandLine } from '../session/greeting.ts';
import type { BecomeSpec } from '../spec.ts';
import { type Escalation, escalate } from './methods.ts';

/** The escalation by a become plugin that users bring; undefined where there is none of the name. @throws TargetError */
export type BecomePlugin = (become: BecomeSpec, commandLine: string) => Escalation | undefined;

/** The command line that becomes the user; on a terminal of script(1) where passwords are read from one only. */
export function becomeCommand(
  become: BecomeSpec,
  shell: string,
  plugin?: BecomePlugin,
): Escalation {
  const key = newKey();
  const escalation = becomeLine(become, shellCommandLine(shell), plugin, key);
  if (!escalation.needsTerminal) return escalation;
  const inside = escalate(become, shellCommandLine(shell, true), key)?.commandLine ?? '';
  // A shell that prints to a terminal prompts as well: cat(1) stands in between.
  const commandLine = `script -qec '${inside.replaceAll("'", "'\\''")} | cat' /dev/null`;
  return { ...escalation, commandLine };
}

const newKey = (): string => randomBytes(16).toString('hex');

/** The command line by which another user runs one. @throws TargetError for a method that is not there */
export function becomeLine(
  become: BecomeSpec,
  commandLine: string,
  plugin?: BecomePlugin,
  key = newKey(),
): Escalation {
  const escalation = escalate(become, commandLine, key) ?? plugin?.(become, commandLine);
  if (!escalation) {
    throw new TargetError(
      `Invalid become method specified, could not find matching plugin: '${become.method}'. Use \`ansible-doc -t become -l\` to list available plugins.`,
    );
  }
  return escalation;
}
