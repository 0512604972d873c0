import { UnreachableError } from '../diagnostics/errors.ts';
import type { ChannelEnd, ShellChannel } from '../targets/session/channel.ts';
import type { CommandResult, Surroundings } from '../targets/types.ts';

/** What the launcher on the host is to do. */
export interface Order {
  /** Dotted name of the module to run; null only unpacks. */
  readonly name: string | null;
  /** Folder that files are unpacked in. */
  readonly tree: string;
  /** Most open files; 0 leaves the limit. */
  readonly files: number;
  readonly args: Buffer;
  /** A zip archive of files for the tree. */
  readonly zip: Buffer | undefined;
}

interface Waiting {
  readonly start: number;
  readonly resolve: (result: CommandResult | undefined) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout | undefined;
  timedOut: boolean;
}

interface Answer {
  readonly id: number;
  readonly rc?: number;
  readonly out?: number;
  readonly err?: number;
  readonly refused?: string;
}

/** An order as the launcher reads it. */
export function orderBytes(order: Order, more: Readonly<Record<string, unknown>> = {}): Buffer {
  const { name, tree, files, args, zip } = order;
  const header = { name, tree, files, args: args.length, zip: zip?.length ?? 0, ...more };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), args, zip ?? Buffer.alloc(0)]);
}

/** A Python on a target that goes on running, and forks for each module that it is given. */
export class WarmPython {
  readonly #channel: ShellChannel;
  readonly #waiting = new Map<number, Waiting>();
  #count = 0;
  #input: Buffer = Buffer.alloc(0);
  #header: Answer | undefined;
  #isLost = false;

  /** `channel` is a launcher that serves. */
  constructor(channel: ShellChannel) {
    this.#channel = channel;
    channel.stdout.on('data', (chunk: Buffer) => this.#take(chunk));
  }

  /** Whether it has ended: it takes no more orders. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /**
   * Runs an order; undefined when it could not be begun.
   * @throws UnreachableError when the connection is lost meanwhile
   */
  run(order: Order, around: Surroundings = {}): Promise<CommandResult | undefined> {
    if (this.#isLost) return Promise.resolve(undefined);
    const id = this.#count++;
    const { env = {}, cwd = null, umask = null, timeout } = around;
    return new Promise((resolve, reject) => {
      const timer =
        timeout === undefined ? undefined : setTimeout(() => this.#kill(id), timeout * 1000);
      this.#waiting.set(id, { start: Date.now(), resolve, reject, timer, timedOut: false });
      this.#channel.stdin.write(orderBytes(order, { id, env, cwd, umask }));
    });
  }

  /** To be called when the channel has ended. */
  lose(end: ChannelEnd): void {
    this.#isLost = true;
    for (const { resolve, reject, timer, start, timedOut } of this.#waiting.values()) {
      clearTimeout(timer);
      if (end.code === null && !end.signal) {
        reject(
          new UnreachableError('The connection was lost while a module ran.', { cause: end.error }),
        );
      } else {
        // A module that ends the process that it was forked from.
        const nothing = Buffer.alloc(0);
        const stderr = Buffer.from('The Python that modules are forked from was ended.\n');
        resolve({
          rc: end.code ?? -1,
          stdout: nothing,
          stderr,
          start,
          end: Date.now(),
          ...(timedOut && { timedOut }),
        });
      }
    }
    this.#waiting.clear();
  }

  #kill(id: number): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    waiting.timedOut = true;
    this.#channel.stdin.write(`${JSON.stringify({ kill: id })}\n`);
  }

  #take(chunk: Buffer): void {
    this.#input = this.#input.length === 0 ? chunk : Buffer.concat([this.#input, chunk]);
    for (;;) {
      if (this.#header === undefined) {
        const end = this.#input.indexOf(10);
        if (end < 0) return;
        this.#header = JSON.parse(this.#input.toString('utf8', 0, end)) as Answer;
        this.#input = this.#input.subarray(end + 1);
      }
      const { id, rc = 0, out = 0, err = 0, refused } = this.#header;
      if (this.#input.length < out + err) return;
      const stdout = this.#input.subarray(0, out);
      const stderr = this.#input.subarray(out, out + err);
      this.#input = this.#input.subarray(out + err);
      this.#header = undefined;
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (waiting === undefined) continue;
      const { start, timedOut, timer } = waiting;
      clearTimeout(timer);
      const result = { rc, stdout, stderr, start, end: Date.now(), ...(timedOut && { timedOut }) };
      waiting.resolve(refused === undefined ? result : undefined);
    }
  }
}
