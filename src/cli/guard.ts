import { readFileSync } from 'node:fs';
import type { Display } from '../callbacks/display.ts';
import { LoadError, ParseError, TroupeError } from '../diagnostics/errors.ts';
import { extendedMessage } from '../diagnostics/frame.ts';
import { YamlSyntaxError } from '../loader/yaml/tokens.ts';
import type { CommandIo } from './command-io.ts';
import { OptionsError } from './options-error.ts';

const OPTIONS_EXIT = 5;
const PARSE_EXIT = 4;
const ERROR_EXIT = 1;

/** Runs a command; an error is told as Ansible tells it and becomes its exit code. */
export async function guarded(
  io: CommandIo,
  display: Display,
  help: () => string,
  run: () => Promise<number>,
): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof TroupeError)) throw error;
    display.flush();
    if (error instanceof OptionsError) io.write('stdout', help());
    display.error(extendedMessage(error, readSourceFile));
    return exitCodeOf(error);
  } finally {
    display.flush();
  }
}

/** The exit code for an error that ends a command. */
export function exitCodeOf(error: TroupeError): number {
  if (error instanceof OptionsError) return OPTIONS_EXIT;
  const isSyntax = error instanceof LoadError && error.cause instanceof YamlSyntaxError;
  return error instanceof ParseError || isSyntax ? PARSE_EXIT : ERROR_EXIT;
}

/** Text of a source file for error messages; undefined when it can't be read. */
export function readSourceFile(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
