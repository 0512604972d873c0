import type { Display } from '../callbacks/display.ts';
import { LoadError, ParseError, TroupeError } from '../diagnostics/errors.ts';
import { extendedMessage } from '../diagnostics/frame.ts';
import { readSource } from '../engine/source-files.ts';
import { YamlSyntaxError } from '../loader/yaml/tokens.ts';
import { OptionsError } from './options-error.ts';

const exitCodes = { options: 5, parse: 4, error: 1, defect: 250 } as const;

/** Exit codes as Ansible's: 4 for playbooks that can't be understood, 5 for wrong options, 1 for the rest. */
function exitCodeOf(error: TroupeError): number {
  if (error instanceof OptionsError) return exitCodes.options;
  const isSyntax = error instanceof LoadError && error.cause instanceof YamlSyntaxError;
  return error instanceof ParseError || isSyntax ? exitCodes.parse : exitCodes.error;
}

/** Tells the user what ended the command. Gives the exit code. */
export function reportError(error: unknown, display: Display): number {
  if (error instanceof TroupeError) {
    display.error(extendedMessage(error, readSource));
    return exitCodeOf(error);
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  display.error(`Unexpected Exception, this is probably a bug: ${detail}`);
  return exitCodes.defect;
}
