import { isBlankOrEnd, isBreak } from './characters.ts';
import { Cursor } from './cursor.ts';
import { scanBlock, scanPlain, scanQuoted } from './scan-scalar.ts';
import { scanAnchor, scanDirective, scanTag } from './scan-tag.ts';
import { makeToken, type Token, type TokenKind } from './tokens.ts';

/** A place where a `key:` without `?` may have begun. */
interface SimpleKey {
  readonly pos: number;
  readonly line: number;
  readonly column: number;
  /** Index of the key's first token, counted from the start of the stream. */
  readonly tokenNumber: number;
  /** In block context at the indentation column: it must turn out to be a key. */
  readonly required: boolean;
}

/** Longest key (in characters) that needs no `?`, as YAML 1.1 has it. */
const SIMPLE_KEY_LENGTH = 1024;

/**
 * Turns YAML 1.1 text into tokens as libyaml does, so that what is accepted, and what is said about
 * what is not, is the same.
 */
export class Scanner {
  readonly #cursor: Cursor;
  #queue: Token[] = [];
  #head = 0;
  #taken = 0;
  #ended = false;
  #indent = -1;
  readonly #indents: number[] = [];
  #flowLevel = 0;
  #simpleKeyAllowed = true;
  readonly #simpleKeys: (SimpleKey | undefined)[] = [undefined];

  constructor(text: string) {
    this.#cursor = new Cursor(text);
    if (text.charCodeAt(0) === 0xfeff) {
      this.#cursor.pos = 1;
      this.#cursor.lineStart = 1;
    }
  }

  peek(): Token {
    if (this.#head === this.#queue.length || this.#keyMayComeFirst()) this.#fetchMore();
    return this.#queue[this.#head] as Token;
  }

  take(): Token {
    const token = this.peek();
    this.#head++;
    this.#taken++;
    if (this.#head === this.#queue.length) {
      this.#queue = [];
      this.#head = 0;
    }
    return token;
  }

  #fetchMore(): void {
    for (;;) {
      if (this.#head < this.#queue.length) {
        this.#dropStaleKeys();
        if (!this.#keyMayComeFirst()) return;
      }
      if (this.#ended) return;
      this.#fetchNext();
    }
  }

  #keyMayComeFirst(): boolean {
    for (const key of this.#simpleKeys) {
      if (key !== undefined && key.tokenNumber === this.#taken) return true;
    }
    return false;
  }

  #fetchNext(): void {
    const cursor = this.#cursor;
    this.#skipToNextToken();
    this.#dropStaleKeys();
    this.#unrollIndent(cursor.column);
    if (cursor.pos >= cursor.text.length) {
      this.#fetchStreamEnd();
      return;
    }
    const code = cursor.code();
    if (cursor.pos === cursor.lineStart) {
      if (code === 37) {
        this.#fetchDirective();
        return;
      }
      if (cursor.atDocumentIndicator()) {
        this.#fetchDocumentIndicator(code);
        return;
      }
    }
    const inFlow = this.#flowLevel > 0;
    switch (code) {
      case 91:
        this.#fetchFlowStart('flow-sequence-start');
        return;
      case 123:
        this.#fetchFlowStart('flow-mapping-start');
        return;
      case 93:
        this.#fetchFlowEnd('flow-sequence-end');
        return;
      case 125:
        this.#fetchFlowEnd('flow-mapping-end');
        return;
      case 44:
        this.#fetchFlowEntry();
        return;
      case 45:
        if (isBlankOrEnd(cursor.code(1))) {
          this.#fetchBlockEntry();
          return;
        }
        this.#fetchPlain();
        return;
      case 63:
        if (inFlow || isBlankOrEnd(cursor.code(1))) {
          this.#fetchKey();
          return;
        }
        this.#fetchPlain();
        return;
      case 58:
        if (inFlow || isBlankOrEnd(cursor.code(1))) {
          this.#fetchValue();
          return;
        }
        this.#fetchPlain();
        return;
      case 42:
        this.#saveSimpleKey();
        this.#simpleKeyAllowed = false;
        this.#queue.push(scanAnchor(cursor, 'alias'));
        return;
      case 38:
        this.#saveSimpleKey();
        this.#simpleKeyAllowed = false;
        this.#queue.push(scanAnchor(cursor, 'anchor'));
        return;
      case 33:
        this.#saveSimpleKey();
        this.#simpleKeyAllowed = false;
        this.#queue.push(scanTag(cursor, inFlow));
        return;
      case 124:
      case 62:
        if (inFlow) break;
        this.#removeSimpleKey();
        this.#simpleKeyAllowed = true;
        this.#queue.push(scanBlock(cursor, this.#indent));
        return;
      case 39:
      case 34:
        this.#saveSimpleKey();
        this.#simpleKeyAllowed = false;
        this.#queue.push(scanQuoted(cursor));
        return;
      case 35:
      case 37:
      case 64:
      case 96:
      case 9:
        break;
      default:
        this.#fetchPlain();
        return;
    }
    cursor.fail('found character that cannot start any token');
  }

  #skipToNextToken(): void {
    const cursor = this.#cursor;
    for (;;) {
      let code = cursor.code();
      while (code === 32 || (code === 9 && (this.#flowLevel > 0 || !this.#simpleKeyAllowed))) {
        cursor.pos++;
        code = cursor.code();
      }
      if (code === 35) {
        cursor.skipToBreak();
        code = cursor.code();
      }
      if (!isBreak(code)) return;
      cursor.skipBreak();
      if (this.#flowLevel === 0) this.#simpleKeyAllowed = true;
    }
  }

  #dropStaleKeys(): void {
    const { pos, line } = this.#cursor;
    for (let i = 0; i < this.#simpleKeys.length; i++) {
      const key = this.#simpleKeys[i];
      if (key !== undefined && (key.line < line || key.pos + SIMPLE_KEY_LENGTH < pos)) {
        if (key.required) this.#cursor.fail("could not find expected ':'");
        this.#simpleKeys[i] = undefined;
      }
    }
  }

  #saveSimpleKey(): void {
    if (!this.#simpleKeyAllowed) return;
    const { pos, line, column } = this.#cursor;
    this.#removeSimpleKey();
    this.#simpleKeys[this.#flowLevel] = {
      pos,
      line,
      column,
      tokenNumber: this.#taken + this.#queue.length - this.#head,
      required: this.#flowLevel === 0 && this.#indent === column,
    };
  }

  #removeSimpleKey(): void {
    const key = this.#simpleKeys[this.#flowLevel];
    if (key?.required) this.#cursor.fail("could not find expected ':'");
    this.#simpleKeys[this.#flowLevel] = undefined;
  }

  #rollIndent(column: number, kind: TokenKind, pos: number, tokenNumber = -1): void {
    if (this.#flowLevel > 0 || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    this.#indent = column;
    this.#insert(makeToken(kind, pos, pos), tokenNumber);
  }

  #unrollIndent(column: number): void {
    if (this.#flowLevel > 0) return;
    while (this.#indent > column) {
      const { pos } = this.#cursor;
      this.#queue.push(makeToken('block-end', pos, pos));
      this.#indent = this.#indents.pop() as number;
    }
  }

  #insert(token: Token, tokenNumber: number): void {
    if (tokenNumber < 0) this.#queue.push(token);
    else this.#queue.splice(this.#head + tokenNumber - this.#taken, 0, token);
  }

  /** Takes `length` characters as one token. */
  #push(kind: TokenKind, length: number): void {
    const start = this.#cursor.pos;
    this.#cursor.pos += length;
    this.#queue.push(makeToken(kind, start, start + length));
  }

  #fetchStreamEnd(): void {
    const cursor = this.#cursor;
    if (cursor.column !== 0) {
      cursor.line++;
      cursor.pos = cursor.text.length + 1;
      cursor.lineStart = cursor.pos;
    }
    this.#unrollIndent(-1);
    this.#removeSimpleKey();
    this.#simpleKeyAllowed = false;
    this.#queue.push(makeToken('stream-end', cursor.pos, cursor.pos));
    this.#ended = true;
  }

  #fetchDirective(): void {
    this.#unrollIndent(-1);
    this.#removeSimpleKey();
    this.#simpleKeyAllowed = false;
    this.#queue.push(scanDirective(this.#cursor));
  }

  #fetchDocumentIndicator(code: number): void {
    this.#unrollIndent(-1);
    this.#removeSimpleKey();
    this.#simpleKeyAllowed = false;
    this.#push(code === 45 ? 'document-start' : 'document-end', 3);
  }

  #fetchFlowStart(kind: TokenKind): void {
    this.#saveSimpleKey();
    this.#simpleKeys.push(undefined);
    this.#flowLevel++;
    this.#simpleKeyAllowed = true;
    this.#push(kind, 1);
  }

  #fetchFlowEnd(kind: TokenKind): void {
    this.#removeSimpleKey();
    if (this.#flowLevel > 0) {
      this.#flowLevel--;
      this.#simpleKeys.pop();
    }
    this.#simpleKeyAllowed = false;
    this.#push(kind, 1);
  }

  #fetchFlowEntry(): void {
    this.#removeSimpleKey();
    this.#simpleKeyAllowed = true;
    this.#push('flow-entry', 1);
  }

  #fetchBlockEntry(): void {
    const cursor = this.#cursor;
    if (this.#flowLevel === 0) {
      if (!this.#simpleKeyAllowed) {
        cursor.fail('block sequence entries are not allowed in this context');
      }
      this.#rollIndent(cursor.column, 'block-sequence-start', cursor.pos);
    }
    this.#removeSimpleKey();
    this.#simpleKeyAllowed = true;
    this.#push('block-entry', 1);
  }

  #fetchKey(): void {
    const cursor = this.#cursor;
    if (this.#flowLevel === 0) {
      if (!this.#simpleKeyAllowed) cursor.fail('mapping keys are not allowed in this context');
      this.#rollIndent(cursor.column, 'block-mapping-start', cursor.pos);
    }
    this.#removeSimpleKey();
    this.#simpleKeyAllowed = this.#flowLevel === 0;
    this.#push('key', 1);
  }

  #fetchValue(): void {
    const cursor = this.#cursor;
    const key = this.#simpleKeys[this.#flowLevel];
    if (key !== undefined) {
      this.#insert(makeToken('key', key.pos, key.pos), key.tokenNumber);
      this.#rollIndent(key.column, 'block-mapping-start', key.pos, key.tokenNumber);
      this.#simpleKeys[this.#flowLevel] = undefined;
      this.#simpleKeyAllowed = false;
    } else {
      if (this.#flowLevel === 0) {
        if (!this.#simpleKeyAllowed) cursor.fail('mapping values are not allowed in this context');
        this.#rollIndent(cursor.column, 'block-mapping-start', cursor.pos);
      }
      this.#simpleKeyAllowed = this.#flowLevel === 0;
    }
    this.#push('value', 1);
  }

  #fetchPlain(): void {
    this.#saveSimpleKey();
    this.#simpleKeyAllowed = false;
    const { token, crossedLine } = scanPlain(this.#cursor, this.#indent + 1, this.#flowLevel > 0);
    if (crossedLine) this.#simpleKeyAllowed = true;
    this.#queue.push(token);
  }
}
