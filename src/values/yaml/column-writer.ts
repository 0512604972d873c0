export interface ColumnWriterOptions {
  indent?: number;
  width?: number;
  /** false escapes every character outside ASCII. */
  allowUnicode?: boolean;
  lineBreak?: string;
}

/** Text that grows at its end and knows its column, which libyaml's choices of line breaks depend on. */
export class ColumnWriter {
  text = '';
  column = 0;
  indent = -1;
  /** Whether a blank came last. */
  whitespace = true;
  /** Whether only indentation stands on the line. */
  indention = true;
  /** Whether the document needs an end mark. */
  openEnded = false;
  readonly bestIndent: number;
  readonly bestWidth: number;
  readonly unicode: boolean;
  readonly lineBreak: string;

  constructor(options: ColumnWriterOptions) {
    const indent = options.indent ?? 2;
    this.bestIndent = indent < 2 || indent > 9 ? 2 : indent;
    const width = options.width ?? 80;
    this.bestWidth =
      width >= 0 && width <= this.bestIndent * 2
        ? 80
        : width < 0
          ? Number.POSITIVE_INFINITY
          : width;
    this.unicode = options.allowUnicode ?? false;
    this.lineBreak = options.lineBreak ?? '\n';
  }

  put(text: string): void {
    this.text += text;
    this.column++;
  }

  break(char = '\n'): void {
    this.text += char === '\n' ? this.lineBreak : char;
    this.column = 0;
  }

  indicator(text: string, needSpace: boolean, isSpace = false, isIndention = false): void {
    if (needSpace && !this.whitespace) this.put(' ');
    this.text += text;
    this.column += text.length;
    this.whitespace = isSpace;
    this.indention = this.indention && isIndention;
    this.openEnded = false;
  }

  writeIndent(): void {
    const indent = Math.max(this.indent, 0);
    if (!this.indention || this.column > indent || (this.column === indent && !this.whitespace)) {
      this.break();
    }
    while (this.column < indent) this.put(' ');
    this.whitespace = true;
    this.indention = true;
  }
}
