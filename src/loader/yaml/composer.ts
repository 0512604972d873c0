import type { MappingNode, Node, Pair } from './nodes.ts';
import { resolvePlain, TAGS } from './resolve.ts';
import { Scanner } from './scanner.ts';
import { type Token, type TokenKind, YamlSyntaxError } from './tokens.ts';

/** Parses tokens into nodes by YAML 1.1's grammar, with libyaml's error wording. */
export class Composer {
  readonly #scanner: Scanner;
  #anchors = new Map<string, Node>();
  #tagPrefixes = new Map<string, string>();
  #first = true;

  constructor(text: string) {
    this.#scanner = new Scanner(text);
  }

  /** The only document of the stream; undefined for an empty one. */
  composeSingle(): Node | undefined {
    const document = this.composeNext();
    if (document !== undefined && !this.#atStreamEnd()) {
      throw new YamlSyntaxError('but found another document', this.#documentStart().offset);
    }
    return document;
  }

  /** The next document; undefined at the end of the stream. */
  composeNext(): Node | undefined {
    if (this.#atStreamEnd()) return undefined;
    const { explicit } = this.#documentStart();
    this.#anchors = new Map();
    const next = this.#scanner.peek();
    const node =
      explicit && ENDS_EMPTY_DOCUMENT.has(next.kind)
        ? emptyScalar(next.start)
        : this.#node(true, false);
    const end = this.#scanner.peek();
    if (end.kind === 'document-end') this.#scanner.take();
    return node;
  }

  #atStreamEnd(): boolean {
    const scanner = this.#scanner;
    if (!this.#first) while (scanner.peek().kind === 'document-end') scanner.take();
    return scanner.peek().kind === 'stream-end';
  }

  /** Takes directives and `---`; gives the offset of the document's first token and whether `---` was there. */
  #documentStart(): { offset: number; explicit: boolean } {
    const scanner = this.#scanner;
    const start = scanner.peek();
    const implicitAllowed = this.#first;
    this.#first = false;
    this.#tagPrefixes = new Map([
      ['!', '!'],
      ['!!', 'tag:yaml.org,2002:'],
    ]);
    const isMarked =
      start.kind === 'version-directive' ||
      start.kind === 'tag-directive' ||
      start.kind === 'document-start';
    if (implicitAllowed && !isMarked) return { offset: start.start, explicit: false };
    let versioned = false;
    const handles = new Set<string>();
    for (let token = scanner.peek(); ; token = scanner.peek()) {
      if (token.kind === 'version-directive') {
        if (versioned) throw new YamlSyntaxError('found duplicate %YAML directive', token.start);
        if (token.handle !== '1.1' && token.handle !== '1.2') {
          throw new YamlSyntaxError('found incompatible YAML document', token.start);
        }
        versioned = true;
      } else if (token.kind === 'tag-directive') {
        if (handles.has(token.handle)) {
          throw new YamlSyntaxError('found duplicate %TAG directive', token.start);
        }
        handles.add(token.handle);
        this.#tagPrefixes.set(token.handle, token.value);
      } else break;
      scanner.take();
    }
    const token = scanner.peek();
    if (token.kind !== 'document-start') {
      throw new YamlSyntaxError('did not find expected <document start>', token.start);
    }
    scanner.take();
    return { offset: start.start, explicit: true };
  }

  #node(block: boolean, indentless: boolean): Node {
    const scanner = this.#scanner;
    let token = scanner.peek();
    if (token.kind === 'alias') {
      scanner.take();
      const target = this.#anchors.get(token.value);
      if (target === undefined) throw new YamlSyntaxError('found undefined alias', token.start);
      return target;
    }
    const { start } = token;
    let anchor: Token | undefined;
    let tagToken: Token | undefined;
    for (;;) {
      if (token.kind === 'anchor' && anchor === undefined) anchor = token;
      else if (token.kind === 'tag' && tagToken === undefined) tagToken = token;
      else break;
      scanner.take();
      token = scanner.peek();
    }
    const tag = tagToken && this.#resolveTag(tagToken);
    if (anchor && this.#anchors.has(anchor.value)) {
      throw new YamlSyntaxError('second occurrence', start);
    }
    if (indentless && token.kind === 'block-entry') {
      return this.#sequence(anchor, tag, start, (items) => this.#indentlessItems(items));
    }
    switch (token.kind) {
      case 'scalar': {
        scanner.take();
        const implicit = tag === undefined || tag === '!';
        const plain = (token.plain && tag === undefined) || tag === '!';
        const { value } = token;
        const resolved = implicit ? (plain ? resolvePlain(value) : TAGS.str) : (tag as string);
        return this.#register(anchor, { kind: 'scalar', tag: resolved, start, value });
      }
      case 'flow-sequence-start':
        scanner.take();
        return this.#sequence(anchor, tag, start, (items) => this.#flowItems(items));
      case 'flow-mapping-start':
        scanner.take();
        return this.#mapping(anchor, tag, start, (pairs) => this.#flowPairs(pairs));
      case 'block-sequence-start':
        if (!block) break;
        scanner.take();
        return this.#sequence(anchor, tag, start, (items) => this.#blockItems(items));
      case 'block-mapping-start':
        if (!block) break;
        scanner.take();
        return this.#mapping(anchor, tag, start, (pairs) => this.#blockPairs(pairs));
    }
    if (anchor !== undefined || tag !== undefined) {
      const resolved = tag === undefined ? TAGS.null : tag === '!' ? TAGS.str : tag;
      return this.#register(anchor, { kind: 'scalar', tag: resolved, start, value: '' });
    }
    throw new YamlSyntaxError('did not find expected node content', token.start);
  }

  #resolveTag(token: Token): string {
    if (token.handle === '') return token.value;
    const prefix = this.#tagPrefixes.get(token.handle);
    if (prefix === undefined) throw new YamlSyntaxError('found undefined tag handle', token.start);
    return prefix + token.value;
  }

  #register<N extends Node>(anchor: Token | undefined, node: N): N {
    if (anchor !== undefined) this.#anchors.set(anchor.value, node);
    return node;
  }

  #sequence(
    anchor: Token | undefined,
    tag: string | undefined,
    start: number,
    fill: (items: Node[]) => void,
  ): Node {
    const items: Node[] = [];
    const resolved = tag === undefined || tag === '!' ? TAGS.seq : tag;
    const node = this.#register(anchor, { kind: 'sequence', tag: resolved, start, items } as const);
    fill(items);
    return node;
  }

  #mapping(
    anchor: Token | undefined,
    tag: string | undefined,
    start: number,
    fill: (pairs: Pair[]) => void,
  ): Node {
    const pairs: Pair[] = [];
    const resolved = tag === undefined || tag === '!' ? TAGS.map : tag;
    const node: MappingNode = { kind: 'mapping', tag: resolved, start, pairs, merged: false };
    this.#register(anchor, node);
    fill(pairs);
    return node;
  }

  /** A node, or an empty scalar at `offset` when one of `ends` comes next. */
  #optional(ends: ReadonlySet<TokenKind>, block: boolean, offset: number): Node {
    if (ends.has(this.#scanner.peek().kind)) return emptyScalar(offset);
    return this.#node(block, block && ends !== ENDS_SEQUENCE_ITEM && ends !== ENDS_INDENTLESS_ITEM);
  }

  #blockItems(items: Node[]): void {
    const scanner = this.#scanner;
    while (scanner.peek().kind === 'block-entry') {
      const { end } = scanner.take();
      items.push(this.#optional(ENDS_SEQUENCE_ITEM, true, end));
    }
    const token = scanner.peek();
    if (token.kind !== 'block-end') {
      throw new YamlSyntaxError("did not find expected '-' indicator", token.start);
    }
    scanner.take();
  }

  #indentlessItems(items: Node[]): void {
    const scanner = this.#scanner;
    while (scanner.peek().kind === 'block-entry') {
      const { end } = scanner.take();
      items.push(this.#optional(ENDS_INDENTLESS_ITEM, true, end));
    }
  }

  #blockPairs(pairs: Pair[]): void {
    const scanner = this.#scanner;
    for (;;) {
      const token = scanner.peek();
      if (token.kind === 'block-end') {
        scanner.take();
        return;
      }
      if (token.kind !== 'key') {
        throw new YamlSyntaxError('did not find expected key', token.start);
      }
      scanner.take();
      const key = this.#optional(ENDS_BLOCK_PAIR, true, token.end);
      const colon = scanner.peek();
      if (colon.kind === 'value') {
        scanner.take();
        pairs.push({ key, value: this.#optional(ENDS_BLOCK_PAIR, true, colon.end) });
      } else pairs.push({ key, value: emptyScalar(colon.start) });
    }
  }

  #flowItems(items: Node[]): void {
    const scanner = this.#scanner;
    for (let first = true; scanner.peek().kind !== 'flow-sequence-end'; first = false) {
      if (!first) {
        const comma = scanner.peek();
        if (comma.kind !== 'flow-entry') {
          throw new YamlSyntaxError("did not find expected ',' or ']'", comma.start);
        }
        scanner.take();
      }
      const token = scanner.peek();
      if (token.kind === 'key') {
        scanner.take();
        items.push(this.#flowPair(token));
      } else if (token.kind !== 'flow-sequence-end') items.push(this.#node(false, false));
      else break;
    }
    scanner.take();
  }

  /** `[a: b]`: a mapping of one pair. */
  #flowPair(keyToken: Token): Node {
    return this.#mapping(undefined, undefined, keyToken.start, (pairs) => {
      const key = this.#optional(ENDS_FLOW_PAIR_KEY, false, keyToken.end);
      pairs.push({ key, value: this.#flowValue(ENDS_FLOW_SEQUENCE_ITEM) });
    });
  }

  #flowPairs(pairs: Pair[]): void {
    const scanner = this.#scanner;
    for (let first = true; scanner.peek().kind !== 'flow-mapping-end'; first = false) {
      if (!first) {
        const comma = scanner.peek();
        if (comma.kind !== 'flow-entry') {
          throw new YamlSyntaxError("did not find expected ',' or '}'", comma.start);
        }
        scanner.take();
      }
      const token = scanner.peek();
      if (token.kind === 'key') {
        scanner.take();
        const key = this.#optional(ENDS_FLOW_KEY, false, token.end);
        pairs.push({ key, value: this.#flowValue(ENDS_FLOW_MAPPING_ITEM) });
      } else if (token.kind !== 'flow-mapping-end') {
        const key = this.#node(false, false);
        pairs.push({ key, value: emptyScalar(scanner.peek().start) });
      } else break;
    }
    scanner.take();
  }

  #flowValue(ends: ReadonlySet<TokenKind>): Node {
    const colon = this.#scanner.peek();
    if (colon.kind !== 'value') return emptyScalar(colon.start);
    this.#scanner.take();
    return this.#optional(ends, false, colon.end);
  }
}

const ENDS_EMPTY_DOCUMENT: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'version-directive',
  'tag-directive',
  'document-start',
  'document-end',
  'stream-end',
]);
const ENDS_SEQUENCE_ITEM: ReadonlySet<TokenKind> = new Set<TokenKind>(['block-entry', 'block-end']);
const ENDS_INDENTLESS_ITEM: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'block-entry',
  'key',
  'value',
  'block-end',
]);
const ENDS_BLOCK_PAIR: ReadonlySet<TokenKind> = new Set<TokenKind>(['key', 'value', 'block-end']);
const ENDS_FLOW_PAIR_KEY: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'value',
  'flow-entry',
  'flow-sequence-end',
]);
const ENDS_FLOW_SEQUENCE_ITEM: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'flow-entry',
  'flow-sequence-end',
]);
const ENDS_FLOW_KEY: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'value',
  'flow-entry',
  'flow-mapping-end',
]);
const ENDS_FLOW_MAPPING_ITEM: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'flow-entry',
  'flow-mapping-end',
]);

function emptyScalar(start: number): Node {
  return { kind: 'scalar', tag: TAGS.null, start, value: '' };
}
