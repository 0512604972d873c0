import { neg, pos } from './arithmetic.ts';
import { dictSet } from './dict.ts';
import { parseFloatText, parseInteger } from './number-parse.ts';
import { EscapeError, unescapeString } from './python-string-escapes.ts';
import { makeSet } from './set.ts';
import { PyFloat, Tuple, type Value } from './types.ts';

/** Text that is no literal. */
class NotLiteral extends Error {}

export interface LiteralOptions {
  /** Take `true`, `false` and `null` as well. */
  readonly jsonNames?: boolean;
  /** Blanks may lead, as `ast.literal_eval` has it; to `ast.parse` alone they are a wrong indentation. */
  readonly indented?: boolean;
}

/** Brackets deeper than this are too many for Python's parser. */
const DEEPEST = 200;

/**
 * Python's ast.literal_eval of an expression: numbers, strings, bytes, tuples, lists, dicts, sets, booleans, None.
 * Complex numbers are none, having no value here.
 * @returns undefined where Python raises SyntaxError or ValueError
 * @throws TemplateError (TypeError) for a key or a member of a set that can't be one
 */
export function pythonLiteral(text: string, options: LiteralOptions = {}): Value | undefined {
  const source = options.indented ? text.replace(/^[ \t]+/, '') : text;
  if (source === '' || /^[ \t]/.test(source) || source.includes('\0')) return undefined;
  const lines = source.includes('\r') ? source.replace(/\r\n?/g, '\n') : source;
  try {
    return new LiteralReader(lines, options.jsonNames === true).whole();
  } catch (error) {
    if (error instanceof NotLiteral || error instanceof EscapeError) return undefined;
    throw error;
  }
}

const NUMBER =
  /(?:0[xX](?:_?[\da-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|(?:\d+(?:_\d+)*)?\.\d+(?:_\d+)*(?:[eE][+-]?\d+(?:_\d+)*)?|\d+(?:_\d+)*\.?(?:[eE][+-]?\d+(?:_\d+)*)?)(?![\w.])/y;
const STRING =
  /([rRbBuU]{0,2})('''(?:[^\\]|\\[\s\S])*?'''|"""(?:[^\\]|\\[\s\S])*?"""|'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*")/y;
const WORDS: ReadonlyMap<string, Value> = new Map([
  ['None', null],
  ['True', true],
  ['False', false],
]);
const JSON_WORDS: ReadonlyMap<string, Value> = new Map([
  ...WORDS,
  ['null', null],
  ['true', true],
  ['false', false],
]);
const WORD = /[A-Za-z_]\w*(?![\w'"])/y;
const BLANK = /[ \t\f]*(?:\\\n[ \t\f]*)*/y;
const BLANK_IN_BRACKETS = /(?:[ \t\f\n]|\\\n|#[^\n]*)*/y;

class LiteralReader {
  readonly #text: string;
  readonly #words: ReadonlyMap<string, Value>;
  #at = 0;
  #depth = 0;
  #unhashable: unknown;

  constructor(text: string, jsonNames: boolean) {
    this.#text = text;
    this.#words = jsonNames ? JSON_WORDS : WORDS;
  }

  whole(): Value {
    // Comments and blank lines may stand around an expression, but it starts in the first column.
    const first = this.#match(/(?:[ \t\f]*(?:#[^\n]*)?\n)*/y);
    if (first !== undefined && /[ \t]/.test(this.#text[this.#at] ?? '')) throw new NotLiteral();
    const value = this.#tuple();
    this.#match(/[ \t\f\n]*(?:#[^\n]*[ \t\f\n]*)*/y);
    if (this.#at < this.#text.length) throw new NotLiteral();
    if (this.#unhashable !== undefined) throw this.#unhashable;
    return value;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#at += match[0].length;
    return match;
  }

  #blank(): void {
    this.#match(this.#depth > 0 ? BLANK_IN_BRACKETS : BLANK);
  }

  #take(symbol: string): boolean {
    this.#blank();
    if (!this.#text.startsWith(symbol, this.#at)) return false;
    this.#at += symbol.length;
    return true;
  }

  #expect(symbol: string): void {
    if (!this.#take(symbol)) throw new NotLiteral();
  }

  /** A value, or a tuple where commas follow. */
  #tuple(): Value {
    const first = this.#signed();
    if (!this.#take(',')) return first;
    const items = [first];
    while (!this.#atEnd()) {
      items.push(this.#signed());
      if (!this.#take(',')) break;
    }
    return new Tuple(items);
  }

  #atEnd(): boolean {
    this.#blank();
    const c = this.#text[this.#at];
    return c === undefined || c === ')' || c === '\n' || c === '#';
  }

  #signed(): Value {
    if (this.#take('-')) return neg(this.#numberOnly());
    if (this.#take('+')) return pos(this.#numberOnly());
    return this.#atom();
  }

  /** What a sign may stand before, once. */
  #numberOnly(): Value {
    const value = this.#atom();
    if (typeof value !== 'number' && typeof value !== 'bigint' && !(value instanceof PyFloat))
      throw new NotLiteral();
    return value;
  }

  #atom(): Value {
    this.#blank();
    switch (this.#text[this.#at]) {
      case '(':
        return this.#bracketed(() => this.#parenthesized());
      case '[':
        return this.#bracketed(() => this.#items(']'));
      case '{':
        return this.#bracketed(() => this.#braced());
    }
    const word = this.#match(WORD)?.[0];
    if (word !== undefined) return this.#word(word);
    const number = this.#match(NUMBER)?.[0];
    if (number !== undefined) return readNumber(number);
    return this.#strings();
  }

  #word(word: string): Value {
    const value = this.#words.get(word);
    if (value !== undefined) return value;
    if (word !== 'set') throw new NotLiteral();
    this.#expect('(');
    this.#expect(')');
    return makeSet();
  }

  #bracketed(read: () => Value): Value {
    this.#at++;
    if (++this.#depth > DEEPEST) throw new NotLiteral();
    const value = read();
    this.#depth--;
    return value;
  }

  #parenthesized(): Value {
    if (this.#take(')')) return new Tuple([]);
    const value = this.#tuple();
    this.#expect(')');
    return value;
  }

  #items(close: string): Value[] {
    const items: Value[] = [];
    while (!this.#take(close)) {
      items.push(this.#signed());
      if (this.#take(',')) continue;
      this.#expect(close);
      break;
    }
    return items;
  }

  #braced(): Value {
    if (this.#take('}')) return new Map();
    const first = this.#signed();
    if (!this.#take(':')) {
      const rest = this.#take(',') ? this.#items('}') : this.#closed();
      return this.#hashing(() => makeSet([first, ...rest]));
    }
    const dict = new Map<Value, Value>();
    const set = (key: Value): void => {
      const value = this.#signed();
      this.#hashing(() => dictSet(dict, key, value));
    };
    set(first);
    while (this.#take(',')) {
      if (this.#take('}')) return dict;
      const key = this.#signed();
      this.#expect(':');
      set(key);
    }
    this.#expect('}');
    return dict;
  }

  /** What can't be hashed matters only where all of the text is an expression. */
  #hashing<T>(make: () => T): T | null {
    try {
      return make();
    } catch (error) {
      this.#unhashable ??= error;
      return null;
    }
  }

  #closed(): Value[] {
    this.#expect('}');
    return [];
  }

  /** String literals next to each other are one. */
  #strings(): Value {
    let text: string | undefined;
    let bytes: number[] | undefined;
    while (true) {
      this.#blank();
      const match = this.#match(STRING);
      if (match === undefined) break;
      const prefix = (match[1] as string).toLowerCase();
      const body = readString(match[2] as string, prefix);
      if (prefix.includes('b')) {
        bytes ??= [];
        bytes.push(...Buffer.from(body, 'latin1'));
      } else text = (text ?? '') + body;
    }
    if (text !== undefined && bytes === undefined) return text;
    if (bytes !== undefined && text === undefined) return Uint8Array.from(bytes);
    throw new NotLiteral();
  }
}

function readString(literal: string, prefix: string): string {
  if (!['', 'r', 'u', 'b', 'rb', 'br'].includes(prefix)) throw new NotLiteral();
  const quotes = /^('''|""")/.test(literal) ? 3 : 1;
  const body = literal.slice(quotes, -quotes);
  if (prefix.includes('b') && /[^\x00-\x7f]/.test(body)) throw new NotLiteral();
  return prefix.includes('r') ? body : unescapeString(body, prefix.includes('b'));
}

function readNumber(text: string): Value {
  if (/^0[xXbBoO]/.test(text) || /^[\d_]+$/.test(text)) {
    if (/^0[0-9_]*[1-9]/.test(text)) throw new NotLiteral();
    const value = parseInteger(text, 0);
    if (value === undefined) throw new NotLiteral();
    return value;
  }
  const value = parseFloatText(text);
  if (value === undefined) throw new NotLiteral();
  return new PyFloat(value);
}
