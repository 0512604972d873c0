/** What a mark reader reports: pieces of output, and the marks between them. */
export interface MarkHandler {
  data(chunk: Buffer): void;
  mark(payload: string): void;
}

/** Marks are short; a longer line after the token is no mark. */
const LONGEST_PAYLOAD = 256;

/**
 * Cuts a stream at its marks: a newline, a secret token, `:`, a payload without newlines, a newline. What lies between
 * is passed on as it comes, so that memory stays flat however long it is.
 */
export class MarkReader {
  readonly #start: Buffer;
  readonly #handler: MarkHandler;
  #rest: Buffer = Buffer.alloc(0);

  constructor(token: string, handler: MarkHandler) {
    this.#start = Buffer.from(`\n${token}:`);
    this.#handler = handler;
  }

  push(chunk: Buffer): void {
    let data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const at = data.indexOf(this.#start);
      if (at < 0) {
        const keep = this.#overlap(data);
        this.#emit(data.subarray(0, data.length - keep));
        this.#rest = data.subarray(data.length - keep);
        return;
      }
      const payload = at + this.#start.length;
      const end = data.indexOf(0x0a, payload);
      if (end < 0 && data.length - payload < LONGEST_PAYLOAD) {
        this.#emit(data.subarray(0, at));
        this.#rest = data.subarray(at);
        return;
      }
      this.#emit(data.subarray(0, at));
      this.#handler.mark(data.toString('latin1', payload, end));
      data = data.subarray(end + 1);
    }
  }

  #emit(piece: Buffer): void {
    if (piece.length > 0) this.#handler.data(piece);
  }

  /** How many of the last bytes may be the beginning of a mark. */
  #overlap(data: Buffer): number {
    const from = Math.max(0, data.length - this.#start.length + 1);
    for (let at = data.indexOf(0x0a, from); at >= 0; at = data.indexOf(0x0a, at + 1)) {
      if (data.compare(this.#start, 0, data.length - at, at) === 0) return data.length - at;
    }
    return 0;
  }
}
