import type { SourceText } from '../diagnostics/source-text.ts';
import { normalizeInt } from '../values/int.ts';
import { type Dict, PyFloat, Template, type Value, VaultText } from '../values/types.ts';
import { setPositions } from './positions.ts';
import { isTemplateText } from './yaml/construct.ts';

/** Text that is no JSON, in the words of Python's json module. */
export class JsonSyntaxError extends Error {}

export interface JsonOptions {
  readonly trusted: boolean;
  decryptVault(ciphertext: string): string;
}

/**
 * Reads JSON as Python's json module does: ints of any size, floats apart from ints, `NaN` and `Infinity`,
 * the last of equal keys wins. `{"__ansible_vault": …}` and `{"__ansible_unsafe": …}` are what they say.
 * @throws JsonSyntaxError with Python's message
 */
export function parseJson(source: SourceText, options: JsonOptions): Value {
  return new JsonReader(source, options).document();
}

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
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

class JsonReader {
  readonly #source: SourceText;
  readonly #text: string;
  readonly #options: JsonOptions;
  #pos = 0;

  constructor(source: SourceText, options: JsonOptions) {
    this.#source = source;
    this.#text = source.text;
    this.#options = options;
  }

  document(): Value {
    if (this.#text.charCodeAt(0) === 0xfeff) {
      this.#fail('Unexpected UTF-8 BOM (decode using utf-8-sig)', 0);
    }
    this.#skipSpace();
    const value = this.#value(this.#options.trusted);
    this.#skipSpace();
    if (this.#pos < this.#text.length) this.#fail('Extra data', this.#pos);
    return value;
  }

  #fail(problem: string, pos: number): never {
    const before = this.#text.slice(0, pos);
    const line = before.split('\n').length;
    const column = [...before.slice(before.lastIndexOf('\n') + 1)].length + 1;
    throw new JsonSyntaxError(
      `${problem}: line ${line} column ${column} (char ${[...before].length})`,
    );
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#pos);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
      this.#pos++;
    }
  }

  #value(trusted: boolean): Value {
    const text = this.#text;
    const start = this.#pos;
    switch (text.charCodeAt(start)) {
      case 0x22: {
        const value = this.#string();
        if (!trusted || !isTemplateText(value)) return value;
        return new Template(value, this.#source.spanAt(start));
      }
      case 0x7b:
        return this.#object(trusted);
      case 0x5b:
        return this.#array(trusted);
    }
    for (const [word, value] of CONSTANTS) {
      if (text.startsWith(word, start)) {
        this.#pos += word.length;
        return value;
      }
    }
    NUMBER.lastIndex = start;
    const match = NUMBER.exec(text);
    if (match === null) this.#fail('Expecting value', start);
    this.#pos += match[0].length;
    if (match[1] !== undefined || match[2] !== undefined) return new PyFloat(Number(match[0]));
    return match[0].length < 16 ? Number(match[0]) + 0 : normalizeInt(BigInt(match[0]));
  }

  #array(trusted: boolean): Value {
    const start = this.#pos++;
    const list: Value[] = [];
    const valueOffsets: number[] = [];
    this.#skipSpace();
    if (this.#text[this.#pos] === ']') this.#pos++;
    else {
      for (;;) {
        valueOffsets.push(this.#pos);
        list.push(this.#value(trusted));
        this.#skipSpace();
        if (this.#text[this.#pos] === ']') break;
        if (this.#text[this.#pos] !== ',') this.#fail("Expecting ',' delimiter", this.#pos);
        this.#pos++;
        this.#skipSpace();
      }
      this.#pos++;
    }
    setPositions(list, {
      source: this.#source,
      start,
      keys: undefined,
      keyOffsets: [],
      valueOffsets,
    });
    return list;
  }

  #object(trusted: boolean): Value {
    const start = this.#pos++;
    const dict: Dict = new Map();
    const keys: string[] = [];
    const keyOffsets: number[] = [];
    const valueOffsets: number[] = [];
    this.#skipSpace();
    if (this.#text[this.#pos] === '}') this.#pos++;
    else {
      for (;;) {
        if (this.#text[this.#pos] !== '"') {
          this.#fail('Expecting property name enclosed in double quotes', this.#pos);
        }
        keyOffsets.push(this.#pos);
        const key = this.#string();
        this.#skipSpace();
        if (this.#text[this.#pos] !== ':') this.#fail("Expecting ':' delimiter", this.#pos);
        this.#pos++;
        this.#skipSpace();
        keys.push(key);
        valueOffsets.push(this.#pos);
        dict.set(key, this.#value(trusted && key !== '__ansible_unsafe'));
        this.#skipSpace();
        if (this.#text[this.#pos] === '}') break;
        if (this.#text[this.#pos] !== ',') this.#fail("Expecting ',' delimiter", this.#pos);
        this.#pos++;
        this.#skipSpace();
      }
      this.#pos++;
    }
    const vault = dict.get('__ansible_vault');
    if (typeof vault === 'string') {
      const { decryptVault } = this.#options;
      return new VaultText(vault, () => decryptVault(vault), this.#source.spanAt(start));
    }
    const unsafe = dict.get('__ansible_unsafe');
    if (unsafe !== undefined) return unsafe;
    setPositions(dict, { source: this.#source, start, keys, keyOffsets, valueOffsets });
    return dict;
  }

  #string(): string {
    const text = this.#text;
    const start = this.#pos++;
    let value = '';
    let from = this.#pos;
    for (;;) {
      const code = text.charCodeAt(this.#pos);
      if (code === 0x22) break;
      if (Number.isNaN(code)) this.#fail('Unterminated string starting at', start);
      if (code < 0x20) this.#fail('Invalid control character at', this.#pos);
      if (code !== 0x5c) {
        this.#pos++;
        continue;
      }
      value += text.slice(from, this.#pos) + this.#escape(start);
      from = this.#pos;
    }
    value += text.slice(from, this.#pos);
    this.#pos++;
    return value;
  }

  #escape(stringStart: number): string {
    const letter = this.#text.charAt(this.#pos + 1);
    if (letter === '') this.#fail('Unterminated string starting at', stringStart);
    if (letter === 'u') {
      const digits = this.#text.slice(this.#pos + 2, this.#pos + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.#fail('Invalid \\uXXXX escape', this.#pos + 2);
      this.#pos += 6;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const plain = ESCAPES[letter];
    if (plain === undefined) this.#fail('Invalid \\escape', this.#pos);
    this.#pos += 2;
    return plain;
  }
}
