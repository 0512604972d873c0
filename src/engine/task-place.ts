import { readSource } from '../diagnostics/read-source.ts';
import type { Span } from '../diagnostics/span.ts';

/** Where a word stands first in a task's text, for conditions and their like, whose own places aren't kept. */
export function placeInTask({ file, line, column }: Span, word: string): Span | undefined {
  const lines = readSource(file)?.split(/\r\n|\r|\n/) ?? [];
  const pattern = new RegExp(`(?<![\\w.])${word}(?!\\w)`);
  for (let at = line - 1; at < lines.length; at++) {
    const text = lines[at] as string;
    const indent = text.search(/\S/);
    if (at >= line && indent >= 0 && indent < column - 1) return undefined;
    const found = text.search(pattern);
    if (found >= 0) return { file, line: at + 1, column: found + 1 };
  }
  return undefined;
}
