import { spawn, spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TroupeError } from '../diagnostics/errors.ts';

/** A program that answers requests while the caller waits, as rendering templates is synchronous. */
export class PythonProcess {
  readonly #requests: number;
  readonly #answers: number;

  /** @throws TroupeError when Python can't be started */
  constructor(python: string, program: string, env: NodeJS.ProcessEnv) {
    const requests = openPipe();
    const answers = openPipe();
    const child = spawn(python, ['-c', program], {
      env,
      // What callbacks write goes to this process's own stdout.
      stdio: [requests.read, answers.write, 'inherit', 1],
    });
    child.on('error', () => undefined);
    closeSync(requests.read);
    closeSync(answers.write);
    if (child.pid === undefined) {
      throw new TroupeError(`Python plugins need Python, and ${python} can't be started`, {
        hint: 'Install Python 3 on this controller, or put it in PATH.',
      });
    }
    child.unref();
    this.#requests = requests.write;
    this.#answers = answers.read;
  }

  /** Sends a request and waits for its answer. @throws TroupeError when the program has ended */
  ask(request: string): string {
    const text = Buffer.from(request);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(text.length);
    try {
      writeAll(this.#requests, size);
      writeAll(this.#requests, text);
    } catch (error) {
      throw new TroupeError('The Python that runs plugins has ended', { cause: error });
    }
    const length = this.#read(4).readUInt32BE();
    return this.#read(length).toString('utf8');
  }

  #read(count: number): Buffer {
    const data = Buffer.alloc(count);
    for (let at = 0; at < count; ) {
      const got = readSync(this.#answers, data, at, count - at, null);
      if (got === 0) throw new TroupeError('The Python that runs plugins has ended');
      at += got;
    }
    return data;
  }
}

function writeAll(file: number, data: Buffer): void {
  for (let at = 0; at < data.length; ) at += writeSync(file, data, at);
}

/** Both ends of a pipe that blocks: Node's own pipes don't. */
function openPipe(): { read: number; write: number } {
  const folder = mkdtempSync(join(tmpdir(), 'troupe-'));
  try {
    const path = join(folder, 'pipe');
    spawnSync('mkfifo', ['-m', '600', path]);
    // Open both ways first: neither end waits for the other then.
    const both = openSync(path, constants.O_RDWR);
    const read = openSync(path, constants.O_RDONLY);
    const write = openSync(path, constants.O_WRONLY);
    closeSync(both);
    return { read, write };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
