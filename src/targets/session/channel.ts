import type { Readable, Writable } from 'node:stream';

/** A process on the target, seen through its three streams. */
export interface ShellChannel {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles when the process is gone and its output has been read. Never rejects. */
  readonly ended: Promise<ChannelEnd>;
  /** Ends it without waiting for what it does. */
  destroy(): void;
}

export interface ChannelEnd {
  readonly code: number | null;
  readonly signal?: string | null;
  /** Why the transport failed, where it was not the process that ended. */
  readonly error?: Error;
}

/** Starts a command line (for the login shell of the target's user) and gives its streams. */
export type OpenChannel = (commandLine: string) => Promise<ShellChannel>;
