import { accessSync, appendFileSync, constants, existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';

/** Appends the run's output to DEFAULT_LOG_PATH in the form of Ansible's log. */
export class LogFile {
  readonly #path: string;
  readonly #user: string;

  private constructor(path: string) {
    this.#path = path;
    this.#user = userInfo().username;
  }

  /** Undefined when the file can't be written. */
  static open(path: string): LogFile | undefined {
    try {
      accessSync(existsSync(path) ? path : dirname(path), constants.W_OK);
      return new LogFile(path);
    } catch {
      return undefined;
    }
  }

  write(message: string): void {
    const line = `${timestamp(new Date())} p=${process.pid} u=${this.#user} n=ansible | ${message}\n`;
    try {
      appendFileSync(this.#path, line);
    } catch {
      // The log must not end the run.
    }
  }
}

function timestamp(now: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const time = `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
  return `${day} ${time},${String(now.getMilliseconds()).padStart(3, '0')}`;
}
