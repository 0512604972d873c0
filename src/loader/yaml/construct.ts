import type { SourceText } from '../../diagnostics/source-text.ts';
import { dictHas, dictSet } from '../../values/dict.ts';
import { str } from '../../values/repr.ts';
import { makeSet } from '../../values/set.ts';
import { stringRepr } from '../../values/string-repr.ts';
import { type Dict, PySet, Template, Tuple, type Value, VaultText } from '../../values/types.ts';
import { declareUnsafe } from '../../values/unsafe-text.ts';
import { setPositions } from '../positions.ts';
import { constructScalar } from './construct-scalar.ts';
import { flattenMerges } from './merge.ts';
import type { MappingNode, Node, Pair, SequenceNode } from './nodes.ts';
import { TAGS } from './resolve.ts';
import { YamlSyntaxError } from './tokens.ts';

export interface ConstructOptions {
  readonly source: SourceText;
  /** Strings with template delimiters become Templates. */
  readonly trusted: boolean;
  decryptVault(ciphertext: string, offset: number): string;
  warn(message: string): void;
  /** DUPLICATE_YAML_DICT_KEY */
  readonly duplicateKeys: 'warn' | 'error' | 'ignore';
  /** Only YAML's own tags, as PyYAML's SafeLoader knows them. */
  readonly standardTags?: boolean;
}

const TEMPLATE_OPENING = /\{[{%#]/;

/** Whether trusted text is a template rather than plain text. */
export function isTemplateText(text: string): boolean {
  return text.includes('{') && TEMPLATE_OPENING.test(text);
}

/**
 * Makes values from nodes. Containers are filled breadth-first, as PyYAML does it: that decides which
 * fault is reported first, and lets a container hold itself.
 */
export class Constructor {
  readonly #options: ConstructOptions;
  readonly #made = new Map<Node, Value>();
  readonly #queue: (() => void)[] = [];
  /** Containers under `!unsafe`. */
  readonly #unsafe: Value[] = [];

  constructor(options: ConstructOptions) {
    this.#options = options;
  }

  construct(root: Node): Value {
    const value = this.#value(root, this.#options.trusted);
    for (let i = 0; i < this.#queue.length; i++) (this.#queue[i] as () => void)();
    for (const container of this.#unsafe) declareUnsafe(container);
    return value;
  }

  #value(node: Node, trusted: boolean): Value {
    if (node.kind === 'scalar') return this.#scalar(node.tag, node.value, node.start, trusted);
    const made = this.#made.get(node);
    if (made !== undefined) return made;
    const value = this.#container(node, trusted);
    if (node.tag === '!unsafe') this.#unsafe.push(value);
    this.#made.set(node, value);
    return value;
  }

  #scalar(tag: string, text: string, start: number, trusted: boolean): Value {
    if (this.#options.standardTags && OWN_TAGS.has(tag)) this.#unfit(tag, 'scalar', start);
    const value = constructScalar(tag, text, start);
    if (typeof value === 'string') {
      if (!trusted || !isTemplateText(value)) return value;
      return new Template(value, this.#options.source.spanAt(start));
    }
    if (value !== undefined) return value;
    switch (tag) {
      case '!unsafe':
        declareUnsafe(text);
        return text;
      case '!vault':
      case '!vault-encrypted': {
        const { source, decryptVault } = this.#options;
        return new VaultText(text, () => decryptVault(text, start), source.spanAt(start));
      }
    }
    return this.#unfit(tag, 'scalar', start);
  }

  #container(node: SequenceNode | MappingNode, trusted: boolean): Value {
    const { tag } = node;
    if (this.#options.standardTags && OWN_TAGS.has(tag)) this.#unfit(tag, node.kind, node.start);
    if (node.kind === 'sequence') {
      if (tag === TAGS.seq || tag === '!unsafe') {
        const list: Value[] = [];
        this.#queue.push(() => this.#fillList(list, node, trusted && tag !== '!unsafe'));
        return list;
      }
      if (tag === TAGS.omap || tag === TAGS.pairs) {
        const list: Value[] = [];
        this.#queue.push(() => this.#fillPairs(list, node, trusted));
        return list;
      }
    } else {
      if (tag === TAGS.map || tag === TAGS.pythonDict || tag === '!unsafe') {
        const dict: Dict = new Map();
        this.#queue.push(() => this.#fillDict(dict, node, trusted && tag !== '!unsafe'));
        return dict;
      }
      if (tag === TAGS.set) {
        const set = new PySet();
        this.#queue.push(() => {
          const members: Dict = new Map();
          this.#fillDict(members, node, trusted);
          set.items.push(...makeSet(members.keys()).items);
        });
        return set;
      }
    }
    return this.#unfit(tag, node.kind, node.start);
  }

  #fillList(list: Value[], node: SequenceNode, trusted: boolean): void {
    const offsets: number[] = [];
    for (const item of node.items) {
      offsets.push(item.start);
      list.push(this.#value(item, trusted));
    }
    const { source } = this.#options;
    setPositions(list, {
      source,
      start: node.start,
      keys: undefined,
      keyOffsets: [],
      valueOffsets: offsets,
    });
  }

  #fillDict(dict: Dict, node: MappingNode, trusted: boolean): void {
    const { source } = this.#options;
    const keys: Value[] = [];
    const keyOffsets: number[] = [];
    const valueOffsets: number[] = [];
    flattenMerges(node);
    for (const pair of node.pairs) {
      const key = this.#key(pair);
      if (typeof key === 'string' ? dict.has(key) : dictHas(dict, key)) this.#duplicate(key, node);
      const value = this.#value(pair.value, trusted);
      if (typeof key === 'string') dict.set(key, value);
      else dictSet(dict, key, value);
      keys.push(key);
      keyOffsets.push(pair.key.start);
      valueOffsets.push(pair.value.start);
    }
    setPositions(dict, { source, start: node.start, keys, keyOffsets, valueOffsets });
  }

  /** Keys are never templates; they must be what Python can hash. */
  #key({ key }: Pair): Value {
    if (key.kind === 'scalar') return this.#scalar(key.tag, key.value, key.start, false);
    const value = this.#value(key, false);
    const type =
      key.tag === TAGS.omap || key.tag === TAGS.pairs
        ? 'list'
        : value instanceof PySet
          ? 'set'
          : key.kind === 'mapping'
            ? 'AnsibleMapping'
            : 'AnsibleSequence';
    throw new YamlSyntaxError(`found unacceptable key (unhashable type: '${type}')`, key.start);
  }

  #duplicate(key: Value, node: MappingNode): void {
    const { source, duplicateKeys, warn } = this.#options;
    if (duplicateKeys === 'ignore') return;
    const { line, column } = source.position(node.start);
    const message =
      `While constructing a mapping from ${source.file}, line ${line}, column ${column}, ` +
      `found a duplicate dict key (${str(key)}). Using last defined value only.`;
    if (duplicateKeys === 'error') throw new YamlSyntaxError(message, node.start);
    warn(message);
  }

  #fillPairs(list: Value[], node: SequenceNode, trusted: boolean): void {
    for (const item of node.items) {
      if (item.kind !== 'mapping') {
        throw new YamlSyntaxError(
          `expected a mapping of length 1, but found ${item.kind}`,
          item.start,
        );
      }
      const [pair] = item.pairs;
      if (pair === undefined || item.pairs.length !== 1) {
        throw new YamlSyntaxError(
          `expected a single mapping item, but found ${item.pairs.length} items`,
          item.start,
        );
      }
      list.push(new Tuple([this.#value(pair.key, trusted), this.#value(pair.value, trusted)]));
    }
  }

  /** A tag that does not fit the node's kind, or that nobody knows. */
  #unfit(tag: string, found: Node['kind'], start: number): never {
    const unknown = this.#options.standardTags && OWN_TAGS.has(tag);
    const expected = unknown ? undefined : EXPECTED_KIND.get(tag);
    throw new YamlSyntaxError(
      expected === undefined
        ? `could not determine a constructor for the tag ${stringRepr(tag)}`
        : `expected a ${expected} node, but found ${found}`,
      start,
    );
  }
}

/** Tags that Ansible's loader adds to YAML's. */
const OWN_TAGS: ReadonlySet<string> = new Set([
  '!unsafe',
  '!vault',
  '!vault-encrypted',
  TAGS.pythonUnicode,
  TAGS.pythonDict,
]);

const EXPECTED_KIND: ReadonlyMap<string, string> = new Map([
  ...[
    TAGS.str,
    TAGS.pythonUnicode,
    TAGS.bool,
    TAGS.int,
    TAGS.float,
    TAGS.null,
    TAGS.timestamp,
    TAGS.binary,
    '!vault',
    '!vault-encrypted',
  ].map((tag) => [tag, 'scalar'] as const),
  ...[TAGS.map, TAGS.pythonDict, TAGS.set].map((tag) => [tag, 'mapping'] as const),
  [TAGS.seq, 'sequence'],
]);
