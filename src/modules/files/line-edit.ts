import { TemplateError } from '../../diagnostics/errors.ts';
import type { PythonRegex, RegexMatch } from '../../values/python-regex.ts';
import { fail } from '../define.ts';
import { asUtf8, byteRegex, toByteText } from './byte-text.ts';

/** What lineinfile is asked to do; line and search string as byte text. */
export interface LineRequest {
  readonly line: string;
  readonly regexp: PythonRegex | null;
  readonly searchString: string | null;
  readonly insertAfter: string | null;
  readonly insertBefore: string | null;
  readonly backrefs: boolean;
  readonly firstMatch: boolean;
}

/** Splits byte text after each newline, as Python's readlines. */
export function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? [];
}

const bare = (line: string): string => line.replace(/[\r\n]+$/, '');
const isEnded = (line: string): boolean => line.endsWith('\n') || line.endsWith('\r');

interface Search {
  /** Line that the pattern, the search string or the line itself was found at; -1 for none. */
  found: number;
  /** Line to insert at; -1 for none. */
  insertAt: number;
  match: RegexMatch | true | null;
  exact: boolean;
}

/** Puts a line where lineinfile puts it; the message is empty when all stays as it is. */
export function ensureLine(
  before: readonly string[],
  request: LineRequest,
): { lines: string[]; msg: string } {
  const lines = [...before];
  const { line, insertAfter, insertBefore } = request;
  const search = findPlaces(lines, request);
  const added = (at: number): { lines: string[]; msg: string } => {
    lines.splice(at, 0, `${line}\n`);
    return { lines, msg: 'line added' };
  };
  const same = { lines, msg: '' };
  if (search.found !== -1) return replaceLine(lines, request, search);
  if (request.backrefs) return same;
  if (insertBefore === 'BOF' || insertAfter === 'BOF') return added(0);
  if (insertAfter === 'EOF' || search.insertAt === -1) {
    const last = lines.at(-1);
    if (last !== undefined && !isEnded(last)) lines.push('\n');
    return added(lines.length);
  }
  if (insertAfter) {
    const neighbour = lines[search.insertAt] ?? lines[search.insertAt - 1] ?? '';
    return bare(neighbour) === line ? same : added(search.insertAt);
  }
  return added(search.insertAt);
}

function findPlaces(lines: readonly string[], request: LineRequest): Search {
  const { regexp, searchString, insertAfter, insertBefore, firstMatch, line } = request;
  const search: Search = { found: -1, insertAt: -1, match: null, exact: false };
  if (regexp || searchString !== null) {
    for (const [index, current] of lines.entries()) {
      const match = regexp ? regexp.search(current) : current.includes(searchString ?? '');
      if (!match) continue;
      search.found = index;
      search.match = match;
      if (firstMatch) break;
    }
  }
  if (search.match) return search;
  const anchor = anchorOf(insertAfter, insertBefore);
  for (const [index, current] of lines.entries()) {
    if (bare(current) === line) {
      search.found = index;
      search.exact = true;
    } else if (anchor?.search(current)) {
      search.insertAt = insertAfter ? index + 1 : index;
      if (firstMatch) break;
    }
  }
  return search;
}

function anchorOf(insertAfter: string | null, insertBefore: string | null): PythonRegex | null {
  if (insertAfter && insertAfter !== 'BOF' && insertAfter !== 'EOF') {
    return byteRegex(insertAfter);
  }
  return insertBefore && insertBefore !== 'BOF' ? byteRegex(insertBefore) : null;
}

function replaceLine(
  lines: string[],
  { line, regexp, backrefs }: LineRequest,
  { found, match }: Search,
): { lines: string[]; msg: string } {
  const expanded =
    backrefs && regexp && match && match !== true ? expandLine(regexp, line, match) : line;
  const ended = expanded.endsWith('\n') ? expanded : `${expanded}\n`;
  if (lines[found] === ended) return { lines, msg: '' };
  lines[found] = ended;
  return { lines, msg: 'line replaced' };
}

function expandLine(regexp: PythonRegex, line: string, match: RegexMatch): string {
  try {
    return regexp.expand(line, match);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return fail(`invalid line with backrefs '${asUtf8(line)}': ${error.message}`);
  }
}

/** Takes out the lines that fit; how many they were. */
export function removeLines(
  before: readonly string[],
  fits: { regexp: PythonRegex | null; searchString: string | null; line: string | null },
): { lines: string[]; found: number } {
  const wanted = fits.line === null ? null : toByteText(fits.line);
  const isWanted = (line: string): boolean => {
    if (fits.regexp) return fits.regexp.search(line) !== undefined;
    if (fits.searchString !== null) return line.includes(fits.searchString);
    return bare(line) === wanted;
  };
  const lines = before.filter((line) => !isWanted(line));
  return { lines, found: before.length - lines.length };
}
