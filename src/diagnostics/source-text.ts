import type { Span } from './span.ts';

/** A text with its file's name; turns offsets into lines and columns when somebody asks. */
export class SourceText {
  readonly file: string;
  readonly text: string;
  #lineStarts: number[] | undefined;

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
  }

  /** The place of an offset (UTF-16 units); past the end means the start of the line after the last. */
  spanAt(offset: number): Span {
    return new OffsetSpan(this, offset);
  }

  /** 1-based line and column (code points) of an offset. */
  position(offset: number): { line: number; column: number } {
    this.#lineStarts ??= lineStarts(this.text);
    const starts = this.#lineStarts;
    if (offset > this.text.length) return { line: starts.length + 1, column: 1 };
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    const start = starts[low] as number;
    return { line: low + 1, column: codePoints(this.text, start, offset) + 1 };
  }
}

/** A span that keeps an offset and works out line and column on demand. */
class OffsetSpan implements Span {
  readonly #source: SourceText;
  readonly #offset: number;
  constructor(source: SourceText, offset: number) {
    this.#source = source;
    this.#offset = offset;
  }
  get file(): string {
    return this.#source.file;
  }
  get line(): number {
    return this.#source.position(this.#offset).line;
  }
  get column(): number {
    return this.#source.position(this.#offset).column;
  }
  find(word: string, length: number): Span | undefined {
    const { text } = this.#source;
    // Quotes, escapes and indentation make the written text longer than what it says.
    const written = text.slice(this.#offset, this.#offset + 2 * length + 80);
    const at = written.search(new RegExp(`(?<!\\w)${word}(?!\\w)`));
    return at < 0 ? undefined : this.#source.spanAt(this.#offset + at);
  }
  toJSON(): Span {
    return { file: this.file, ...this.#source.position(this.#offset) };
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  const breaks = /\r\n|[\n\r\u0085\u2028\u2029]/g;
  while (breaks.exec(text) !== null) starts.push(breaks.lastIndex);
  return starts;
}

function codePoints(text: string, from: number, to: number): number {
  let count = to - from;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0xdc00 && code <= 0xdfff) count--;
  }
  return count;
}
