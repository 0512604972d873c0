import {
  type CharacterMode,
  category,
  characterSet,
  escapedCharacter,
  literal,
  PatternCursor,
  regexError,
} from './python-regex-characters.ts';

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

const anchor = (js: string): Piece => ({ js, min: 0, max: 0, anchor: true });
const character = (js: string): Piece => ({ js, min: 1, max: 1 });

/**
 * Translates a pattern of Python's `re` (3.11) to JavaScript. `asciiText` gives a faster form that is right for
 * subjects of ASCII characters only. Conditional groups `(?(1)a|b)` have no counterpart and are refused.
 */
class Translator {
  readonly #cursor: PatternCursor;
  readonly #asciiText: boolean;
  readonly #global: Required<RegexFlags>;
  #flags: Required<RegexFlags>;
  #atomics = 0;
  #groups = 0;
  #optionalEmpty = false;
  readonly names = new Map<string, number>();
  readonly #open = new Set<number>();

  constructor(pattern: string, flags: RegexFlags, asciiText: boolean) {
    this.#cursor = new PatternCursor(pattern);
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
      this.#cursor.at = inline[0].length;
    }
    this.#flags = { ...this.#global };
  }

  get #mode(): CharacterMode {
    return {
      asciiText: this.#asciiText,
      ascii: this.#flags.ascii,
      bothCases: this.#flags.ignorecase && !this.#global.ignorecase,
    };
  }

  run(): Translation {
    const piece = this.#alternation();
    if (this.#cursor.at < this.#cursor.chars.length)
      throw regexError('unbalanced parenthesis', this.#cursor.at);
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
    while (this.#cursor.peek() === '|') {
      this.#cursor.at++;
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
      const char = this.#cursor.peek();
      if (char === undefined || char === '|' || char === ')') break;
      const from = this.#cursor.at;
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
      const char = this.#cursor.peek();
      if (char !== undefined && /[ \t\n\r\f\v]/.test(char)) this.#cursor.at++;
      else if (char === '#') {
        while (this.#cursor.at < this.#cursor.chars.length && this.#cursor.peek() !== '\n')
          this.#cursor.at++;
      } else return;
    }
  }

  #quantified(atom: Piece, from: number): Piece {
    this.#skipVerbose();
    const at = this.#cursor.at;
    const range = this.#range();
    if (!range) return atom;
    if (atom.anchor || atom.js === '') {
      if (atom.js === '' || this.#cursor.chars[from] === '^')
        throw regexError('nothing to repeat', at);
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
    if (this.#cursor.peek() === '?') {
      suffix += '?';
      this.#optionalEmpty = true;
      this.#cursor.at++;
    } else if (this.#cursor.peek() === '+') {
      possessive = true;
      this.#cursor.at++;
    }
    const again = this.#cursor.at;
    if (this.#range()) throw regexError('multiple repeat', again);
    let js = `${atom.anchor ? `(?:${atom.js})` : atom.js}${suffix}`;
    if (possessive) js = this.#atomic(js);
    return { js, min: atom.min * low, max: atom.max === 0 ? 0 : atom.max * high };
  }

  #range(): [number, number] | undefined {
    const char = this.#cursor.peek();
    if (char === '*' || char === '+' || char === '?') {
      this.#cursor.at++;
      return char === '*'
        ? [0, Number.POSITIVE_INFINITY]
        : char === '+'
          ? [1, Number.POSITIVE_INFINITY]
          : [0, 1];
    }
    if (char !== '{') return undefined;
    const text = this.#cursor.chars.slice(this.#cursor.at, this.#cursor.at + 24).join('');
    const found = /^\{(\d*)(,?)(\d*)\}/.exec(text);
    if (!found || (found[1] === '' && found[2] === '')) return undefined;
    if (found[1] === '' && found[3] === '' && found[2] === ',') {
      this.#cursor.at += 3;
      return [0, Number.POSITIVE_INFINITY];
    }
    const low = found[1] === '' ? 0 : Number(found[1]);
    const high =
      found[2] === '' ? low : found[3] === '' ? Number.POSITIVE_INFINITY : Number(found[3]);
    if (high < low) throw regexError('min repeat greater than max repeat', this.#cursor.at + 1);
    this.#cursor.at += found[0].length;
    return [low, high];
  }

  /** `(?>…)`: what a lookahead has matched is never given back. */
  #atomic(js: string): string {
    const group = ++this.#atomics;
    return `(?=(?<a${group}>${js}))\\k<a${group}>`;
  }

  #atom(): Piece {
    const char = this.#cursor.peek() as string;
    const at = this.#cursor.at++;
    switch (char) {
      case '.':
        return character(this.#flags.dotall ? '[\\s\\S]' : '[^\\n]');
      case '^':
        return anchor(this.#flags.multiline ? '(?<=^|\\n)' : '^');
      case '$':
        return anchor(this.#flags.multiline ? '(?=\\n|$)' : '(?=\\n?$)');
      case '*':
      case '+':
      case '?':
        throw regexError('nothing to repeat', at);
      case '[':
        return character(characterSet(this.#cursor, at, this.#mode));
      case '(':
        return this.#group(at);
      case '\\':
        return this.#escape(at);
      default:
        return this.#literal(char.codePointAt(0) as number);
    }
  }

  #literal(code: number): Piece {
    return character(literal(code, this.#mode));
  }

  #escape(at: number): Piece {
    const char = this.#cursor.peek();
    if (char === undefined) throw regexError('bad escape (end of pattern)', at);
    this.#cursor.at++;
    switch (char) {
      case 'A':
        return anchor('^');
      case 'Z':
        return anchor('$');
      case 'b':
      case 'B': {
        const word = `[${category('w', this.#mode)}]`;
        const js =
          char === 'b'
            ? `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`
            : `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`;
        return anchor(js);
      }
      case 'd':
      case 'w':
      case 's':
        return character(`[${category(char, this.#mode)}]`);
      case 'D':
      case 'W':
      case 'S':
        return character(`[^${category(char.toLowerCase(), this.#mode)}]`);
    }
    if (/[1-9]/.test(char)) {
      const next = this.#cursor.peek();
      const third = this.#cursor.chars[this.#cursor.at + 1];
      if (/[0-3]/.test(char) && /[0-7]/.test(next ?? '') && /[0-7]/.test(third ?? '')) {
        this.#cursor.at += 2;
        return this.#literal(Number.parseInt(char + next + third, 8));
      }
      let digits = char;
      if (next !== undefined && /\d/.test(next)) {
        digits += next;
        this.#cursor.at++;
      }
      return this.#backreference(Number(digits), at, digits);
    }
    return this.#literal(escapedCharacter(this.#cursor, char, at));
  }

  #backreference(group: number, at: number, shown: string): Piece {
    if (group > this.#groups) throw regexError(`invalid group reference ${shown}`, at + 1);
    if (this.#open.has(group)) throw regexError('cannot refer to an open group', at);
    return { js: `\\k<g${group}>`, min: 0, max: Number.POSITIVE_INFINITY };
  }

  #group(at: number): Piece {
    if (this.#cursor.peek() !== '?') return this.#capture(at, undefined);
    this.#cursor.at++;
    const char = this.#cursor.chars[this.#cursor.at++];
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
        while (this.#cursor.peek() !== ')') {
          if (this.#cursor.at >= this.#cursor.chars.length)
            throw regexError('missing ), unterminated comment', at);
          this.#cursor.at++;
        }
        this.#cursor.at++;
        return { js: '(?:)', min: 0, max: 0 };
      case '<': {
        const kind = this.#cursor.chars[this.#cursor.at++];
        if (kind !== '=' && kind !== '!') {
          throw regexError(`unknown extension ?<${kind ?? ''}`, at + 1);
        }
        const inner = this.#wrapped(`(?<${kind}`, at);
        if (inner.min !== inner.max) throw regexError('look-behind requires fixed-width pattern');
        return anchor(inner.js);
      }
      case 'P':
        return this.#named(at);
      case '(':
        throw regexError('conditional groups are not supported', at);
    }
    return this.#inlineFlags(at);
  }

  #named(at: number): Piece {
    const kind = this.#cursor.chars[this.#cursor.at++];
    const close = kind === '<' ? '>' : ')';
    if (kind !== '<' && kind !== '=') throw regexError(`unknown extension ?P${kind ?? ''}`, at + 1);
    const from = this.#cursor.at;
    const end = this.#cursor.chars.indexOf(close, from);
    if (end < 0) throw regexError(`missing ${close}, unterminated name`, from);
    const name = this.#cursor.chars.slice(from, end).join('');
    this.#cursor.at = end + 1;
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
    const text = this.#cursor.chars.slice(at + 2).join('');
    const found = /^([aiLmsux]*)(?:-([imsx]+))?([:)])/.exec(text);
    if (!found) throw regexError(`unknown extension ?${this.#cursor.chars[at + 2] ?? ''}`, at + 1);
    this.#cursor.at = at + 2 + found[0].length;
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
    if (this.#cursor.peek() !== ')') {
      throw regexError('missing ), unterminated subpattern', at);
    }
    this.#cursor.at++;
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
