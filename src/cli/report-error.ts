import { isatty } from 'node:tty';
import type { Display } from '../callbacks/display.ts';
import {
  LoadError,
  ParseError,
  TemplateError,
  TroupeError,
  UsageError,
} from '../diagnostics/errors.ts';
import { extendedMessage, formatError } from '../diagnostics/frame.ts';
import { readSource } from '../diagnostics/read-source.ts';
import { YamlSyntaxError } from '../loader/yaml/tokens.ts';

const exitCodes = { options: 5, parse: 4, error: 1, defect: 250 } as const;

/** Ansible's exit code after Ctrl-C. */
export const INTERRUPTED = 99;

/** Exit codes as Ansible's: 4 for playbooks that can't be understood, 5 for wrong options, 250 for defects, 1 for the rest. */
export function errorExitCode(error: unknown): number {
  if (!(error instanceof TroupeError)) return exitCodes.defect;
  if (error instanceof UsageError) return exitCodes.options;
  const cannotRead = error instanceof LoadError && isUnreadable(error.cause);
  return error instanceof ParseError || cannotRead ? exitCodes.parse : exitCodes.error;
}

/** Whether a file is there, but can't be read or understood. */
export const isUnreadable = (cause: unknown): boolean =>
  cause instanceof YamlSyntaxError ||
  (cause instanceof Error &&
    'code' in cause &&
    cause.code !== 'ENOENT' &&
    cause.code !== 'ENOTDIR');

/** On a terminal the error with its code frame; elsewhere Ansible's text. */
function text(error: TroupeError): string {
  if (isatty(2) && error.mark !== undefined) return formatError(error, readSource);
  return error instanceof TemplateError ? error.message : extendedMessage(error, readSource);
}

/** Tells the user what ended the command. Gives the exit code. */
export function reportError(error: unknown, display: Display): number {
  if (error instanceof TroupeError) {
    display.error(text(error));
    return errorExitCode(error);
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  display.error(
    `Unexpected Exception, this is probably a bug: ${display.verbosity < 3 && error instanceof Error ? error.message : detail}`,
  );
  if (display.verbosity < 3) display.line('to see the full traceback, use -vvv');
  return exitCodes.defect;
}
