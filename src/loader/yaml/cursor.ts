import { isBreak } from './characters.ts';
import { YamlSyntaxError } from './tokens.ts';

/** The reading position in a text, with its line's start; all scanning moves it. */
export class Cursor {
  readonly text: string;
  pos = 0;
  /** 0-based. */
  line = 0;
  lineStart = 0;

  constructor(text: string) {
    this.text = text;
  }

  get column(): number {
    return this.pos - this.lineStart;
  }

  code(ahead = 0): number {
    return this.text.charCodeAt(this.pos + ahead);
  }

  /** Steps over one line break, which must be there. */
  skipBreak(): void {
    this.pos += this.code() === 13 && this.code(1) === 10 ? 2 : 1;
    this.line++;
    this.lineStart = this.pos;
  }

  /** Steps over one line break and gives it as YAML reads it: all but LS and PS become `\n`. */
  readBreak(): string {
    const code = this.code();
    this.skipBreak();
    return code === 0x2028 || code === 0x2029 ? String.fromCharCode(code) : '\n';
  }

  skipBlanks(): void {
    for (;;) {
      const code = this.code();
      if (code !== 32 && code !== 9) return;
      this.pos++;
    }
  }

  skipToBreak(): void {
    const { text } = this;
    let { pos } = this;
    while (pos < text.length && !isBreak(text.charCodeAt(pos))) pos++;
    this.pos = pos;
  }

  /** `---` or `...` at the start of a line, followed by white space or the end. */
  atDocumentIndicator(): boolean {
    if (this.pos !== this.lineStart) return false;
    const code = this.code();
    if ((code !== 45 && code !== 46) || this.code(1) !== code || this.code(2) !== code)
      return false;
    const after = this.code(3);
    return Number.isNaN(after) || after === 32 || after === 9 || isBreak(after);
  }

  fail(problem: string, offset = this.pos): never {
    throw new YamlSyntaxError(problem, offset);
  }
}
