import { ModuleFailure } from './failure.ts';

/**
 * Fails as a module in Python does when an exception ends it.
 * @param exception as the last line of its traceback has it, for example `Exception: boom`
 * @throws ModuleFailure
 */
export function crash(exception: string): never {
  const traceback = `Traceback (most recent call last):\n${exception}\n`;
  throw new ModuleFailure(
    {
      exception: traceback,
      module_stderr: traceback,
      module_stdout: '',
      msg: 'MODULE FAILURE\nSee stdout/stderr for the exact error',
      rc: 1,
    },
    null,
  );
}
