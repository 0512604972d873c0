import type { ColumnWriter } from './column-writer.ts';
import { isBreak, isPrintable } from './scalar-analysis.ts';

const ESCAPES: Record<string, string> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\x85': 'N',
  '\xa0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
};

/** A scalar without quotes. */
export function writePlain(
  out: ColumnWriter,
  chars: readonly string[],
  breaks: boolean,
  inFlow: boolean,
): void {
  if (!out.whitespace && (chars.length > 0 || inFlow)) out.put(' ');
  let spaces = false;
  for (const [i, char] of chars.entries()) {
    if (char === ' ') {
      if (breaks && !spaces && out.column > out.bestWidth && chars[i + 1] !== ' ') {
        out.writeIndent();
      } else out.put(char);
      spaces = true;
    } else {
      out.put(char);
      out.indention = false;
      spaces = false;
    }
  }
  out.whitespace = false;
  out.indention = false;
}

/** A scalar in single quotes. */
export function writeSingleQuoted(
  out: ColumnWriter,
  chars: readonly string[],
  allowBreaks: boolean,
): void {
  out.indicator("'", true);
  let spaces = false;
  let breaks = false;
  for (const [i, char] of chars.entries()) {
    if (char === ' ') {
      if (
        allowBreaks &&
        !spaces &&
        out.column > out.bestWidth &&
        i > 0 &&
        i < chars.length - 1 &&
        chars[i + 1] !== ' '
      ) {
        out.writeIndent();
      } else out.put(char);
      spaces = true;
    } else if (isBreak(char)) {
      if (!breaks && char === '\n') out.break();
      out.break(char);
      out.indention = true;
      breaks = true;
    } else {
      if (breaks) out.writeIndent();
      if (char === "'") out.put("'");
      out.put(char);
      out.indention = false;
      spaces = false;
      breaks = false;
    }
  }
  if (breaks) out.writeIndent();
  out.indicator("'", false);
  out.whitespace = false;
  out.indention = false;
}

/** A scalar in double quotes. */
export function writeDoubleQuoted(
  out: ColumnWriter,
  chars: readonly string[],
  allowBreaks: boolean,
): void {
  out.indicator('"', true);
  let spaces = false;
  for (const [i, char] of chars.entries()) {
    if (
      !isPrintable(char) ||
      (char > '\x7f' && !out.unicode) ||
      isBreak(char) ||
      char === '"' ||
      char === '\\'
    ) {
      for (const part of escaped(char)) out.put(part);
      spaces = false;
    } else if (char === ' ') {
      if (allowBreaks && !spaces && out.column > out.bestWidth && i > 0 && i < chars.length - 1) {
        out.writeIndent();
        if (chars[i + 1] === ' ') out.put('\\');
      } else out.put(char);
      spaces = true;
    } else {
      out.put(char);
      spaces = false;
    }
  }
  out.indicator('"', false);
  out.whitespace = false;
  out.indention = false;
}

/** A literal (`|`) or folded (`>`) scalar. */
export function writeBlock(out: ColumnWriter, chars: readonly string[], style: string): void {
  out.indicator(style, true);
  if (chars[0] === ' ' || isBreak(chars[0])) out.indicator(String(out.bestIndent), false);
  let openEnded = false;
  if (!isBreak(chars.at(-1))) out.indicator('-', false);
  else if (chars.length === 1 || isBreak(chars.at(-2))) {
    out.indicator('+', false);
    openEnded = true;
  }
  out.break();
  out.indention = true;
  out.whitespace = true;
  let breaks = true;
  let leadingSpaces = true;
  for (const [i, char] of chars.entries()) {
    if (isBreak(char)) {
      if (style === '>' && !breaks && !leadingSpaces && char === '\n') {
        let k = i;
        while (isBreak(chars[k])) k++;
        const next = chars[k];
        if (next !== undefined && next !== ' ' && next !== '\t') out.break();
      }
      out.break(char);
      out.indention = true;
      breaks = true;
      continue;
    }
    if (breaks) {
      out.writeIndent();
      leadingSpaces = char === ' ' || char === '\t';
    }
    if (
      style === '>' &&
      !breaks &&
      char === ' ' &&
      chars[i + 1] !== ' ' &&
      out.column > out.bestWidth
    ) {
      out.writeIndent();
    } else out.put(char);
    out.indention = false;
    breaks = false;
  }
  out.openEnded = openEnded;
}

function escaped(char: string): string {
  const short = ESCAPES[char];
  if (short !== undefined) return `\\${short}`;
  const code = char.codePointAt(0) as number;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
