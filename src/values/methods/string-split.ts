import { valueError } from '../python-errors.ts';

/** Characters that Python's str takes for white space. */
export const WHITESPACE =
  '\\t\\n\\v\\f\\r \\x1c-\\x1f\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const RUN = new RegExp(`[${WHITESPACE}]+`, 'g');
const LEADING = new RegExp(`^[${WHITESPACE}]+`);
const TRAILING = new RegExp(`[${WHITESPACE}]+$`);
const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;

export function stripLeft(text: string, characters: string | null): string {
  if (characters === null) return text.replace(LEADING, '');
  const drop = new Set(characters);
  let start = 0;
  for (const c of text) {
    if (!drop.has(c)) break;
    start += c.length;
  }
  return text.slice(start);
}

export function stripRight(text: string, characters: string | null): string {
  if (characters === null) {
    const last = text.charCodeAt(text.length - 1);
    return last > 0x20 && last < 0x7f ? text : text.replace(TRAILING, '');
  }
  const drop = new Set(characters);
  let end = text.length;
  while (end > 0) {
    const code = text.charCodeAt(end - 1);
    const size = code >= 0xdc00 && code < 0xe000 && end > 1 ? 2 : 1;
    if (!drop.has(text.slice(end - size, end))) break;
    end -= size;
  }
  return text.slice(0, end);
}

export const strip = (text: string, characters: string | null): string =>
  stripRight(stripLeft(text, characters), characters);

/** str.split(); a negative limit means none. */
export function split(text: string, separator: string | null, limit: number): string[] {
  if (separator === '') throw valueError('empty separator');
  if (separator === null) return splitWhitespace(text, limit);
  const parts = text.split(separator);
  if (limit < 0 || parts.length <= limit + 1) return parts;
  return [...parts.slice(0, limit), parts.slice(limit).join(separator)];
}

function splitWhitespace(text: string, limit: number): string[] {
  const parts: string[] = [];
  let rest = text.replace(LEADING, '');
  while (rest !== '') {
    RUN.lastIndex = 0;
    const gap = parts.length === limit ? null : RUN.exec(rest);
    if (gap === null) {
      parts.push(limit >= 0 && parts.length === limit ? rest : rest.replace(TRAILING, ''));
      break;
    }
    parts.push(rest.slice(0, gap.index));
    rest = rest.slice(gap.index + gap[0].length);
  }
  return parts;
}

/** str.rsplit() */
export function splitFromRight(text: string, separator: string | null, limit: number): string[] {
  if (separator === '') throw valueError('empty separator');
  if (separator !== null) {
    const parts = text.split(separator);
    if (limit < 0 || parts.length <= limit + 1) return parts;
    const cut = parts.length - limit;
    return [parts.slice(0, cut).join(separator), ...parts.slice(cut)];
  }
  const words = splitWhitespace(text, -1);
  if (limit < 0 || words.length <= limit) return words;
  let rest = text.replace(TRAILING, '');
  const parts: string[] = [];
  while (rest !== '' && parts.length < limit) {
    const word = words[words.length - 1 - parts.length] as string;
    parts.unshift(word);
    rest = rest.slice(0, -word.length).replace(TRAILING, '');
  }
  return rest === '' ? parts : [rest, ...parts];
}

/** str.splitlines(): all of Unicode's line ends count. */
export function splitLines(text: string, keepEnds: boolean): string[] {
  const lines: string[] = [];
  let start = 0;
  for (const match of text.matchAll(LINE_END)) {
    const end = match.index + match[0].length;
    lines.push(text.slice(start, keepEnds ? end : match.index));
    start = end;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}
