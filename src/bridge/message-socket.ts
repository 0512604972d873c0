import type { Socket } from 'node:net';
import type { Dict } from '../values/types.ts';
import { fromJson, toJson } from './python-values.ts';

/** Messages over a socket: four bytes of length and JSON each. */
export class MessageSocket {
  readonly #socket: Socket;
  readonly #messages: Dict[] = [];
  #input: Buffer = Buffer.alloc(0);
  #wake: (() => void) | undefined;
  #ended = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#ended = true;
      this.#wake?.();
    });
  }

  /** The next message; undefined when the other side is gone. */
  async read(): Promise<Dict | undefined> {
    while (this.#messages.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#messages.shift();
  }

  /** Sends a message, whose values are encoded already. */
  write(message: Dict): void {
    const text = Buffer.from(toJson(message));
    const size = Buffer.alloc(4);
    size.writeUInt32BE(text.length);
    this.#socket.write(Buffer.concat([size, text]));
  }

  end(): void {
    this.#socket.end();
  }

  #take(chunk: Buffer): void {
    this.#input = Buffer.concat([this.#input, chunk]);
    while (this.#input.length >= 4) {
      const end = 4 + this.#input.readUInt32BE();
      if (this.#input.length < end) break;
      this.#messages.push(fromJson(this.#input.toString('utf8', 4, end)));
      this.#input = this.#input.subarray(end);
    }
    this.#wake?.();
  }
}
