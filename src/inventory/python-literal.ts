import { makeDict } from '../values/dict.ts';
import { normalizeInt } from '../values/int.ts';
import { makeSet } from '../values/set.ts';
import { PyFloat, Tuple, type Value } from '../values/types.ts';

/**
 * The value of a Python literal, as `ast.literal_eval` gives it: strings, numbers, tuples, lists, dicts,
 * sets, booleans and None. Undefined for text that is none.
 */
export function pythonLiteral(text: string): Value | undefined {
  try {
    return new LiteralReader(text.replace(/^[ \t]+/, '')).document();
  } catch (error) {
    if (error instanceof NoLiteral) return undefined;
    throw error;
  }
}

class NoLiteral extends Error {}

const NUMBER =
  /(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:[0-9](?:_?[0-9])*)?\.[0-9](?:_?[0-9])*(?:[eE][-+]?[0-9](?:_?[0-9])*)?|[0-9](?:_?[0-9])*\.?(?:[eE][-+]?[0-9](?:_?[0-9])*)?)(?![\w.])/y;
const WORD = /[A-Za-z_]\w*/y;
const STRING = /([rRuUbB]{0,2})('''|"""|'|")/y;
const SPACE = /(?:[ \t\f]|\\\r?\n|#[^\n]*$)*/y;
const SPACE_AND_LINES = /(?:[ \t\f\r\n]|#[^\n]*)*/y;
const ESCAPE =
  /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(\r?\n)|([\s\S]))/g;
const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

class LiteralReader {
  readonly #text: string;
  #pos = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): Value {
    const first = this.#value();
    this.#space();
    const value = this.#peek() === ',' ? new Tuple(this.#rest(first, '')) : first;
    while (this.#peek() === '\n' || this.#peek() === '\r') {
      this.#pos++;
      this.#space();
    }
    if (this.#pos < this.#text.length) throw new NoLiteral();
    return value;
  }

  #peek(): string {
    return this.#text.charAt(this.#pos);
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#pos;
    const match = pattern.exec(this.#text);
    if (match !== null) this.#pos += match[0].length;
    return match;
  }

  #space(): void {
    this.#take(this.#depth > 0 ? SPACE_AND_LINES : SPACE);
  }

  #value(): Value {
    this.#space();
    const character = this.#peek();
    switch (character) {
      case '[':
        return this.#bracketed(']', () => this.#items(']'));
      case '(':
        return this.#bracketed(')', () => this.#parenthesized());
      case '{':
        return this.#bracketed('}', () => this.#braced());
      case '+':
      case '-':
        this.#pos++;
        this.#space();
        return this.#number(character === '-');
    }
    if (/[0-9.]/.test(character)) return this.#number(false);
    const text = this.#strings();
    if (text !== undefined) return text;
    switch (this.#take(WORD)?.[0]) {
      case 'None':
        return null;
      case 'True':
        return true;
      case 'False':
        return false;
      default:
        throw new NoLiteral();
    }
  }

  #bracketed(close: string, read: () => Value): Value {
    this.#pos++;
    this.#depth++;
    const value = read();
    this.#space();
    if (this.#peek() !== close) throw new NoLiteral();
    this.#pos++;
    this.#depth--;
    return value;
  }

  #items(close: string): Value[] {
    this.#space();
    return this.#peek() === close ? [] : this.#rest(this.#value(), close);
  }

  /** What follows a first item: more of them, each after a comma; a last comma is fine. */
  #rest(first: Value, close: string): Value[] {
    const items = [first];
    for (;;) {
      this.#space();
      if (this.#peek() !== ',') return items;
      this.#pos++;
      this.#space();
      const next = this.#peek();
      if (next === close || next === '\n') return items;
      items.push(this.#value());
    }
  }

  #parenthesized(): Value {
    this.#space();
    if (this.#peek() === ')') return new Tuple([]);
    const first = this.#value();
    this.#space();
    return this.#peek() === ',' ? new Tuple(this.#rest(first, ')')) : first;
  }

  #braced(): Value {
    this.#space();
    if (this.#peek() === '}') return new Map();
    const first = this.#value();
    this.#space();
    if (this.#peek() !== ':') return makeSet(this.#rest(first, '}').map(hashable));
    const entries: [Value, Value][] = [[hashable(first), this.#afterColon()]];
    for (;;) {
      this.#space();
      if (this.#peek() !== ',') break;
      this.#pos++;
      this.#space();
      if (this.#peek() === '}') break;
      const key = hashable(this.#value());
      entries.push([key, this.#afterColon()]);
    }
    return makeDict(entries);
  }

  #afterColon(): Value {
    this.#space();
    if (this.#peek() !== ':') throw new NoLiteral();
    this.#pos++;
    return this.#value();
  }

  #number(negative: boolean): Value {
    const match = this.#take(NUMBER);
    if (match === null) throw new NoLiteral();
    const digits = match[0].replaceAll('_', '');
    if (/^0[xob]/i.test(digits)) return signed(BigInt(digits), negative);
    if (/^[0-9]+$/.test(digits)) {
      if (/^0+[1-9]/.test(digits)) throw new NoLiteral();
      return signed(BigInt(digits), negative);
    }
    return new PyFloat(negative ? -Number(digits) : Number(digits));
  }

  /** One or more adjacent string literals. */
  #strings(): string | undefined {
    let text: string | undefined;
    for (;;) {
      this.#space();
      const match = this.#take(STRING);
      if (match === null) return text;
      text = (text ?? '') + this.#string((match[1] as string).toLowerCase(), match[2] as string);
    }
  }

  #string(prefix: string, quote: string): string {
    if (!['', 'r', 'u', 'b', 'rb', 'br'].includes(prefix)) throw new NoLiteral();
    const start = this.#pos;
    for (;;) {
      if (this.#pos >= this.#text.length) throw new NoLiteral();
      if (this.#text.startsWith(quote, this.#pos)) break;
      const character = this.#peek();
      if (character === '\n' && quote.length === 1) throw new NoLiteral();
      this.#pos += character === '\\' ? 2 : 1;
    }
    const body = this.#text.slice(start, this.#pos);
    this.#pos += quote.length;
    return prefix.includes('r') ? body : decodeEscapes(body);
  }
}

function signed(size: bigint, negative: boolean): Value {
  return normalizeInt(negative ? -size : size);
}

function hashable(value: Value): Value {
  if (Array.isArray(value) || value instanceof Map) throw new NoLiteral();
  return value;
}

function decodeEscapes(body: string): string {
  if (!body.includes('\\')) return body;
  return body.replace(ESCAPE, (whole, octal, x, u, long, newline, other) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    const hex: string | undefined = x ?? u ?? long;
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (newline !== undefined) return '';
    if (/[xuU]/.test(other)) throw new NoLiteral();
    return SIMPLE_ESCAPES[other] ?? whole;
  });
}
