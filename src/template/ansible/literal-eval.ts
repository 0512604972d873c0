import { dictSet } from '../../values/dict.ts';
import { hashKey } from '../../values/hash.ts';
import { normalizeInt } from '../../values/int.ts';
import { makeSet } from '../../values/set.ts';
import { type Dict, PyFloat, Tuple, type Value } from '../../values/types.ts';

/** Text that is no Python literal. */
class NotLiteral extends Error {}

const NO: () => never = () => {
  throw new NotLiteral();
};

const NUMBER =
  /(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:\d(?:_?\d)*)?\.\d(?:_?\d)*(?:[eE][-+]?\d(?:_?\d)*)?|\d(?:_?\d)*\.(?:[eE][-+]?\d(?:_?\d)*)?|\d(?:_?\d)*[eE][-+]?\d(?:_?\d)*|0(?:_?0)*(?![0-9_])|[1-9](?:_?\d)*)/y;
const SIMPLE: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/**
 * Python's ast.literal_eval: numbers, strings, bytes, lists, tuples, dicts, sets, True, False, None, signs.
 * @param jsonNames take `true`, `false` and `null` as well
 * @returns undefined for anything else
 */
export function literalEval(text: string, jsonNames: boolean): Value | undefined {
  try {
    return new LiteralParser(text, jsonNames).whole();
  } catch (error) {
    if (error instanceof NotLiteral) return undefined;
    throw error;
  }
}

class LiteralParser {
  readonly #text: string;
  readonly #jsonNames: boolean;
  #at = 0;
  #depth = 0;

  constructor(text: string, jsonNames: boolean) {
    this.#text = text;
    this.#jsonNames = jsonNames;
  }

  whole(): Value {
    // Leading blanks are an indent that Python refuses.
    if (/^[ \t\f]/.test(this.#text) && !/^\f*[^ \t\f]/.test(this.#text)) NO();
    if (this.#text.includes('\0')) NO();
    this.#space();
    const first = this.#value();
    this.#space();
    let value = first;
    if (this.#text[this.#at] === ',') value = new Tuple(this.#tuple(first));
    this.#endOfText();
    return value;
  }

  #tuple(first: Value): Value[] {
    const items = [first];
    while (this.#text[this.#at] === ',') {
      this.#at++;
      this.#space();
      if (this.#at >= this.#text.length || /[\n#)]/.test(this.#text.charAt(this.#at))) break;
      items.push(this.#value());
      this.#space();
    }
    return items;
  }

  #endOfText(): void {
    this.#depth++;
    this.#space();
    if (this.#at < this.#text.length) NO();
  }

  /** Blanks, comments and joined lines; newlines within brackets. */
  #space(): void {
    for (;;) {
      const char = this.#text[this.#at];
      if (char === ' ' || char === '\t' || char === '\f') this.#at++;
      else if ((char === '\n' || char === '\r') && this.#depth > 0) this.#at++;
      else if (char === '\\' && /^\\\r?\n/.test(this.#text.slice(this.#at, this.#at + 3))) {
        this.#at += this.#text[this.#at + 1] === '\r' ? 3 : 2;
      } else if (char === '#') {
        while (this.#at < this.#text.length && this.#text[this.#at] !== '\n') this.#at++;
      } else return;
    }
  }

  #value(): Value {
    const value = this.#signed();
    this.#space();
    const sign = this.#text[this.#at];
    // Complex numbers, `1+2j`, are the one sum that is a literal; there is no such value here.
    if (sign === '+' || sign === '-') NO();
    return value;
  }

  #signed(): Value {
    const sign = this.#text[this.#at];
    if (sign !== '-' && sign !== '+') return this.#atom();
    this.#at++;
    this.#space();
    // Python takes one sign before a number alone.
    if (!/[\d.]/.test(this.#text.charAt(this.#at))) NO();
    const n = this.#atom();
    if (sign === '+') return n;
    if (n instanceof PyFloat) return new PyFloat(-n.value);
    if (typeof n === 'bigint') return normalizeInt(-n);
    return typeof n === 'number' ? 0 - n : NO();
  }

  #atom(): Value {
    const char = this.#text[this.#at];
    if (char === undefined) NO();
    if (char === '[') return this.#list();
    if (char === '{') return this.#braces();
    if (char === '(') return this.#parentheses();
    if (/[\d.]/.test(char as string)) return this.#number();
    const prefix = /^([bB][rR]?|[rR][bB]?|[uU])?['"]/.exec(
      this.#text.slice(this.#at, this.#at + 3),
    );
    if (prefix) return this.#strings();
    return this.#name();
  }

  #name(): Value {
    const name = /^[A-Za-z_]\w*/.exec(this.#text.slice(this.#at, this.#at + 8))?.[0] ?? '';
    this.#at += name.length;
    switch (name) {
      case 'True':
        return true;
      case 'False':
        return false;
      case 'None':
        return null;
      case 'set': {
        const call = /^\s*\(\s*\)/.exec(this.#text.slice(this.#at));
        if (!call) NO();
        this.#at += (call as RegExpExecArray)[0].length;
        return makeSet();
      }
    }
    if (this.#jsonNames) {
      if (name === 'true') return true;
      if (name === 'false') return false;
      if (name === 'null') return null;
    }
    return NO();
  }

  #number(): Value {
    NUMBER.lastIndex = this.#at;
    const found = NUMBER.exec(this.#text);
    if (!found) NO();
    const text = (found as RegExpExecArray)[0];
    this.#at += text.length;
    if (/[A-Za-z_0-9.]/.test(this.#text.charAt(this.#at))) NO();
    const plain = text.replaceAll('_', '');
    if (/^0[xob]/i.test(plain)) return normalizeInt(BigInt(plain.toLowerCase()));
    if (/[.eE]/.test(plain)) return new PyFloat(Number(plain));
    return plain.length < 16 ? Number(plain) : normalizeInt(BigInt(plain));
  }

  /** Neighbouring strings are one. */
  #strings(): Value {
    let text = '';
    const bytes: Buffer[] = [];
    let isBytes: boolean | undefined;
    for (;;) {
      const prefix = /^([bB][rR]?|[rR][bB]?|[uU])?(?=['"])/.exec(
        this.#text.slice(this.#at, this.#at + 3),
      );
      if (!prefix) break;
      const letters = prefix[0].toLowerCase();
      this.#at += letters.length;
      const piece = this.#string(letters.includes('r'), letters.includes('b'));
      if (isBytes !== undefined && isBytes !== letters.includes('b')) NO();
      isBytes = letters.includes('b');
      if (isBytes) bytes.push(Buffer.from(piece, 'latin1'));
      else text += piece;
      this.#space();
    }
    return isBytes ? new Uint8Array(Buffer.concat(bytes)) : text;
  }

  #string(raw: boolean, bytes: boolean): string {
    const quote = this.#text.charAt(this.#at);
    const triple = this.#text.startsWith(quote.repeat(3), this.#at);
    const end = triple ? quote.repeat(3) : quote;
    this.#at += end.length;
    let out = '';
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined || (!triple && char === '\n')) NO();
      if (this.#text.startsWith(end, this.#at)) {
        this.#at += end.length;
        return out;
      }
      this.#at++;
      if (bytes && (char as string) > '\x7f') NO();
      if (char !== '\\') out += char;
      else if (raw) out += `\\${this.#text[this.#at++] ?? NO()}`;
      else out += this.#escape(bytes);
    }
  }

  #escape(bytes: boolean): string {
    const char = this.#text[this.#at++] ?? NO();
    const simple = SIMPLE[char];
    if (simple !== undefined) return simple;
    if (/[0-7]/.test(char)) {
      const digits = /^[0-7]{1,3}/.exec(this.#text.slice(this.#at - 1, this.#at + 2))?.[0] ?? char;
      this.#at += digits.length - 1;
      return String.fromCharCode(Number.parseInt(digits, 8));
    }
    const width = char === 'x' ? 2 : bytes ? 0 : char === 'u' ? 4 : char === 'U' ? 8 : 0;
    if (width === 0) return char === 'N' && !bytes ? NO() : `\\${char}`;
    const hex = this.#text.slice(this.#at, this.#at + width);
    const code =
      /^[0-9a-fA-F]+$/.test(hex) && hex.length === width ? Number.parseInt(hex, 16) : NO();
    this.#at += width;
    return code > 0x10ffff ? NO() : String.fromCodePoint(code);
  }

  #enter(): void {
    this.#at++;
    if (++this.#depth > 200) NO();
    this.#space();
  }

  #leave(close: string): void {
    if (this.#text[this.#at] !== close) NO();
    this.#at++;
    this.#depth--;
  }

  /** Values up to the closing bracket; a comma may end them. */
  #items(close: string): [items: Value[], comma: boolean] {
    const items: Value[] = [];
    let comma = false;
    while (this.#text[this.#at] !== close) {
      if (items.length > 0 && !comma) NO();
      items.push(this.#value());
      this.#space();
      comma = this.#text[this.#at] === ',';
      if (comma) {
        this.#at++;
        this.#space();
      }
    }
    return [items, comma];
  }

  #list(): Value {
    this.#enter();
    const [items] = this.#items(']');
    this.#leave(']');
    return items;
  }

  #parentheses(): Value {
    this.#enter();
    const [items, comma] = this.#items(')');
    this.#leave(')');
    return items.length === 1 && !comma ? (items[0] as Value) : new Tuple(items);
  }

  #braces(): Value {
    this.#enter();
    if (this.#text[this.#at] === '}') {
      this.#leave('}');
      return new Map();
    }
    const first = this.#value();
    this.#space();
    if (this.#text[this.#at] !== ':') {
      const items = [first];
      if (this.#text[this.#at] === ',') {
        this.#at++;
        this.#space();
        items.push(...this.#items('}')[0]);
      }
      this.#leave('}');
      // Members that can't be hashed raise a TypeError that is not caught.
      return makeSet(items);
    }
    const dict: Dict = new Map();
    let key = first;
    for (;;) {
      if (this.#text[this.#at] !== ':') NO();
      this.#at++;
      this.#space();
      const value = this.#value();
      hashKey(key);
      dictSet(dict, key, value);
      this.#space();
      if (this.#text[this.#at] === ',') {
        this.#at++;
        this.#space();
        if (this.#text[this.#at] === '}') break;
        key = this.#value();
        this.#space();
      } else break;
    }
    this.#leave('}');
    return dict;
  }
}
