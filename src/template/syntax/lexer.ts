import { TemplateError } from '../../diagnostics/errors.ts';
import { parseFloatText, parseInteger } from '../../values/number-parse.ts';
import { EscapeError, unescapeString } from '../../values/python-string-escapes.ts';
import { stringRepr } from '../../values/string-repr.ts';
import { PyFloat, type Value } from '../../values/types.ts';
import type { Syntax } from './delimiters.ts';
import { type LexicalRules, lexicalRules, SPACE, type TagKind } from './lexical-rules.ts';
import { syntaxError } from './syntax-error.ts';
import { OPERATORS, type Token } from './tokens.ts';

const NEWLINE = /\r\n|\r|\n/g;
const BLANKS = new RegExp(`${SPACE}+`, 'y');
const TRAILING_SPACE = new RegExp(`${SPACE}+$`);
const ONLY_SPACE = new RegExp(`^${SPACE}+$`);
const FLOAT = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy;
const INTEGER = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy;
const ASCII_NAME = /[A-Za-z0-9_]+/y;
const NAME = /[\p{L}\p{N}\p{M}\p{Pc}\u00b7\u0387\u1369-\u1371\u19da\u2118\u212e\u309b\u309c]+/uy;
const IDENTIFIER = /^[\p{XID_Start}_][\p{XID_Continue}]*$/u;
const STRING = /'[^'\\]*(?:\\[\s\S][^'\\]*)*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y;
const OPERATOR = /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/y;
const LINE_STATEMENT_END = new RegExp(`${SPACE}*(?:\\n|$)`, 'y');
const CLOSING: Record<string, string> = { '{': '}', '(': ')', '[': ']' };

/**
 * Cuts a template into tokens. A fault becomes a last token of type `error`, so that a parser that
 * stops earlier for its own reasons reports those.
 * @param state `variable` reads the text as one expression
 */
export function tokenize(
  source: string,
  syntax: Syntax,
  name?: string,
  state?: 'variable',
): Token[] {
  const lexer = new Lexer(source, syntax, name);
  try {
    if (state === 'variable') lexer.expression();
    else lexer.template();
    lexer.end();
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    lexer.tokens.push({ type: 'error', value: null, lineno: error.lineno ?? 1, error });
  }
  return lexer.tokens;
}

class Lexer {
  readonly tokens: Token[] = [];
  readonly #source: string;
  readonly #syntax: Syntax;
  readonly #rules: LexicalRules;
  readonly #name: string | undefined;
  #at = 0;
  #line = 1;
  #lineStarting = true;

  constructor(source: string, syntax: Syntax, name: string | undefined) {
    let text = source.includes('\r') ? source.replace(NEWLINE, '\n') : source;
    if (!syntax.keepTrailingNewline && text.endsWith('\n')) text = text.slice(0, -1);
    this.#source = text;
    this.#syntax = syntax;
    this.#rules = lexicalRules(syntax);
    this.#name = name;
  }

  push(type: string, value: Value): void {
    this.tokens.push({ type, value, lineno: this.#line });
  }

  /** The end of the template is told with the line of the last token. */
  end(): void {
    const lineno = this.tokens[this.tokens.length - 1]?.lineno ?? 1;
    this.tokens.push({ type: 'eof', value: '', lineno });
  }

  #fail(message: string): never {
    throw syntaxError(message, this.#line, this.#name);
  }

  #countLines(start: number, end: number): void {
    for (let at = this.#source.indexOf('\n', start); at >= 0 && at < end; ) {
      this.#line++;
      at = this.#source.indexOf('\n', at + 1);
    }
  }

  #data(text: string): void {
    if (text === '') return;
    const sequence = this.#syntax.newlineSequence;
    this.push('data', sequence === '\n' ? text : text.replaceAll('\n', sequence));
  }

  template(): void {
    const { start } = this.#rules;
    while (this.#at < this.#source.length) {
      start.lastIndex = this.#at;
      const match = start.exec(this.#source);
      if (match === null) {
        this.#data(this.#source.slice(this.#at));
        this.#countLines(this.#at, this.#source.length);
        return;
      }
      this.#tag(match);
    }
  }

  #tag(match: RegExpExecArray): void {
    const kindAt = this.#rules.kinds.findIndex((_, i) => match[2 + 2 * i] !== undefined);
    const kind = this.#rules.kinds[kindAt];
    const sign = (kind === undefined ? match[1] : match[3 + 2 * kindAt]) ?? '';
    const end = match.index + match[0].length;
    this.#text(match.index, sign, kind !== 'variable');
    this.#at = end;
    this.#lineStarting = match[0].endsWith('\n');
    if (kind === undefined) {
      this.#countLines(match.index, end);
      this.#raw();
    } else this.#inside(kind, match.index, end);
  }

  /** Text up to a tag, less what the tag's sign or lstrip_blocks takes from its end. */
  #text(end: number, sign: string, strippable: boolean): void {
    let text = this.#source.slice(this.#at, end);
    if (sign === '-') text = text.replace(TRAILING_SPACE, '');
    else if (sign !== '+' && this.#syntax.lstripBlocks && strippable) {
      const start = text.lastIndexOf('\n') + 1;
      if ((start > 0 || this.#lineStarting) && ONLY_SPACE.test(text.slice(start)))
        text = text.slice(0, start);
    }
    this.#data(text);
    this.#countLines(this.#at, end);
  }

  #raw(): void {
    const { rawEnd } = this.#rules;
    rawEnd.lastIndex = this.#at;
    const match = rawEnd.exec(this.#source);
    if (match === null) return this.#unclosed('raw directive');
    this.#text(match.index, match[1] ?? '', true);
    this.#close(match);
  }

  /** A tag that opens at the very end of a template may stay open. */
  #unclosed(what: string): void {
    if (this.#at < this.#source.length) this.#fail(`Missing end of ${what}`);
  }

  #close(match: RegExpExecArray): void {
    this.#at = match.index + match[0].length;
    this.#countLines(match.index, this.#at);
    this.#lineStarting = match[0].endsWith('\n');
  }

  #inside(kind: TagKind, start: number, end: number): void {
    if (kind === 'comment') {
      const { commentEnd } = this.#rules;
      commentEnd.lastIndex = end;
      const match = commentEnd.exec(this.#source);
      this.#at = end;
      if (match === null) return this.#unclosed('comment tag');
      this.#countLines(end, match.index);
      this.#close(match);
    } else if (kind === 'lineComment') {
      const stop = this.#source.indexOf('\n', end);
      this.#countLines(start, end);
      this.#at = stop < 0 ? this.#source.length : stop;
      this.#lineStarting = false;
    } else {
      this.push(kind === 'variable' ? 'variable_begin' : 'block_begin', '');
      this.#countLines(start, end);
      if (kind === 'variable') this.#code(this.#rules.variableEnd, 'variable_end');
      else if (kind === 'block') this.#code(this.#rules.blockEnd, 'block_end');
      else this.#code(LINE_STATEMENT_END, 'block_end');
    }
  }

  /** One expression that fills the whole text. */
  expression(): void {
    this.#code(this.#rules.variableEnd, 'variable_end');
  }

  /** Tokens up to the tag's end, or to the end of the text. */
  #code(close: RegExp, closeType: string): void {
    const source = this.#source;
    const open: string[] = [];
    while (true) {
      const at = this.#at;
      if (open.length === 0) {
        close.lastIndex = at;
        const match = close.exec(source);
        if (match !== null) {
          this.push(closeType, match[0]);
          this.#close(match);
          return;
        }
      }
      if (at >= source.length) return;
      if (!this.#blank() && !this.#number() && !this.#nameToken() && !this.#string())
        this.#operator(open);
    }
  }

  #blank(): boolean {
    const code = this.#source.charCodeAt(this.#at);
    if (code > 0x20 && code < 0x7f) return false;
    BLANKS.lastIndex = this.#at;
    const match = BLANKS.exec(this.#source);
    if (match === null) return false;
    this.#close(match);
    return true;
  }

  #number(): boolean {
    const code = this.#source.charCodeAt(this.#at);
    if (code < 48 || code > 57) return false;
    FLOAT.lastIndex = this.#at;
    const float = FLOAT.exec(this.#source);
    if (float !== null) {
      this.push('float', new PyFloat(parseFloatText(float[0]) ?? 0));
      this.#at += float[0].length;
      return true;
    }
    INTEGER.lastIndex = this.#at;
    const integer = INTEGER.exec(this.#source);
    if (integer === null) return false;
    this.push('integer', parseInteger(integer[0], 0) ?? 0);
    this.#at += integer[0].length;
    return true;
  }

  #nameToken(): boolean {
    ASCII_NAME.lastIndex = this.#at;
    const ascii = ASCII_NAME.exec(this.#source);
    let name = ascii?.[0];
    if (name === undefined || this.#source.charCodeAt(this.#at + name.length) > 0x7f) {
      NAME.lastIndex = this.#at;
      name = NAME.exec(this.#source)?.[0];
      if (name === undefined) return false;
      if (!IDENTIFIER.test(name)) this.#fail('Invalid character in identifier');
    }
    this.push('name', name);
    this.#at += name.length;
    return true;
  }

  #string(): boolean {
    STRING.lastIndex = this.#at;
    const match = STRING.exec(this.#source);
    if (match === null) return false;
    let text = match[0].slice(1, -1);
    if (this.#syntax.newlineSequence !== '\n')
      text = text.replaceAll('\n', this.#syntax.newlineSequence);
    try {
      this.push('string', unescapeString(text));
    } catch (error) {
      if (error instanceof EscapeError) this.#fail(error.message);
      throw error;
    }
    this.#close(match);
    return true;
  }

  #operator(open: string[]): void {
    OPERATOR.lastIndex = this.#at;
    const match = OPERATOR.exec(this.#source);
    if (match === null) {
      const char = String.fromCodePoint(this.#source.codePointAt(this.#at) as number);
      const position = Array.from(this.#source.slice(0, this.#at)).length;
      this.#fail(`unexpected char ${stringRepr(char)} at ${position}`);
    }
    const spelling = match[0];
    const closing = CLOSING[spelling];
    if (closing !== undefined) open.push(closing);
    else if (spelling === '}' || spelling === ')' || spelling === ']') {
      const expected = open.pop();
      if (expected === undefined) this.#fail(`unexpected '${spelling}'`);
      if (expected !== spelling) this.#fail(`unexpected '${spelling}', expected '${expected}'`);
    }
    this.push(OPERATORS.get(spelling) as string, spelling);
    this.#at += spelling.length;
  }
}
