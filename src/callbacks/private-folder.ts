import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Display } from './display.ts';

/** A folder for files that only their owner reads. Once one can't be written it says so, and writes no more. */
export class PrivateFolder {
  readonly #path: string;
  readonly #display: Display;
  #isLost = false;

  constructor(path: string, display: Display) {
    this.#path = path;
    this.#display = display;
  }

  /** Who looks for the file finds it whole or not at all. `name` may lead through folders below. */
  write(name: string, text: string): void {
    if (this.#isLost) return;
    const path = join(this.#path, name);
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      writeFileSync(`${path}.tmp`, text, { mode: 0o600 });
      renameSync(`${path}.tmp`, path);
    } catch (error) {
      this.#isLost = true;
      this.#display.warning(`Unable to write to ${path}: ${(error as Error).message}`);
    }
  }
}
