import { hexValue, isBlank, isBlankOrEnd, isBreak, isBreakOrEnd } from './characters.ts';
import type { Cursor } from './cursor.ts';
import { makeToken, type Token } from './tokens.ts';

/** Result of a plain scalar: `crossedLine` lets a simple key follow. */
export interface PlainScalar {
  readonly token: Token;
  readonly crossedLine: boolean;
}

/** Reads an unquoted scalar. `indent` is the column that continuation lines must reach. */
export function scanPlain(cursor: Cursor, indent: number, inFlow: boolean): PlainScalar {
  const { text } = cursor;
  const start = cursor.pos;
  let value = '';
  let end = start;
  let breaks = '';
  let firstBreak = '';
  let leading = false;
  for (;;) {
    if (cursor.atDocumentIndicator() || cursor.code() === 35) break;
    const from = cursor.pos;
    cursor.pos = endOfPlainRun(cursor, inFlow);
    if (cursor.pos > from) {
      if (leading) {
        value += firstBreak !== '\n' ? firstBreak + breaks : breaks === '' ? ' ' : breaks;
        value += text.slice(from, cursor.pos);
      } else {
        value = end === from ? text.slice(start, cursor.pos) : value + text.slice(end, cursor.pos);
      }
      leading = false;
      end = cursor.pos;
    }
    if (!isBlank(cursor.code()) && !isBreak(cursor.code())) break;
    firstBreak = '';
    breaks = '';
    for (;;) {
      const code = cursor.code();
      if (code === 32 || code === 9) {
        if (leading && code === 9 && cursor.column < indent) {
          cursor.fail('found a tab character that violates indentation');
        }
        cursor.pos++;
      } else if (isBreak(code)) {
        if (leading) breaks += cursor.readBreak();
        else firstBreak = cursor.readBreak();
        leading = true;
      } else break;
    }
    if (!inFlow && cursor.column < indent) break;
  }
  return { token: makeToken('scalar', start, end, value, '', true), crossedLine: leading };
}

function endOfPlainRun(cursor: Cursor, inFlow: boolean): number {
  const { text } = cursor;
  let { pos } = cursor;
  for (; ; pos++) {
    const code = text.charCodeAt(pos);
    if (isBlankOrEnd(code)) return pos;
    if (code === 58) {
      const next = text.charCodeAt(pos + 1);
      if (isBlankOrEnd(next)) return pos;
      if (inFlow && (next === 44 || next === 63 || isBracket(next))) {
        cursor.fail("found unexpected ':'", pos);
      }
    } else if (inFlow && (code === 44 || isBracket(code))) return pos;
  }
}

function isBracket(code: number): boolean {
  return code === 91 || code === 93 || code === 123 || code === 125;
}

/** Reads a single- or double-quoted scalar, from quote to quote. */
export function scanQuoted(cursor: Cursor): Token {
  const { text } = cursor;
  const start = cursor.pos;
  const quote = cursor.code();
  cursor.pos++;
  let value = '';
  for (;;) {
    if (cursor.atDocumentIndicator()) cursor.fail('found unexpected document indicator');
    if (cursor.pos >= text.length) cursor.fail('found unexpected end of stream');
    let from = cursor.pos;
    let crossed = false;
    for (;;) {
      const code = cursor.code();
      if (isBlankOrEnd(code)) break;
      if (code === quote) {
        if (quote !== 39 || cursor.code(1) !== 39) break;
        value += text.slice(from, cursor.pos + 1);
        cursor.pos += 2;
        from = cursor.pos;
      } else if (code === 92 && quote === 34) {
        value += text.slice(from, cursor.pos);
        if (isBreak(cursor.code(1))) {
          cursor.pos++;
          cursor.skipBreak();
          crossed = true;
          from = cursor.pos;
          break;
        }
        value += scanEscape(cursor);
        from = cursor.pos;
      } else cursor.pos++;
    }
    if (!crossed) value += text.slice(from, cursor.pos);
    if (cursor.code() === quote) break;
    value += foldQuotedSpace(cursor, crossed);
  }
  cursor.pos++;
  return makeToken('scalar', start, cursor.pos, value);
}

/** White space and line breaks within quotes; `crossed` says that an escaped line break came before. */
function foldQuotedSpace(cursor: Cursor, crossed: boolean): string {
  let blanks = '';
  let firstBreak = '';
  let breaks = '';
  let leading = crossed;
  for (;;) {
    const code = cursor.code();
    if (code === 32 || code === 9) {
      if (!leading) blanks += code === 32 ? ' ' : '\t';
      cursor.pos++;
    } else if (isBreak(code)) {
      if (leading) breaks += cursor.readBreak();
      else {
        blanks = '';
        firstBreak = cursor.readBreak();
        leading = true;
      }
    } else break;
  }
  if (!leading) return blanks;
  if (firstBreak === '\n') return breaks === '' ? ' ' : breaks;
  return firstBreak + breaks;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};

function scanEscape(cursor: Cursor): string {
  const name = cursor.text.charAt(cursor.pos + 1);
  const digits = name === 'x' ? 2 : name === 'u' ? 4 : name === 'U' ? 8 : 0;
  if (digits === 0) {
    const plain = ESCAPES[name];
    if (plain === undefined) cursor.fail('found unknown escape character');
    cursor.pos += 2;
    return plain;
  }
  cursor.pos += 2;
  let point = 0;
  for (let i = 0; i < digits; i++) {
    const digit = hexValue(cursor.code(i));
    if (digit < 0) cursor.fail('did not find expected hexdecimal number');
    point = point * 16 + digit;
  }
  if ((point >= 0xd800 && point <= 0xdfff) || point > 0x10ffff) {
    cursor.fail('found invalid Unicode character escape code');
  }
  cursor.pos += digits;
  return String.fromCodePoint(point);
}

/** Reads a literal (`|`) or folded (`>`) scalar. `parentIndent` is the enclosing block's column, -1 at the top. */
export function scanBlock(cursor: Cursor, parentIndent: number): Token {
  const start = cursor.pos;
  const folded = cursor.code() === 62;
  cursor.pos++;
  const { chomping, increment } = scanBlockHeader(cursor);
  let indent = increment ? (parentIndent >= 0 ? parentIndent + increment : increment) : 0;
  let value = '';
  let leadingBreak = '';
  let leadingBlank = false;
  const first = scanBlockBreaks(cursor, indent, parentIndent);
  let trailing = first.breaks;
  indent = first.indent;
  while (cursor.column === indent && cursor.pos < cursor.text.length) {
    const trailingBlank = isBlank(cursor.code());
    if (folded && leadingBreak.startsWith('\n') && !leadingBlank && !trailingBlank) {
      if (trailing === '') value += ' ';
    } else value += leadingBreak;
    value += trailing;
    leadingBlank = trailingBlank;
    const from = cursor.pos;
    cursor.skipToBreak();
    value += cursor.text.slice(from, cursor.pos);
    leadingBreak = cursor.pos < cursor.text.length ? cursor.readBreak() : '';
    trailing = scanBlockBreaks(cursor, indent, parentIndent).breaks;
  }
  if (chomping !== '-') value += leadingBreak;
  if (chomping === '+') value += trailing;
  return makeToken('scalar', start, cursor.pos, value);
}

function scanBlockHeader(cursor: Cursor): { chomping: string; increment: number } {
  let chomping = '';
  let increment = 0;
  for (let i = 0; i < 2; i++) {
    const code = cursor.code();
    if ((code === 43 || code === 45) && chomping === '') {
      chomping = code === 43 ? '+' : '-';
      cursor.pos++;
    } else if (code >= 48 && code <= 57 && increment === 0) {
      if (code === 48) cursor.fail('found an indentation indicator equal to 0');
      increment = code - 48;
      cursor.pos++;
    }
  }
  cursor.skipBlanks();
  if (cursor.code() === 35) cursor.skipToBreak();
  if (!isBreakOrEnd(cursor.code())) {
    cursor.fail('did not find expected comment or line break');
  }
  if (isBreak(cursor.code())) cursor.skipBreak();
  return { chomping, increment };
}

/** Eats indentation and empty lines; with `indent` 0 it finds the scalar's own indentation. */
function scanBlockBreaks(
  cursor: Cursor,
  indent: number,
  parentIndent: number,
): { breaks: string; indent: number } {
  let breaks = '';
  let widest = 0;
  for (;;) {
    while ((indent === 0 || cursor.column < indent) && cursor.code() === 32) cursor.pos++;
    if (cursor.column > widest) widest = cursor.column;
    if ((indent === 0 || cursor.column < indent) && cursor.code() === 9) {
      cursor.fail('found a tab character where an indentation space is expected');
    }
    if (!isBreak(cursor.code())) break;
    breaks += cursor.readBreak();
  }
  return { breaks, indent: indent || Math.max(widest, parentIndent + 1, 1) };
}
