/** Words of `a=1 b="2 3" rest`: quotes and template braces keep spaces together. */
function splitArguments(text: string): string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    const pair = text.slice(i, i + 2);
    if (quote === '' && (pair === '{{' || pair === '{%')) depth++;
    else if (quote === '' && (pair === '}}' || pair === '%}') && depth > 0) depth--;
    if (
      (char === '"' || char === "'") &&
      text.charAt(i - 1) !== '\\' &&
      (quote === '' || quote === char)
    ) {
      quote = quote === '' ? char : '';
    }
    if (/\s/.test(char) && quote === '' && depth === 0) {
      if (word !== '') words.push(word);
      word = '';
    } else word += char;
  }
  if (word !== '') words.push(word);
  return words;
}

function unquote(text: string): string {
  const first = text.charAt(0);
  const quoted =
    text.length > 1 &&
    (first === '"' || first === "'") &&
    text.endsWith(first) &&
    text.at(-2) !== '\\';
  return quoted ? text.slice(1, -1) : text;
}

/** `key=value` words of old-style lookup terms; words without `=` are joined under `_raw_params`. */
export function parseKeyValues(text: string): Map<string, string> {
  const values = new Map<string, string>();
  const raw: string[] = [];
  for (const word of splitArguments(text)) {
    const at = word.search(/(?<!\\)=/);
    if (at < 0) raw.push(word.replaceAll('\\=', '='));
    else values.set(word.slice(0, at).trim(), unquote(word.slice(at + 1).trim()));
  }
  if (raw.length > 0) values.set('_raw_params', raw.join(' '));
  return values;
}
