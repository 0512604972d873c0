import { writeSync } from 'node:fs';

/** Where text goes. `flush` has nothing left waiting when it returns. */
export interface Output {
  write(text: string): void;
  flush(): void;
}

const chunkSize = 16 * 1024;

/**
 * Writes to a file descriptor in larger pieces, at the latest when the event loop turns. Synchronous, so that nothing is
 * lost when the process ends; a reader that has gone away is no error.
 */
export class DescriptorOutput implements Output {
  readonly #descriptor: number;
  #waiting = '';
  #scheduled = false;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  write(text: string): void {
    this.#waiting += text;
    if (this.#waiting.length >= chunkSize) {
      this.flush();
    } else if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => {
        this.#scheduled = false;
        this.flush();
      });
    }
  }

  flush(): void {
    if (this.#waiting === '') return;
    const bytes = Buffer.from(this.#waiting, 'utf8');
    this.#waiting = '';
    let offset = 0;
    while (offset < bytes.length) {
      try {
        offset += writeSync(this.#descriptor, bytes, offset);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code !== 'EAGAIN') return;
        // The descriptor is a pipe that others made non-blocking, and it is full.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
      }
    }
  }
}

/** Keeps what is written, for tests and for output that is shown later. */
export class MemoryOutput implements Output {
  text = '';

  write(text: string): void {
    this.text += text;
  }

  flush(): void {}
}
