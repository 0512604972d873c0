import { once } from '../values/once.ts';
import { expandTabs } from './expand-tabs.ts';

export interface WrapOptions {
  /** Whitespace at the start and end of wrapped lines is taken off (default true). */
  dropWhitespace?: boolean;
}

/**
 * Breaks text into lines of at most `width` characters as Python's textwrap.wrap does: whitespace becomes blanks, words may
 * part after a hyphen, longer words are cut. Source: Python documentation of textwrap.
 */
export function wrapText(text: string, width: number, options: WrapOptions = {}): string[] {
  const drop = options.dropWhitespace ?? true;
  const chunks = splitChunks(expandTabs(text).replace(/[\t\n\v\f\r]/g, ' ')).reverse();
  const lines: string[] = [];
  while (chunks.length > 0) {
    const line: Chunk[] = [];
    let length = 0;
    if (drop && lines.length > 0 && isBlank(chunks.at(-1))) chunks.pop();
    for (let next = chunks.at(-1); next !== undefined; next = chunks.at(-1)) {
      if (length + next.size > width) break;
      line.push(next);
      length += next.size;
      chunks.pop();
    }
    const tooLong = chunks.at(-1);
    if (tooLong !== undefined && tooLong.size > width) {
      chunks.pop();
      breakChunk(tooLong, width < 1 ? 1 : width - length, line, chunks);
    }
    if (drop && isBlank(line.at(-1))) line.pop();
    if (line.length > 0) lines.push(line.map((chunk) => chunk.text).join(''));
  }
  return lines;
}

interface Chunk {
  readonly text: string;
  /** Characters, not UTF-16 units. */
  readonly size: number;
}

function chunkOf(text: string): Chunk {
  return { text, size: characters(text).length };
}

function characters(text: string): string[] {
  return Array.from(text);
}

function isBlank(chunk: Chunk | undefined): boolean {
  return chunk !== undefined && chunk.text.trim() === '';
}

/** Cuts a word that fits no line: after a hyphen where there is one, else at the room that is left. */
function breakChunk(chunk: Chunk, space: number, line: Chunk[], chunks: Chunk[]): void {
  const letters = characters(chunk.text);
  let end = space;
  if (letters.length > space) {
    const hyphen = letters.slice(0, space).lastIndexOf('-');
    if (hyphen > 0 && letters.slice(0, hyphen).some((letter) => letter !== '-')) end = hyphen + 1;
  }
  line.push(chunkOf(letters.slice(0, end).join('')));
  const rest = letters.slice(end).join('');
  if (rest !== '') chunks.push(chunkOf(rest));
}

const word = '[\\p{L}\\p{N}_]';
const letter = '[\\p{L}_]';
const inWord = `[\\p{L}\\p{N}_!"'&.,?]`;
// Blanks; a dash of two or more hyphens between words; a word, which may end after an inner hyphen.
const separator = once(
  () =>
    new RegExp(
      `( +|(?<=${inWord})-{2,}(?=${word})|[^ ]+?(?:` +
        `-(?:(?<=${letter}{2}-)|(?<=${letter}-${inWord}-))(?=${letter}-?${letter})` +
        `|(?= |$)|(?<=${inWord})(?=-{2,}${word})))`,
      'u',
    ),
);

function splitChunks(text: string): Chunk[] {
  return text
    .split(separator())
    .filter((part) => part !== '')
    .map(chunkOf);
}
