import { normalizeInt } from './int.ts';
import { type Dict, PyFloat, type Value } from './types.ts';

/** Text that is no JSON, in the words of Python's json module. */
export class JsonSyntaxError extends Error {}

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
const PLAIN = /[^"\\\x00-\x1f]*/y;
const CONSTANTS: readonly (readonly [string, Value])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', new PyFloat(Number.NaN)],
  ['Infinity', new PyFloat(Number.POSITIVE_INFINITY)],
  ['-Infinity', new PyFloat(Number.NEGATIVE_INFINITY)],
];
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
 * Reads JSON as Python's json.loads does: ints of any size, floats apart from ints, `NaN` and `Infinity`, the last
 * of equal keys wins. A subclass says what becomes of a text, a list or an object; offsets count UTF-16 units.
 */
export class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The only value of the text. @throws JsonSyntaxError with Python's message */
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

  protected text(value: string, _start: number): Value {
    return value;
  }

  protected list(items: Value[], _start: number, _valueOffsets: number[]): Value {
    return items;
  }

  protected object(
    dict: Dict,
    _start: number,
    _places: { keys: string[]; keyOffsets: number[]; valueOffsets: number[] },
  ): Value {
    return dict;
  }

  /** Reads what stands at a key of an object. */
  protected member(_key: string): Value {
    return this.#value();
  }

  #fail(problem: string, at: number): never {
    const before = this.#text.slice(0, at);
    const line = before.split('\n').length;
    const column = Array.from(before.slice(before.lastIndexOf('\n') + 1)).length + 1;
    throw new JsonSyntaxError(
      `${problem}: line ${line} column ${column} (char ${Array.from(before).length})`,
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
    const start = this.#at;
    switch (this.#text[start]) {
      case '"':
        return this.text(this.#string(), start);
      case '{':
        return this.#object();
      case '[':
        return this.#list();
    }
    for (const [word, value] of CONSTANTS) {
      if (this.#text.startsWith(word, start)) {
        this.#at += word.length;
        return value;
      }
    }
    NUMBER.lastIndex = start;
    const found = NUMBER.exec(this.#text);
    if (found === null) this.#fail('Expecting value', start);
    this.#at += found[0].length;
    if (found[1] !== undefined || found[2] !== undefined) return new PyFloat(Number(found[0]));
    return found[0].length < 16 ? Number(found[0]) + 0 : normalizeInt(BigInt(found[0]));
  }

  #list(): Value {
    const start = this.#at;
    const items: Value[] = [];
    const valueOffsets: number[] = [];
    this.#members(']', () => {
      valueOffsets.push(this.#at);
      items.push(this.#value());
    });
    return this.list(items, start, valueOffsets);
  }

  #object(): Value {
    const start = this.#at;
    const dict: Dict = new Map();
    const places = {
      keys: [] as string[],
      keyOffsets: [] as number[],
      valueOffsets: [] as number[],
    };
    this.#members('}', () => {
      if (this.#text[this.#at] !== '"') {
        this.#fail('Expecting property name enclosed in double quotes', this.#at);
      }
      places.keyOffsets.push(this.#at);
      const key = this.#string();
      this.#space();
      if (this.#text[this.#at] !== ':') this.#fail("Expecting ':' delimiter", this.#at);
      this.#at++;
      this.#space();
      places.keys.push(key);
      places.valueOffsets.push(this.#at);
      dict.set(key, this.member(key));
    });
    return this.object(dict, start, places);
  }

  /** Reads what stands between commas, up to a closing bracket. */
  #members(end: string, read: () => void): void {
    this.#at++;
    this.#space();
    if (this.#text[this.#at] === end) {
      this.#at++;
      return;
    }
    for (;;) {
      read();
      this.#space();
      const mark = this.#text[this.#at];
      if (mark !== end && mark !== ',') this.#fail("Expecting ',' delimiter", this.#at);
      this.#at++;
      if (mark === end) return;
      this.#space();
    }
  }

  #string(): string {
    const start = this.#at++;
    let value = '';
    for (;;) {
      PLAIN.lastIndex = this.#at;
      const run = PLAIN.exec(this.#text)?.[0] ?? '';
      value += run;
      this.#at += run.length;
      const mark = this.#text[this.#at];
      if (mark === undefined) this.#fail('Unterminated string starting at', start);
      if (mark !== '"' && mark !== '\\') this.#fail('Invalid control character at', this.#at);
      this.#at++;
      if (mark === '"') return value;
      value += this.#escape(start);
    }
  }

  /** What stands behind a backslash. */
  #escape(stringStart: number): string {
    const letter = this.#text[this.#at];
    if (letter === undefined) this.#fail('Unterminated string starting at', stringStart);
    if (letter === 'u') {
      const digits = this.#text.slice(this.#at + 1, this.#at + 5);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.#fail('Invalid \\uXXXX escape', this.#at);
      this.#at += 5;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const plain = ESCAPES[letter];
    if (plain === undefined) this.#fail('Invalid \\escape', this.#at - 1);
    this.#at++;
    return plain;
  }
}
