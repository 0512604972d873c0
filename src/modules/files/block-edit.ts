import type { PythonRegex } from '../../values/python-regex.ts';

/** What blockinfile is asked to do; all texts as byte text. */
export interface BlockRequest {
  /** The block with its newline; empty to take it out. */
  readonly block: string;
  /** Marker lines with their newline. */
  readonly begin: string;
  readonly end: string;
  readonly anchor: PythonRegex | null;
  /** Whether a new block goes after the anchor (or to the end) or before it (or to the start). */
  readonly after: boolean;
}

/** Splits byte text after each `\n`, `\r` or `\r\n`, as Python's bytes.splitlines(True). */
function splitLines(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+/g) ?? [];
}

/** Puts the block between its markers, where they are or else where the anchor says. */
export function ensureBlock(before: string, request: BlockRequest): string {
  const lines = splitLines(before);
  const { block, begin, end } = request;
  const blockLines = block === '' ? [] : [begin, ...splitLines(block), end];
  const first = lines.lastIndexOf(begin);
  const last = lines.lastIndexOf(end);
  let at: number;
  if (first === -1 || last === -1) {
    at = newPlace(lines, before, request);
  } else {
    at = Math.min(first, last);
    lines.splice(at, Math.abs(last - first) + 1);
  }
  const previous = lines[at - 1];
  if (at > 0 && previous !== undefined && !previous.endsWith('\n')) lines[at - 1] = `${previous}\n`;
  lines.splice(at, 0, ...blockLines);
  return lines.join('');
}

function newPlace(lines: readonly string[], text: string, request: BlockRequest): number {
  const { anchor, after } = request;
  if (!anchor) return after ? lines.length : 0;
  const found = /\(\?[a-zA-Z]*m/.test(anchor.pattern)
    ? lineOfMatch(anchor, text, after)
    : lines.findLastIndex((line) => anchor.search(line) !== undefined);
  if (found === -1) return lines.length;
  return after ? found + 1 : found;
}

/** With the multiline flag the anchor may span lines: it is looked for in the whole text. */
function lineOfMatch(anchor: PythonRegex, text: string, after: boolean): number {
  const match = anchor.search(text);
  if (!match) return -1;
  return text.slice(0, after ? match.end : match.start).split('\n').length - 1;
}
