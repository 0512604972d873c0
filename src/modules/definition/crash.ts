import type { ReadTarget } from '../../targets/types.ts';
import type { Result } from '../contract.ts';
import { ModuleFailure } from './failure.ts';

/**
 * Fails as a module in Python does when an exception ends it.
 * @param exception as the last line of its traceback has it, for example `Exception: boom`
 * @throws ModuleFailure
 */
export function crash(exception: string, target: ReadTarget): never {
  throw new ModuleFailure(crashed(exception, target), null);
}

/** The names of Python's exceptions for errno, where it isn't OSError. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  EACCES: 'PermissionError',
  EPERM: 'PermissionError',
  ENOENT: 'FileNotFoundError',
  ENOTDIR: 'NotADirectoryError',
  EISDIR: 'IsADirectoryError',
  EEXIST: 'FileExistsError',
};

/** What ends a module in Python as an exception that nobody caught. */
export class UncaughtException extends Error {
  /** @param exception as the last line of its traceback has it */
  constructor(exception: string) {
    super(exception);
    this.name = 'UncaughtException';
  }
}

/** The exception that an operation's failure would be in Python, as a traceback ends; undefined for other errors. */
export function asException(error: unknown): string | undefined {
  if (error instanceof UncaughtException) return error.message;
  if (!(error instanceof Error) || !error.message.startsWith('[Errno')) return undefined;
  const { code } = error as { code?: unknown };
  return `${EXCEPTIONS[String(code)] ?? 'OSError'}: ${error.message}`;
}

/** The result of a module in Python that an exception ended. By ssh its terminal has it as standard output. */
export function crashed(exception: string, target: ReadTarget): Result & { msg: string } {
  const lines = ['Traceback (most recent call last):', exception, ''];
  const traceback = lines.join(target.local ? '\n' : '\r\n');
  return {
    invocation: undefined,
    exception: traceback,
    module_stderr: target.local ? traceback : '',
    module_stdout: target.local ? '' : traceback,
    msg: 'MODULE FAILURE\nSee stdout/stderr for the exact error',
    rc: 1,
  };
}
