import { str } from '../values/repr.ts';
import { truthy } from '../values/truth.ts';
import type { Dict, Value } from '../values/types.ts';
import type { Display } from './display.ts';
import { unifiedDiff } from './unified-diff.ts';

export interface DiffOptions {
  /** Unchanged lines around a change. */
  readonly context: number;
  /** Text of a side that is a structure. */
  readonly dumpSide: (side: Dict) => string;
}

/** The text for `diff` of a result: one diff or a list of them. */
export function formatDiff(diff: Value, display: Display, options: DiffOptions): string {
  const all = Array.isArray(diff) ? diff : [diff];
  return all
    .filter((each) => each instanceof Map)
    .map((each) => formatOne(each, display, options))
    .join('');
}

function formatOne(diff: Dict, display: Display, options: DiffOptions): string {
  let text = '';
  if (diff.has('dst_binary')) text += 'diff skipped: destination file appears to be binary\n';
  if (diff.has('src_binary')) text += 'diff skipped: source file appears to be binary\n';
  for (const [field, file] of [
    ['dst_larger', 'destination'],
    ['src_larger', 'source'],
  ] as const) {
    const size = diff.get(field);
    if (size !== undefined) {
      text += `diff skipped: ${file} file size is greater than ${str(size)}\n`;
    }
  }
  const before = diff.get('before');
  const after = diff.get('after');
  if (before !== undefined && after !== undefined) {
    const lines = unifiedDiff(
      sideLines(before, options),
      sideLines(after, options),
      { from: header(diff, 'before'), to: header(diff, 'after') },
      options.context,
    );
    for (const line of lines) text += paintLine(line, display);
    if (lines.length > 0) text += '\n';
  }
  const prepared = diff.get('prepared');
  return prepared === undefined ? text : text + str(prepared);
}

function header(diff: Dict, side: 'before' | 'after'): string {
  const name = diff.get(`${side}_header`);
  return name === undefined ? side : `${side}: ${str(name)}`;
}

function paintLine(line: string, display: Display): string {
  if (line.startsWith('+')) return display.paint(line, 'diffAdd');
  if (line.startsWith('-')) return display.paint(line, 'diffRemove');
  if (line.startsWith('@@')) return display.paint(line, 'diffLines');
  return line;
}

// What Python's str.splitlines takes for the end of a line.
const lineEnd = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;

function sideLines(side: Value, options: DiffOptions): string[] {
  const text = side instanceof Map ? options.dumpSide(side) : truthy(side) ? str(side) : '';
  const lines: string[] = [];
  let start = 0;
  for (const match of text.matchAll(lineEnd)) {
    const end = match.index + match[0].length;
    lines.push(text.slice(start, end));
    start = end;
  }
  if (start < text.length) lines.push(text.slice(start));
  const last = lines.at(-1);
  if (last !== undefined && !last.endsWith('\n')) {
    lines[lines.length - 1] = `${last}\n\\ No newline at end of file\n`;
  }
  return lines;
}
