import { TemplateError } from '../diagnostics/errors.ts';

/** How characters of a pattern are read at some place of it. */
export interface CharacterMode {
  /** The subject holds ASCII characters only. */
  readonly asciiText: boolean;
  readonly ascii: boolean;
  /** `(?i:…)` in a pattern that minds case elsewhere: both cases are written out. */
  readonly bothCases: boolean;
}

const SPACE =
  '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const ASCII_SPACE = '\\t-\\r\\x20';
const SIMPLE: Record<string, number> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92 };

const codeEscape = (code: number): string => `\\u{${code.toString(16)}}`;
const isLetter = (char: string): boolean => /\p{L}/u.test(char);

/** `re.error` with Python's text. */
export function regexError(message: string, position?: number): TemplateError {
  return new TemplateError(
    'error',
    position === undefined ? message : `${message} at position ${position}`,
  );
}

/** A pattern and the place in it that is read next. */
export class PatternCursor {
  readonly chars: readonly string[];
  at = 0;

  constructor(pattern: string) {
    this.chars = Array.from(pattern);
  }

  peek(): string | undefined {
    return this.chars[this.at];
  }

  /** The text from `from` up to what is read next. */
  since(from: number): string {
    return this.chars.slice(from, this.at).join('');
  }
}

/** What stands between the brackets of a set for `\d`, `\w` or `\s`. */
export function category(letter: string, mode: CharacterMode): string {
  const plain = mode.asciiText || mode.ascii;
  switch (letter) {
    case 'd':
      return plain ? '0-9' : '\\p{Nd}';
    case 'w':
      return plain ? 'A-Za-z0-9_' : '\\p{L}\\p{N}_';
    default:
      return mode.ascii ? ASCII_SPACE : SPACE;
  }
}

/** One character that stands for itself. */
export function literal(code: number, mode: CharacterMode): string {
  const char = String.fromCodePoint(code);
  if (mode.bothCases && isLetter(char)) {
    const forms = [...new Set([char, char.toLowerCase(), char.toUpperCase()])];
    const single = forms.filter((form) => Array.from(form).length === 1);
    return `[${single.map((form) => codeEscape(form.codePointAt(0) as number)).join('')}]`;
  }
  return /[A-Za-z0-9_ "'<>=:;,@#%&~!`]/.test(char) ? char : codeEscape(code);
}

/**
 * The code point that an escaped character stands for; the cursor is after `char`, the backslash is at `at`.
 * @throws TemplateError (re.error)
 */
export function escapedCharacter(cursor: PatternCursor, char: string, at: number): number {
  const simple = SIMPLE[char];
  if (simple !== undefined) return simple;
  const width = char === 'x' ? 2 : char === 'u' ? 4 : char === 'U' ? 8 : 0;
  if (width > 0) {
    const digits = cursor.chars.slice(cursor.at, cursor.at + width).join('');
    const hex = /^[0-9a-fA-F]*/.exec(digits)?.[0] ?? '';
    if (hex.length !== width) throw regexError(`incomplete escape \\${char}${hex}`, at);
    cursor.at += width;
    return Number.parseInt(hex, 16);
  }
  if (/[0-7]/.test(char)) {
    let digits = char;
    while (digits.length < 3 && /[0-7]/.test(cursor.peek() ?? '')) {
      digits += cursor.chars[cursor.at++];
    }
    return Number.parseInt(digits, 8);
  }
  if (/[A-Za-z0-9]/.test(char)) throw regexError(`bad escape \\${char}`, at);
  return char.codePointAt(0) as number;
}

/**
 * A set in brackets; the cursor is after the opening one, which is at `at`.
 * @throws TemplateError (re.error)
 */
export function characterSet(cursor: PatternCursor, at: number, mode: CharacterMode): string {
  let negated = false;
  if (cursor.peek() === '^') {
    negated = true;
    cursor.at++;
  }
  const parts: string[] = [];
  let first = true;
  const item = (): number | string => {
    const from = cursor.at;
    const char = cursor.chars[cursor.at++];
    if (char === undefined) throw regexError('unterminated character set', at);
    if (char !== '\\') return char.codePointAt(0) as number;
    const escaped = cursor.chars[cursor.at++];
    if (escaped === undefined) throw regexError('unterminated character set', at);
    if ('dws'.includes(escaped)) return category(escaped, mode);
    if ('DWS'.includes(escaped)) return `[^${category(escaped.toLowerCase(), mode)}]`;
    if (escaped === 'b') return 8;
    return escapedCharacter(cursor, escaped, from);
  };
  for (;;) {
    const char = cursor.peek();
    if (char === undefined) throw regexError('unterminated character set', at);
    if (char === ']' && !first) {
      cursor.at++;
      break;
    }
    first = false;
    const from = cursor.at;
    const low = item();
    if (cursor.peek() === '-' && cursor.chars[cursor.at + 1] !== ']') {
      cursor.at++;
      if (cursor.peek() === undefined) throw regexError('unterminated character set', at);
      const high = item();
      if (typeof low === 'string' || typeof high === 'string' || high < low) {
        const shown = cursor.since(from);
        throw regexError(`bad character range ${shown}`, from);
      }
      parts.push(...cased(low, high, mode));
    } else if (typeof low === 'string') parts.push(low);
    else parts.push(...cased(low, low, mode));
  }
  return `[${negated ? '^' : ''}${parts.join('')}]`;
}

function cased(low: number, high: number, mode: CharacterMode): string[] {
  const range = (from: number, to: number): string =>
    from === to ? codeEscape(from) : `${codeEscape(from)}-${codeEscape(to)}`;
  const parts = [range(low, high)];
  if (mode.bothCases) {
    const overlap = (from: number, to: number, shift: number): void => {
      const a = Math.max(low, from);
      const b = Math.min(high, to);
      if (a <= b) parts.push(range(a + shift, b + shift));
    };
    overlap(65, 90, 32);
    overlap(97, 122, -32);
  }
  return parts;
}
