import { TemplateError } from '../../diagnostics/errors.ts';
import { normalizeInt } from '../../values/int.ts';
import { type Dict, PyFloat, type Value } from '../../values/types.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * Python's json.loads: integers stay exact, `1.0` is a float, NaN and Infinity are known, later keys win.
 * @throws TemplateError (JSONDecodeError) with Python's text
 */
export function parseJson(text: string): Value {
  return new JsonParser(text).document();
}

class JsonParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): Value {
    if (this.#text.startsWith('\ufeff')) {
      this.#fail('Unexpected UTF-8 BOM (decode using utf-8-sig)', 0);
    }
    this.#space();
    const value = this.#value();
    this.#space();
    if (this.#at < this.#text.length) this.#fail('Extra data', this.#at);
    return value;
  }

  #fail(message: string, at: number): never {
    const before = this.#text.slice(0, at);
    const line = before.split('\n').length;
    const column = at - before.lastIndexOf('\n');
    throw new TemplateError(
      'JSONDecodeError',
      `${message}: line ${line} column ${column} (char ${Array.from(before).length})`,
    );
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
      this.#at++;
    }
  }

  #value(): Value {
    const char = this.#text[this.#at];
    if (char === '"') return this.#string();
    if (char === '{') return this.#object();
    if (char === '[') return this.#array();
    for (const [word, value] of WORDS) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value();
      }
    }
    NUMBER.lastIndex = this.#at;
    const found = NUMBER.exec(this.#text);
    if (!found) this.#fail('Expecting value', this.#at);
    this.#at += found[0].length;
    if (found[1] !== undefined || found[2] !== undefined) return new PyFloat(Number(found[0]));
    return found[0].length < 16 ? Number(found[0]) + 0 : normalizeInt(BigInt(found[0]));
  }

  #string(): string {
    const start = this.#at++;
    let out = '';
    for (;;) {
      PLAIN.lastIndex = this.#at;
      const run = (PLAIN.exec(this.#text) as RegExpExecArray)[0];
      out += run;
      this.#at += run.length;
      const char = this.#text[this.#at];
      if (char === undefined) this.#fail('Unterminated string starting at', start);
      this.#at++;
      if (char === '"') return out;
      if (char !== '\\') this.#fail('Invalid control character at', this.#at - 1);
      const code = this.#text[this.#at];
      if (code === undefined) this.#fail('Unterminated string starting at', start);
      if (code === 'u') {
        const hex = this.#text.slice(this.#at + 1, this.#at + 5);
        if (!/^[0-9a-fA-F]{4}$/.test(hex)) this.#fail('Invalid \\uXXXX escape', this.#at);
        out += String.fromCharCode(Number.parseInt(hex, 16));
        this.#at += 5;
      } else {
        const escaped = ESCAPES[code];
        if (escaped === undefined) this.#fail('Invalid \\escape', this.#at - 1);
        out += escaped;
        this.#at++;
      }
    }
  }

  #object(): Dict {
    this.#at++;
    const dict: Dict = new Map();
    this.#space();
    if (this.#text[this.#at] === '}') {
      this.#at++;
      return dict;
    }
    for (;;) {
      if (this.#text[this.#at] !== '"') {
        this.#fail('Expecting property name enclosed in double quotes', this.#at);
      }
      const key = this.#string();
      this.#space();
      if (this.#text[this.#at] !== ':') this.#fail("Expecting ':' delimiter", this.#at);
      this.#at++;
      this.#space();
      dict.set(key, this.#value());
      this.#space();
      const char = this.#text[this.#at++];
      if (char === '}') return dict;
      if (char !== ',') this.#fail("Expecting ',' delimiter", this.#at - 1);
      this.#space();
    }
  }

  #array(): Value[] {
    this.#at++;
    const items: Value[] = [];
    this.#space();
    if (this.#text[this.#at] === ']') {
      this.#at++;
      return items;
    }
    for (;;) {
      items.push(this.#value());
      this.#space();
      const char = this.#text[this.#at++];
      if (char === ']') return items;
      if (char !== ',') this.#fail("Expecting ',' delimiter", this.#at - 1);
      this.#space();
    }
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
const PLAIN = /[^"\\\x00-\x1f]*/y;
const WORDS: readonly [string, () => Value][] = [
  ['null', () => null],
  ['true', () => true],
  ['false', () => false],
  ['NaN', () => new PyFloat(Number.NaN)],
  ['Infinity', () => new PyFloat(Number.POSITIVE_INFINITY)],
  ['-Infinity', () => new PyFloat(Number.NEGATIVE_INFINITY)],
];
