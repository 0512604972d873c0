import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { ChecksumAlgorithm } from './types.ts';

/** Checksums of one content, in hex. */
export type Digests = Partial<Readonly<Record<ChecksumAlgorithm, string>>>;

const SLOT_SIZE = 1 << 20;
const SLOTS = 4;

/** What runs beside: takes the number of a slot and its length, answers with the number when it is through with it. */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads');
const { createHash } = require('node:crypto');
const { memory, slotSize, algorithms } = workerData;
const hashes = algorithms.map((algorithm) => createHash(algorithm));
parentPort.on('message', ({ slot, length }) => {
  if (slot < 0) {
    parentPort.postMessage(hashes.map((hash) => hash.digest('hex')));
    return;
  }
  const piece = new Uint8Array(memory, slot * slotSize, length);
  for (const hash of hashes) hash.update(piece);
  parentPort.postMessage(slot);
});
`;

interface Turn {
  readonly free: Promise<void>;
  readonly release: () => void;
}

/** Checksums of bytes in memory. */
export function digestBytes(bytes: Buffer, algorithms: readonly ChecksumAlgorithm[]): Digests {
  const sums = algorithms.map((name) => [name, createHash(name).update(bytes).digest('hex')]);
  return Object.fromEntries(sums);
}

/**
 * Hashes a long content on a thread of its own while this one moves it. The content goes through a few slots of
 * memory that both see, so that it is neither copied for the other thread nor grows with its length.
 */
export class DigestThread {
  readonly #algorithms: readonly ChecksumAlgorithm[];
  readonly #memory = new SharedArrayBuffer(SLOTS * SLOT_SIZE);
  readonly #turns: (Turn | undefined)[] = [];
  #next = 0;
  /** The first slot waits for a second one: a content of one slot is not worth a thread. */
  #only: number | undefined;
  #worker: Worker | undefined;
  #answer: ((digests: readonly string[]) => void) | undefined;
  #failure: Error | undefined;

  constructor(algorithms: readonly ChecksumAlgorithm[]) {
    this.#algorithms = algorithms;
  }

  /** The next slot's memory, to be filled and given to `hash`; waits until what it held has been hashed. */
  async slot(): Promise<Buffer> {
    await this.#turns[this.#next]?.free;
    if (this.#failure) throw this.#failure;
    return Buffer.from(this.#memory, this.#next * SLOT_SIZE, SLOT_SIZE);
  }

  /** Hashes the first bytes of the slot that was given last. It stays as it is until `SLOTS - 1` others were filled. */
  hash(length: number): void {
    const slot = this.#next;
    this.#next = (slot + 1) % SLOTS;
    if (this.#algorithms.length === 0) return;
    let release = () => {};
    const free = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.#turns[slot] = { free, release };
    if (!this.#worker && this.#only === undefined) {
      this.#only = length;
      return;
    }
    this.#start().postMessage({ slot, length });
  }

  /** The checksums of all that was hashed. */
  async digests(): Promise<Digests> {
    if (this.#failure) throw this.#failure;
    const worker = this.#worker;
    if (!worker)
      return digestBytes(Buffer.from(this.#memory, 0, this.#only ?? 0), this.#algorithms);
    const sums = await new Promise<readonly string[]>((resolve) => {
      this.#answer = resolve;
      worker.postMessage({ slot: -1, length: 0 });
    });
    if (this.#failure) throw this.#failure;
    return Object.fromEntries(this.#algorithms.map((name, index) => [name, sums[index] ?? '']));
  }

  /** Ends the thread. */
  close(): void {
    void this.#worker?.terminate();
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(PROGRAM, {
      eval: true,
      workerData: { memory: this.#memory, slotSize: SLOT_SIZE, algorithms: this.#algorithms },
    });
    worker.on('message', (message: number | readonly string[]) => {
      if (typeof message === 'number') this.#turns[message]?.release();
      else this.#answer?.(message);
    });
    worker.on('error', (error) => {
      this.#failure = error;
      for (const turn of this.#turns) turn?.release();
      this.#answer?.([]);
    });
    this.#worker = worker;
    worker.postMessage({ slot: 0, length: this.#only });
    return worker;
  }
}

/**
 * The first `size` bytes of a file in pieces, hashed on the way. A piece may only be used until the next one is asked
 * for. Ends early where the file is shorter.
 */
export async function* filePieces(
  path: string | Buffer,
  size: number,
  thread = new DigestThread([]),
): AsyncIterable<Buffer> {
  const file = await open(path, 'r');
  try {
    for (let at = 0; at < size; ) {
      const slot = await thread.slot();
      const { bytesRead } = await file.read(slot, 0, Math.min(slot.length, size - at), at);
      if (bytesRead === 0) return;
      at += bytesRead;
      thread.hash(bytesRead);
      yield slot.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Checksums of a file of the controller. */
export async function digestFile(
  path: string | Buffer,
  algorithms: readonly ChecksumAlgorithm[],
): Promise<Digests> {
  const thread = new DigestThread(algorithms);
  try {
    for await (const _ of filePieces(path, Number.POSITIVE_INFINITY, thread));
    return await thread.digests();
  } finally {
    thread.close();
  }
}
