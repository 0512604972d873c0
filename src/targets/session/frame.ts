import type { ByteString } from '../quote.ts';
import type { Greeting } from './greeting.ts';

/** What one operation of a frame answered. */
export interface Reply {
  /** Exit code of the operation's shell function: an errno(3) where it reports one itself. */
  readonly rc: number;
  /** Name of the step that was under way when it failed. */
  readonly step: string;
  /** Output, cut where the function marked it. */
  readonly parts: readonly Buffer[];
}

/** Content that is sent while a frame runs, when the target says that it is ready. */
export interface Upload {
  readonly size: number;
  /** Pieces that make exactly `size` bytes; each is only used until the next one is asked for. */
  open(): AsyncIterable<Buffer> | Iterable<Buffer>;
}

/** Script text that the shell performs as a whole, and what goes along with it. */
export interface Frame {
  /** Lines of shell, each operation ending in `__e RC`. */
  readonly body: ByteString;
  readonly uploads?: readonly Upload[];
  /** Takes the output instead of `Reply.parts`, for downloads; the promise holds the stream back. */
  readonly sink?: (chunk: Buffer) => Promise<void> | undefined;
  /** Seconds from its start until what the frame runs is killed. */
  readonly timeout?: number;
}

/** Replies of the operations that were performed, in order: fewer than asked for when one failed. */
export interface FrameResult {
  readonly replies: readonly Reply[];
  readonly timedOut: boolean;
  /** When the target began and ended with it, ms since the epoch by the controller's clock. */
  readonly started: number;
  readonly ended: number;
}

/** What performs frames, in the order in which they were asked for. */
export interface FrameSession {
  readonly greeting: Greeting;
  readonly isLost: boolean;
  /** Whether the shell is performing something. */
  readonly isBusy: boolean;
  /** @throws UnreachableError when the session is lost */
  run(frame: Frame): Promise<FrameResult>;
  /** Ends it, and removes its temporary files. */
  close(): Promise<void>;
  /** Ends it at once. */
  destroy(): void;
}
