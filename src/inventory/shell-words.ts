import { InventoryError } from '../diagnostics/errors.ts';

/**
 * Splits a line as Python's `shlex.split(line, comments=True)`: quotes, backslashes, and `#` that starts
 * a comment even within a word.
 * @throws InventoryError `No closing quotation`, `No escaped character`
 */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let i = 0;
  while (i < line.length) {
    const character = line.charAt(i++);
    if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === '#') break;
    else if (character === '\\') {
      if (i >= line.length) throw new InventoryError('No escaped character');
      word = (word ?? '') + line.charAt(i++);
    } else if (character === "'" || character === '"') {
      word ??= '';
      for (;;) {
        if (i >= line.length) throw new InventoryError('No closing quotation');
        const quoted = line.charAt(i++);
        if (quoted === character) break;
        if (quoted === '\\' && character === '"') {
          if (i >= line.length) throw new InventoryError('No escaped character');
          const escaped = line.charAt(i++);
          word += escaped === '"' || escaped === '\\' ? escaped : `\\${escaped}`;
        } else word += quoted;
      }
    } else word = (word ?? '') + character;
  }
  if (word !== undefined) words.push(word);
  return words;
}
