/**
 * Splits a command line into words as Python's shlex.split does (POSIX quoting, no comments).
 * @returns undefined when a quote or a backslash is left open
 */
export function splitWords(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (quote === "'") {
      if (char === "'") quote = '';
      else word += char;
    } else if (quote === '"') {
      if (char === '"') quote = '';
      else if (char === '\\' && at + 1 < text.length) {
        const next = text.charAt(++at);
        word += next === '"' || next === '\\' ? next : `\\${next}`;
      } else word += char;
    } else if (char === "'" || char === '"') {
      quote = char;
      word ??= '';
    } else if (char === '\\') {
      if (++at >= text.length) return undefined;
      word = (word ?? '') + text.charAt(at);
    } else if (char === ' ' || char === '\t' || char === '\r' || char === '\n') {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (quote !== '') return undefined;
  if (word !== undefined) words.push(word);
  return words;
}

/** Quotes a word for a POSIX shell, as Python's shlex.quote does. */
export function quoteWord(word: string): string {
  if (word === '') return "''";
  return /[^\w@%+=:,./-]/.test(word) ? `'${word.replaceAll("'", `'"'"'`)}'` : word;
}

export function quoteWords(words: readonly string[]): string {
  return words.map(quoteWord).join(' ');
}
