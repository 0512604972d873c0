/** A place in a source text: 1-based line and column, as editors count them. */
export interface Span {
  /** Path as the user knows it; `<command line>` and the like for text without a file. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The place of a word in the text that starts here and is about `length` long. */
  find?(word: string, length: number): Span | undefined;
}
