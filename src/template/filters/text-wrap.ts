import { codePoints, textLength } from '../../values/iterate.ts';
import { once } from '../../values/once.ts';
import { valueError } from '../../values/python-errors.ts';

export interface WrapOptions {
  readonly width: number;
  readonly breakLongWords: boolean;
  readonly breakOnHyphens: boolean;
}

const WS = '[\\t\\n\\x0b\\x0c\\r ]';
const NWS = '[^\\t\\n\\x0b\\x0c\\r ]';
const W = '[\\p{L}\\p{N}\\p{M}_]';
const LETTER = '[\\p{L}\\p{Nl}\\p{No}\\p{M}_]';
const PUNCT = '[\\p{L}\\p{N}\\p{M}_!"\'&.,?]';
/** Blanks, dashes between words, and words up to a hyphen or their end. */
const CHUNKS = once(
  () =>
    new RegExp(
      `(${WS}+|(?<=${PUNCT})-{2,}(?=${W})|${NWS}+?(?:-(?:(?<=${LETTER}{2}-)|(?<=${LETTER}-${LETTER}-))(?=${LETTER}-?${LETTER})|(?=${WS}|$)|(?<=${PUNCT})(?=-{2,}${W})))`,
      'u',
    ),
);
const SIMPLE_CHUNKS = new RegExp(`(${WS}+)`);

/** One paragraph as lines of at most `width` characters, as Python's textwrap.wrap() without tab expansion. */
export function wrapText(text: string, options: WrapOptions): string[] {
  const { width } = options;
  if (width <= 0) throw valueError(`invalid width ${width} (must be > 0)`);
  const pattern = options.breakOnHyphens ? CHUNKS() : SIMPLE_CHUNKS;
  const chunks = text
    .split(pattern)
    .filter((chunk) => chunk !== '' && chunk !== undefined)
    .reverse();
  const lines: string[] = [];
  while (chunks.length > 0) {
    const line: string[] = [];
    let size = 0;
    if (lines.length > 0 && isBlank(chunks[chunks.length - 1])) chunks.pop();
    while (chunks.length > 0) {
      const next = textLength(chunks[chunks.length - 1] as string);
      if (size + next > width) break;
      line.push(chunks.pop() as string);
      size += next;
    }
    if (chunks.length > 0 && textLength(chunks[chunks.length - 1] as string) > width)
      breakLongWord(chunks, line, width - size, options);
    if (isBlank(line[line.length - 1])) line.pop();
    if (line.length > 0) lines.push(line.join(''));
  }
  return lines;
}

const isBlank = (chunk: string | undefined): boolean => chunk !== undefined && chunk.trim() === '';

function breakLongWord(chunks: string[], line: string[], room: number, options: WrapOptions): void {
  if (!options.breakLongWords) {
    if (line.length === 0) line.push(chunks.pop() as string);
    return;
  }
  const letters = codePoints(chunks[chunks.length - 1] as string);
  let end = room;
  if (options.breakOnHyphens && letters.length > room) {
    const hyphen = letters.slice(0, room).lastIndexOf('-');
    if (hyphen > 0 && letters.slice(0, hyphen).some((c) => c !== '-')) end = hyphen + 1;
  }
  line.push(letters.slice(0, end).join(''));
  chunks[chunks.length - 1] = letters.slice(end).join('');
}
