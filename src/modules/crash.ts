import type { Result } from './contract.ts';
import { ModuleFailure } from './failure.ts';

/**
 * Fails as a module in Python does when an exception ends it.
 * @param exception as the last line of its traceback has it, for example `Exception: boom`
 * @throws ModuleFailure
 */
export function crash(exception: string): never {
  throw new ModuleFailure(crashed(exception), null);
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

/** The exception that an operation's failure would be in Python, as a traceback ends; undefined for other errors. */
export function asException(error: unknown): string | undefined {
  if (!(error instanceof Error) || !error.message.startsWith('[Errno')) return undefined;
  const { code } = error as { code?: unknown };
  return `${EXCEPTIONS[String(code)] ?? 'OSError'}: ${error.message}`;
}

/** The result of a module in Python that an exception ended. */
export function crashed(exception: string): Result & { msg: string } {
  const traceback = `Traceback (most recent call last):\n${exception}\n`;
  return {
    exception: traceback,
    module_stderr: traceback,
    module_stdout: '',
    msg: 'MODULE FAILURE\nSee stdout/stderr for the exact error',
    rc: 1,
  };
}
