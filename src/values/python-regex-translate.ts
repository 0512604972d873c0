import { TemplateError } from '../diagnostics/errors.ts';

export interface RegexFlags {
  ignorecase?: boolean;
  multiline?: boolean;
  dotall?: boolean;
  verbose?: boolean;
  ascii?: boolean;
}

export interface Translation {
  /** JavaScript source for the `v` flag. */
  readonly source: string;
  readonly ignorecase: boolean;
  /** Number of groups; Python's group n is JavaScript's group named `g<n>`. */
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
  /** Can match empty text although longer text would match as well. */
  readonly mayPreferEmpty: boolean;
}

interface Piece {
  js: string;
  min: number;
  max: number;
  /** Nothing that a quantifier may follow. */
  anchor?: boolean;
}

const SPACE =
  '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const ASCII_SPACE = '\\t-\\r\\x20';
const SIMPLE: Record<string, number> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92 };

export function regexError(message: string, position?: number): TemplateError {
  return new TemplateError(
    'error',
    position === undefined ? message : `${message} at position ${position}`,
  );
}

const codeEscape = (code: number): string => `\\u{${code.toString(16)}}`;
const isLetter = (char: string): boolean => /\p{L}/u.test(char);

/**
 * Translates a pattern of Python's `re` (3.11) to JavaScript. `asciiText` gives a faster form that is right for
 * subjects of ASCII characters only. Conditional groups `(?(1)a|b)` have no counterpart and are refused.
 */
class Translator {
  readonly #chars: string[];
  readonly #asciiText: boolean;
  readonly #global: Required<RegexFlags>;
  #flags: Required<RegexFlags>;
  #at = 0;
  #atomics = 0;
  #groups = 0;
  #optionalEmpty = false;
  readonly names = new Map<string, number>();
  readonly #open = new Set<number>();

  constructor(pattern: string, flags: RegexFlags, asciiText: boolean) {
    this.#chars = Array.from(pattern);
    this.#asciiText = asciiText;
    this.#global = {
      ignorecase: false,
      multiline: false,
      dotall: false,
      verbose: false,
      ascii: false,
      ...flags,
    };
    const inline = /^\(\?([aiLmsux]+)\)/.exec(pattern);
    if (inline) {
      setFlags(this.#global, inline[1] as string, true);
      this.#at = inline[0].length;
    }
    this.#flags = { ...this.#global };
  }

  run(): Translation {
    const piece = this.#alternation();
    if (this.#at < this.#chars.length) throw regexError('unbalanced parenthesis', this.#at);
    return {
      source: piece.js,
      ignorecase: this.#global.ignorecase,
      groups: this.#groups,
      names: this.names,
      mayPreferEmpty: piece.min === 0 && this.#optionalEmpty,
    };
  }

  #alternation(): Piece {
    const branches = [this.#sequence()];
    while (this.#chars[this.#at] === '|') {
      this.#at++;
      this.#optionalEmpty = true;
      branches.push(this.#sequence());
    }
    return {
      js: branches.map((branch) => branch.js).join('|'),
      min: Math.min(...branches.map((branch) => branch.min)),
      max: Math.max(...branches.map((branch) => branch.max)),
    };
  }

  #sequence(): Piece {
    let js = '';
    let min = 0;
    let max = 0;
    for (;;) {
      this.#skipVerbose();
      const char = this.#chars[this.#at];
      if (char === undefined || char === '|' || char === ')') break;
      const from = this.#at;
      const piece = this.#quantified(this.#atom(), from);
      js += piece.js;
      min += piece.min;
      max += piece.max;
    }
    return { js, min, max };
  }

  #skipVerbose(): void {
    if (!this.#flags.verbose) return;
    for (;;) {
      const char = this.#chars[this.#at];
      if (char !== undefined && /[ \t\n\r\f\v]/.test(char)) this.#at++;
      else if (char === '#') {
        while (this.#at < this.#chars.length && this.#chars[this.#at] !== '\n') this.#at++;
      } else return;
    }
  }

  #quantified(atom: Piece, from: number): Piece {
    this.#skipVerbose();
    const at = this.#at;
    const range = this.#range();
    if (!range) return atom;
    if (atom.anchor || atom.js === '') {
      if (atom.js === '' || this.#chars[from] === '^') throw regexError('nothing to repeat', at);
    }
    const [low, high] = range;
    let suffix =
      low === 0 && high === Number.POSITIVE_INFINITY
        ? '*'
        : low === 1 && high === Number.POSITIVE_INFINITY
          ? '+'
          : low === 0 && high === 1
            ? '?'
            : `{${low},${high === Number.POSITIVE_INFINITY ? '' : high}}`;
    let possessive = false;
    if (this.#chars[this.#at] === '?') {
      suffix += '?';
      this.#optionalEmpty = true;
      this.#at++;
    } else if (this.#chars[this.#at] === '+') {
      possessive = true;
      this.#at++;
    }
    const again = this.#at;
    if (this.#range()) throw regexError('multiple repeat', again);
    let js = `${atom.anchor ? `(?:${atom.js})` : atom.js}${suffix}`;
    if (possessive) js = this.#atomic(js);
    return { js, min: atom.min * low, max: atom.max === 0 ? 0 : atom.max * high };
  }

  #range(): [number, number] | undefined {
    const char = this.#chars[this.#at];
    if (char === '*' || char === '+' || char === '?') {
      this.#at++;
      return char === '*'
        ? [0, Number.POSITIVE_INFINITY]
        : char === '+'
          ? [1, Number.POSITIVE_INFINITY]
          : [0, 1];
    }
    if (char !== '{') return undefined;
    const text = this.#chars.slice(this.#at, this.#at + 24).join('');
    const found = /^\{(\d*)(,?)(\d*)\}/.exec(text);
    if (!found || (found[1] === '' && found[2] === '')) return undefined;
    if (found[1] === '' && found[3] === '' && found[2] === ',') {
      this.#at += 3;
      return [0, Number.POSITIVE_INFINITY];
    }
    const low = found[1] === '' ? 0 : Number(found[1]);
    const high =
      found[2] === '' ? low : found[3] === '' ? Number.POSITIVE_INFINITY : Number(found[3]);
    if (high < low) throw regexError('min repeat greater than max repeat', this.#at + 1);
    this.#at += found[0].length;
    return [low, high];
  }

  /** `(?>…)`: what a lookahead has matched is never given back. */
  #atomic(js: string): string {
    const group = ++this.#atomics;
    return `(?=(?<a${group}>${js}))\\k<a${group}>`;
  }

  #atom(): Piece {
    const char = this.#chars[this.#at] as string;
    const at = this.#at++;
    switch (char) {
      case '.':
        return { js: this.#flags.dotall ? '[\\s\\S]' : '[^\\n]', min: 1, max: 1 };
      case '^':
        return {
          js: this.#flags.multiline ? '(?<=^|\\n)' : '^',
          min: 0,
          max: 0,
          anchor: true,
        };
      case '$':
        return {
          js: this.#flags.multiline ? '(?=\\n|$)' : '(?=\\n?$)',
          min: 0,
          max: 0,
          anchor: true,
        };
      case '*':
      case '+':
      case '?':
        throw regexError('nothing to repeat', at);
      case '[':
        return { js: this.#set(at), min: 1, max: 1 };
      case '(':
        return this.#group(at);
      case '\\':
        return this.#escape(at);
      default:
        return this.#literal(char.codePointAt(0) as number);
    }
  }

  #literal(code: number): Piece {
    const char = String.fromCodePoint(code);
    let js: string;
    if (this.#flags.ignorecase && !this.#global.ignorecase && isLetter(char)) {
      const forms = new Set([char, char.toLowerCase(), char.toUpperCase()]);
      js = `[${[...forms]
        .filter((form) => Array.from(form).length === 1)
        .map((form) => codeEscape(form.codePointAt(0) as number))
        .join('')}]`;
    } else
      js = /[A-Za-z0-9_ \-"'<>=:;,@#%&~!`]/.test(char) && char !== '-' ? char : codeEscape(code);
    return { js, min: 1, max: 1 };
  }

  #category(letter: string): string {
    const plain = this.#asciiText || this.#flags.ascii;
    switch (letter) {
      case 'd':
        return plain ? '0-9' : '\\p{Nd}';
      case 'w':
        return plain ? 'A-Za-z0-9_' : '\\p{L}\\p{N}_';
      default:
        return this.#flags.ascii ? ASCII_SPACE : SPACE;
    }
  }

  #escape(at: number): Piece {
    const char = this.#chars[this.#at];
    if (char === undefined) throw regexError('bad escape (end of pattern)', at);
    this.#at++;
    switch (char) {
      case 'A':
        return { js: '^', min: 0, max: 0, anchor: true };
      case 'Z':
        return { js: '$', min: 0, max: 0, anchor: true };
      case 'b':
      case 'B': {
        const word = `[${this.#category('w')}]`;
        const js =
          char === 'b'
            ? `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`
            : `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`;
        return { js, min: 0, max: 0, anchor: true };
      }
      case 'd':
      case 'w':
      case 's':
        return { js: `[${this.#category(char)}]`, min: 1, max: 1 };
      case 'D':
      case 'W':
      case 'S':
        return { js: `[^${this.#category(char.toLowerCase())}]`, min: 1, max: 1 };
    }
    if (/[1-9]/.test(char)) {
      const next = this.#chars[this.#at];
      const third = this.#chars[this.#at + 1];
      if (/[0-3]/.test(char) && /[0-7]/.test(next ?? '') && /[0-7]/.test(third ?? '')) {
        this.#at += 2;
        return this.#literal(Number.parseInt(char + next + third, 8));
      }
      let digits = char;
      if (next !== undefined && /\d/.test(next)) {
        digits += next;
        this.#at++;
      }
      return this.#backreference(Number(digits), at, digits);
    }
    return this.#literal(this.#character(char, at));
  }

  #backreference(group: number, at: number, shown: string): Piece {
    if (group > this.#groups) throw regexError(`invalid group reference ${shown}`, at + 1);
    if (this.#open.has(group)) throw regexError('cannot refer to an open group', at);
    return { js: `\\k<g${group}>`, min: 0, max: Number.POSITIVE_INFINITY };
  }

  /** The code point an escaped character stands for; `#at` is after `char`. */
  #character(char: string, at: number): number {
    const simple = SIMPLE[char];
    if (simple !== undefined) return simple;
    const width = char === 'x' ? 2 : char === 'u' ? 4 : char === 'U' ? 8 : 0;
    if (width > 0) {
      const digits = this.#chars.slice(this.#at, this.#at + width).join('');
      const hex = /^[0-9a-fA-F]*/.exec(digits)?.[0] ?? '';
      if (hex.length !== width) throw regexError(`incomplete escape \\${char}${hex}`, at);
      this.#at += width;
      return Number.parseInt(hex, 16);
    }
    if (/[0-7]/.test(char)) {
      let digits = char;
      while (digits.length < 3 && /[0-7]/.test(this.#chars[this.#at] ?? '')) {
        digits += this.#chars[this.#at++];
      }
      return Number.parseInt(digits, 8);
    }
    if (/[A-Za-z0-9]/.test(char)) throw regexError(`bad escape \\${char}`, at);
    return char.codePointAt(0) as number;
  }

  #set(at: number): string {
    let negated = false;
    if (this.#chars[this.#at] === '^') {
      negated = true;
      this.#at++;
    }
    const parts: string[] = [];
    let first = true;
    const item = (): number | string => {
      const from = this.#at;
      const char = this.#chars[this.#at++];
      if (char === undefined) throw regexError('unterminated character set', at);
      if (char !== '\\') return char.codePointAt(0) as number;
      const escaped = this.#chars[this.#at++];
      if (escaped === undefined) throw regexError('unterminated character set', at);
      if ('dws'.includes(escaped)) return this.#category(escaped);
      if ('DWS'.includes(escaped)) return `[^${this.#category(escaped.toLowerCase())}]`;
      if (escaped === 'b') return 8;
      return this.#character(escaped, from);
    };
    for (;;) {
      const char = this.#chars[this.#at];
      if (char === undefined) throw regexError('unterminated character set', at);
      if (char === ']' && !first) {
        this.#at++;
        break;
      }
      first = false;
      const from = this.#at;
      const low = item();
      if (this.#chars[this.#at] === '-' && this.#chars[this.#at + 1] !== ']') {
        this.#at++;
        if (this.#chars[this.#at] === undefined) throw regexError('unterminated character set', at);
        const high = item();
        if (typeof low === 'string' || typeof high === 'string' || high < low) {
          const shown = this.#chars.slice(from, this.#at).join('');
          throw regexError(`bad character range ${shown}`, from);
        }
        parts.push(...this.#cased(low, high));
      } else if (typeof low === 'string') parts.push(low);
      else parts.push(...this.#cased(low, low));
    }
    return `[${negated ? '^' : ''}${parts.join('')}]`;
  }

  #cased(low: number, high: number): string[] {
    const range = (from: number, to: number): string =>
      from === to ? codeEscape(from) : `${codeEscape(from)}-${codeEscape(to)}`;
    const parts = [range(low, high)];
    if (this.#flags.ignorecase && !this.#global.ignorecase) {
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

  #group(at: number): Piece {
    if (this.#chars[this.#at] !== '?') return this.#capture(at, undefined);
    this.#at++;
    const char = this.#chars[this.#at++];
    switch (char) {
      case ':':
        return this.#wrapped('(?:', at);
      case '=':
      case '!':
        return { ...this.#wrapped(`(?${char}`, at), min: 0, max: 0, anchor: true };
      case '>': {
        const inner = this.#wrapped('(?:', at);
        return { ...inner, js: `(?:${this.#atomic(inner.js)})` };
      }
      case '#':
        while (this.#chars[this.#at] !== ')') {
          if (this.#at >= this.#chars.length)
            throw regexError('missing ), unterminated comment', at);
          this.#at++;
        }
        this.#at++;
        return { js: '(?:)', min: 0, max: 0 };
      case '<': {
        const kind = this.#chars[this.#at++];
        if (kind !== '=' && kind !== '!') {
          throw regexError(`unknown extension ?<${kind ?? ''}`, at + 1);
        }
        const inner = this.#wrapped(`(?<${kind}`, at);
        if (inner.min !== inner.max) throw regexError('look-behind requires fixed-width pattern');
        return { js: inner.js, min: 0, max: 0, anchor: true };
      }
      case 'P':
        return this.#named(at);
      case '(':
        throw regexError('conditional groups are not supported', at);
    }
    return this.#inlineFlags(at);
  }

  #named(at: number): Piece {
    const kind = this.#chars[this.#at++];
    const close = kind === '<' ? '>' : ')';
    if (kind !== '<' && kind !== '=') throw regexError(`unknown extension ?P${kind ?? ''}`, at + 1);
    const from = this.#at;
    const end = this.#chars.indexOf(close, from);
    if (end < 0) throw regexError(`missing ${close}, unterminated name`, from);
    const name = this.#chars.slice(from, end).join('');
    this.#at = end + 1;
    if (name === '') throw regexError('missing group name', from);
    if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) {
      throw regexError(`bad character in group name '${name}'`, from);
    }
    if (kind === '<') return this.#capture(at, name);
    const group = this.names.get(name);
    if (group === undefined) throw regexError(`unknown group name '${name}'`, from);
    return this.#backreference(group, at, name);
  }

  #inlineFlags(at: number): Piece {
    const text = this.#chars.slice(at + 2).join('');
    const found = /^([aiLmsux]*)(?:-([imsx]+))?([:)])/.exec(text);
    if (!found) throw regexError(`unknown extension ?${this.#chars[at + 2] ?? ''}`, at + 1);
    this.#at = at + 2 + found[0].length;
    if (found[3] === ')') throw regexError('global flags not at the start of the expression', at);
    const saved = this.#flags;
    this.#flags = { ...saved };
    setFlags(this.#flags, found[1] as string, true);
    setFlags(this.#flags, found[2] ?? '', false);
    const piece = this.#wrapped('(?:', at);
    this.#flags = saved;
    return piece;
  }

  #capture(at: number, name: string | undefined): Piece {
    const group = ++this.#groups;
    if (name !== undefined) {
      if (this.names.has(name)) {
        throw regexError(
          `redefinition of group name '${name}' as group ${group}; was group ${this.names.get(name)}`,
          at + 4,
        );
      }
      this.names.set(name, group);
    }
    this.#open.add(group);
    const piece = this.#wrapped(`(?<g${group}>`, at);
    this.#open.delete(group);
    return piece;
  }

  #wrapped(open: string, at: number): Piece {
    const inner = this.#alternation();
    if (this.#chars[this.#at] !== ')') {
      throw regexError('missing ), unterminated subpattern', at);
    }
    this.#at++;
    return { js: `${open}${inner.js})`, min: inner.min, max: inner.max };
  }
}

function setFlags(flags: Required<RegexFlags>, letters: string, on: boolean): void {
  for (const letter of letters) {
    if (letter === 'i') flags.ignorecase = on;
    else if (letter === 'm') flags.multiline = on;
    else if (letter === 's') flags.dotall = on;
    else if (letter === 'x') flags.verbose = on;
    else if (letter === 'a') flags.ascii = on;
  }
}

export function translateRegex(
  pattern: string,
  flags: RegexFlags,
  asciiText: boolean,
): Translation {
  return new Translator(pattern, flags, asciiText).run();
}
