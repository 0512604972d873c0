import {
  hexValue,
  isBlank,
  isBlankOrEnd,
  isBreak,
  isBreakOrEnd,
  isDigit,
  isWord,
} from './characters.ts';
import type { Cursor } from './cursor.ts';
import { makeToken, type Token } from './tokens.ts';

/** Reads `&name` or `*name`. */
export function scanAnchor(cursor: Cursor, kind: 'anchor' | 'alias'): Token {
  const start = cursor.pos;
  cursor.pos++;
  const from = cursor.pos;
  while (isWord(cursor.code())) cursor.pos++;
  const after = cursor.code();
  if (
    cursor.pos === from ||
    !(isBlankOrEnd(after) || '?:,]}%@`'.includes(cursor.text.charAt(cursor.pos)))
  ) {
    cursor.fail('did not find expected alphabetic or numeric character');
  }
  return makeToken(kind, start, cursor.pos, cursor.text.slice(from, cursor.pos));
}

/** Reads `!suffix`, `!handle!suffix`, `!!suffix` or `!<uri>`. */
export function scanTag(cursor: Cursor, inFlow: boolean): Token {
  const start = cursor.pos;
  let handle: string;
  let suffix: string;
  if (cursor.code(1) === 60) {
    cursor.pos += 2;
    handle = '';
    suffix = scanUri(cursor, true, '');
    if (cursor.code() !== 62) cursor.fail("did not find the expected '>'");
    cursor.pos++;
  } else {
    handle = scanHandle(cursor, false);
    if (handle.length > 1 && handle.endsWith('!')) {
      suffix = scanUri(cursor, false, '');
    } else {
      suffix = scanUri(cursor, false, handle);
      handle = '!';
      if (suffix === '') {
        handle = '';
        suffix = '!';
      }
    }
  }
  if (!isBlankOrEnd(cursor.code()) && !(inFlow && cursor.code() === 44)) {
    cursor.fail('did not find expected whitespace or line break');
  }
  return makeToken('tag', start, cursor.pos, suffix, handle);
}

function scanHandle(cursor: Cursor, directive: boolean): string {
  const from = cursor.pos;
  if (cursor.code() !== 33) cursor.fail("did not find expected '!'");
  cursor.pos++;
  while (isWord(cursor.code())) cursor.pos++;
  if (cursor.code() === 33) cursor.pos++;
  else if (directive && cursor.pos - from !== 1) cursor.fail("did not find expected '!'");
  return cursor.text.slice(from, cursor.pos);
}

const URI_PUNCTUATION = ";/?:@&=+$.!~*'()%";
const FLOW_PUNCTUATION = ',[]';

/** `head` is a handle that turned out to be the start of the suffix (its `!` is dropped). */
function scanUri(cursor: Cursor, verbatim: boolean, head: string): string {
  let uri = head.slice(1);
  let length = head.length;
  for (;;) {
    const character = cursor.text.charAt(cursor.pos);
    const code = cursor.code();
    if (
      !isWord(code) &&
      !(character !== '' && URI_PUNCTUATION.includes(character)) &&
      !(verbatim && character !== '' && FLOW_PUNCTUATION.includes(character))
    ) {
      break;
    }
    uri += code === 37 ? scanUriEscapes(cursor) : character;
    if (code !== 37) cursor.pos++;
    length++;
  }
  if (length === 0) cursor.fail('did not find expected tag URI');
  return uri;
}

function scanUriEscapes(cursor: Cursor): string {
  const bytes: number[] = [];
  while (cursor.code() === 37) {
    const high = hexValue(cursor.code(1));
    const low = hexValue(cursor.code(2));
    if (high < 0 || low < 0) cursor.fail('did not find URI escaped octet');
    bytes.push(high * 16 + low);
    cursor.pos += 3;
  }
  return Buffer.from(bytes).toString('utf8');
}

/** Reads a `%YAML` or `%TAG` line. */
export function scanDirective(cursor: Cursor): Token {
  const start = cursor.pos;
  cursor.pos++;
  const from = cursor.pos;
  while (isWord(cursor.code())) cursor.pos++;
  if (cursor.pos === from) cursor.fail('could not find expected directive name');
  if (!isBlankOrEnd(cursor.code())) cursor.fail('found unexpected non-alphabetical character');
  const name = cursor.text.slice(from, cursor.pos);
  let token: Token;
  if (name === 'YAML') {
    cursor.skipBlanks();
    const major = scanVersionNumber(cursor);
    if (cursor.code() !== 46) cursor.fail("did not find expected digit or '.' character");
    cursor.pos++;
    const minor = scanVersionNumber(cursor);
    token = makeToken('version-directive', start, cursor.pos, '', `${major}.${minor}`);
  } else if (name === 'TAG') {
    cursor.skipBlanks();
    const handle = scanHandle(cursor, true);
    if (!isBlank(cursor.code())) cursor.fail('did not find expected whitespace');
    cursor.skipBlanks();
    const prefix = scanUri(cursor, true, '');
    if (!isBlankOrEnd(cursor.code())) cursor.fail('did not find expected whitespace or line break');
    token = makeToken('tag-directive', start, cursor.pos, prefix, handle);
  } else cursor.fail('found unknown directive name');
  cursor.skipBlanks();
  if (cursor.code() === 35) cursor.skipToBreak();
  if (!isBreakOrEnd(cursor.code())) cursor.fail('did not find expected comment or line break');
  if (isBreak(cursor.code())) cursor.skipBreak();
  return token;
}

function scanVersionNumber(cursor: Cursor): number {
  const from = cursor.pos;
  while (isDigit(cursor.code())) {
    if (cursor.pos - from >= 9) cursor.fail('found extremely long version number');
    cursor.pos++;
  }
  if (cursor.pos === from) cursor.fail('did not find expected version number');
  return Number(cursor.text.slice(from, cursor.pos));
}
