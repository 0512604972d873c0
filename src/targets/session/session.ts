import { randomBytes } from 'node:crypto';
import { UnreachableError } from '../../diagnostics/index.ts';
import { OperationError } from '../errors.ts';
import type { ChannelEnd, ShellChannel } from './channel.ts';
import type { Frame, FrameResult, FrameSession, Reply } from './frame.ts';
import { shellFunctions } from './functions.ts';
import type { Greeting } from './greeting.ts';
import { MarkReader } from './marks.ts';

/** bash and ksh read a script from a pipe byte by byte: longer frames are handed over by head(1). */
const BYTEWISE_LIMIT = 3000;

/** How long a shell may take to end by itself, ms. */
const CLOSE_GRACE = 2000;

export interface SessionOptions {
  /** Where temporary files go on the target, `~` not yet expanded. */
  readonly remoteTmp: string;
  /** Kills what the session's shell runs, from outside. */
  readonly interrupt: (pid: number) => Promise<void>;
  /** Tells a lost session apart from a defect: the message of the UnreachableError. */
  readonly describeEnd: (end: ChannelEnd, output: string) => string;
}

interface Pending {
  readonly frame: Frame;
  readonly resolve: (result: FrameResult) => void;
  readonly reject: (error: Error) => void;
  readonly replies: Reply[];
  parts: Buffer[];
  piece: Buffer[];
  uploads: number;
  uploading: boolean;
  /** Ends an upload that the target can't take any more. */
  refused: boolean;
  localError: unknown;
  started: number;
  timer: NodeJS.Timeout | undefined;
  timedOut: boolean;
}

/**
 * One long-lived shell that performs frames in the order they were asked for. Frames are sent without waiting for the
 * answers to earlier ones, except behind an upload, which has the shell's stdin for itself.
 */
export class ShellSession implements FrameSession {
  readonly greeting: Greeting;
  readonly #channel: ShellChannel;
  readonly #options: SessionOptions;
  readonly #token = randomBytes(12).toString('hex');
  readonly #running: Pending[] = [];
  readonly #waiting: Pending[] = [];
  #functionsSent = false;
  #lost: UnreachableError | undefined;
  #tail = '';
  /** Ends the wait for a piece that will never be written. */
  #giveUp: () => void = () => {};

  /** `channel` has printed its greeting; `rest` is what it printed after that. */
  constructor(channel: ShellChannel, greeting: Greeting, rest: Buffer, options: SessionOptions) {
    this.#channel = channel;
    this.greeting = greeting;
    this.#options = options;
    const reader = new MarkReader(this.#token, {
      data: (chunk) => this.#onData(chunk),
      mark: (payload) => this.#onMark(payload),
    });
    channel.stdout.on('data', (chunk: Buffer) => reader.push(chunk));
    channel.stderr.on('data', (chunk: Buffer) => this.#remember(chunk));
    channel.stdin.on('error', () => {});
    if (rest.length > 0) reader.push(rest);
    void channel.ended.then((end) => this.#onEnd(end));
  }

  get isLost(): boolean {
    return this.#lost !== undefined;
  }

  /** Whether the shell is performing something. */
  get isBusy(): boolean {
    return this.#running.length > 0;
  }

  /** Performs a frame. @throws UnreachableError when the session is lost. */
  run(frame: Frame): Promise<FrameResult> {
    return new Promise((resolve, reject) => {
      if (this.#lost) {
        reject(this.#lost);
        return;
      }
      const blocked = this.#waiting.length > 0 || this.#running.some((item) => hasUploads(item));
      const pending: Pending = {
        frame,
        resolve,
        reject,
        replies: [],
        parts: [],
        piece: [],
        uploads: 0,
        uploading: false,
        refused: false,
        localError: undefined,
        started: 0,
        timer: undefined,
        timedOut: false,
      };
      if (blocked) this.#waiting.push(pending);
      else this.#send(pending);
    });
  }

  /** Ends the shell; it removes its temporary files on the way. */
  async close(): Promise<void> {
    // On a terminal the end of input is not seen.
    this.#channel.stdin.end('exit\n');
    const timer = setTimeout(() => this.#channel.destroy(), CLOSE_GRACE);
    await this.#channel.ended;
    clearTimeout(timer);
  }

  /** Ends the session at once. */
  destroy(): void {
    this.#channel.destroy();
  }

  #send(pending: Pending): void {
    let text = frameText(pending.frame);
    if (!this.#functionsSent) {
      this.#functionsSent = true;
      text = shellFunctions(this.#token, this.greeting, this.#options.remoteTmp) + text;
    } else if (this.greeting.shell !== 'other' && text.length > BYTEWISE_LIMIT) {
      if (this.greeting.platform.kernel === 'Linux') {
        text = `eval "$(head -c ${text.length})"\n${text}`;
      }
    }
    this.#running.push(pending);
    if (this.#running.length === 1) this.#begin(pending);
    this.#channel.stdin.write(text, 'latin1');
  }

  /** The shell comes to this frame now. */
  #begin(pending: Pending): void {
    pending.started = Date.now();
    const seconds = pending.frame.timeout;
    if (seconds === undefined) return;
    pending.timer = setTimeout(() => {
      pending.timedOut = true;
      this.#options.interrupt(this.greeting.pid).catch(() => this.destroy());
    }, seconds * 1000);
  }

  #onData(chunk: Buffer): void {
    const pending = this.#running[0];
    if (!pending) {
      this.#remember(chunk);
      return;
    }
    const sink = pending.frame.sink;
    if (!sink) {
      pending.piece.push(chunk);
      return;
    }
    const busy = sink(chunk);
    if (!busy) return;
    this.#channel.stdout.pause();
    void busy.then(() => this.#channel.stdout.resume());
  }

  #onMark(payload: string): void {
    const pending = this.#running[0];
    if (!pending) return;
    switch (payload[0]) {
      case 'b':
        this.#closePart(pending);
        break;
      case 'e': {
        this.#closePart(pending);
        const [rc = '1', step = ''] = payload.slice(1).split(' ');
        pending.replies.push({ rc: Number(rc), step, parts: pending.parts });
        pending.parts = [];
        break;
      }
      case 'r':
        void this.#upload(pending);
        break;
      case 'f':
        pending.refused = true;
        if (!pending.uploading) this.#endUpload();
        break;
      case 'z':
        this.#finish(pending);
        break;
    }
  }

  #closePart(pending: Pending): void {
    const [first] = pending.piece;
    pending.parts.push(pending.piece.length === 1 && first ? first : Buffer.concat(pending.piece));
    pending.piece = [];
  }

  #finish(pending: Pending): void {
    clearTimeout(pending.timer);
    this.#running.shift();
    const { replies, timedOut, started, localError } = pending;
    if (localError !== undefined) pending.reject(localError as Error);
    else pending.resolve({ replies, timedOut, started, ended: Date.now() });
    const next = this.#running[0];
    if (next) this.#begin(next);
    while (this.#waiting.length > 0 && !this.#running.some((item) => hasUploads(item))) {
      const waiting = this.#waiting.shift();
      if (waiting) this.#send(waiting);
    }
  }

  /** Sends the content that the target waits for, then whether it is good. */
  async #upload(pending: Pending): Promise<void> {
    const upload = pending.frame.uploads?.[pending.uploads++];
    if (!upload) return;
    pending.refused = false;
    pending.uploading = true;
    const { stdin } = this.#channel;
    let left = upload.size;
    try {
      for await (const piece of upload.open()) {
        if (pending.refused || this.#lost) break;
        const fitting = piece.length > left ? piece.subarray(0, left) : piece;
        left -= fitting.length;
        await this.#write(fitting);
        if (left === 0) break;
      }
      if (left > 0 && !pending.refused && !this.#lost) {
        throw new OperationError('EIO', undefined, 'the file became shorter while it was sent');
      }
    } catch (error) {
      pending.localError ??= error;
      await this.#pad(left, pending);
    }
    pending.uploading = false;
    if (this.#lost) return;
    if (pending.refused) this.#endUpload();
    else stdin.write(pending.localError === undefined ? 'ok\n' : 'no\n');
  }

  /** Tells a target that could not take the content where script begins again. */
  #endUpload(): void {
    this.#channel.stdin.write(`\n${this.#token}.end\n`);
  }

  /** The target counts on every byte: what can't be read is made up, and then declared void. */
  async #pad(size: number, pending: Pending): Promise<void> {
    const zeros = Buffer.alloc(1 << 16);
    for (let left = size; left > 0 && !pending.refused && !this.#lost; left -= zeros.length) {
      const piece = left < zeros.length ? zeros.subarray(0, left) : zeros;
      await this.#write(piece);
    }
  }

  /** Waits until the transport has no more use for the piece, or is gone. */
  #write(piece: Buffer): Promise<void> {
    return new Promise((resolve) => {
      this.#giveUp = resolve;
      this.#channel.stdin.write(piece, () => resolve());
    });
  }

  #remember(chunk: Buffer): void {
    this.#tail = (this.#tail + chunk.toString('utf8')).slice(-2000);
  }

  #onEnd(end: ChannelEnd): void {
    this.#lost = new UnreachableError(this.#options.describeEnd(end, this.#tail.trim()), {
      cause: end.error,
    });
    for (const pending of [...this.#running, ...this.#waiting]) {
      clearTimeout(pending.timer);
      pending.reject(this.#lost);
    }
    this.#running.length = 0;
    this.#waiting.length = 0;
    this.#giveUp();
  }
}

function hasUploads(pending: Pending): boolean {
  return (pending.frame.uploads?.length ?? 0) > 0;
}

/** A frame is one compound command, so that a shell that loses its input in the middle performs nothing. */
function frameText(frame: Frame): string {
  const input = frame.uploads?.length ? '9<&0 </dev/null' : '</dev/null';
  return `{ ${frame.body}\n__z; } ${input}\n`;
}
