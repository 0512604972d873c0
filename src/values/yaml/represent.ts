import { TemplateError } from '../../diagnostics/errors.ts';
import { sorted } from '../compare.ts';
import { floatRepr } from '../float.ts';
import { isText, Markup } from '../markup.ts';
import { failUndefined } from '../python-errors.ts';
import { repr } from '../repr.ts';
import {
  Callable,
  LazyDict,
  PyFloat,
  PyObject,
  PySet,
  Template,
  Tuple,
  Undefined,
  type Value,
  VaultText,
} from '../types.ts';
import type { MappingNode, ScalarNode, ScalarStyle, SequenceNode, YamlNode } from './nodes.ts';
import { type PlainTag, resolvePlain } from './resolve.ts';

export interface RepresentOptions {
  /** null: collections of plain scalars alone are written in flow style. */
  defaultFlowStyle?: boolean | null;
  defaultStyle?: ScalarStyle;
  sortKeys?: boolean;
  /** Another form of a text, where it is to have one: what callbacks do to text of several lines. */
  text?: (text: string) => { text: string; style: ScalarStyle } | undefined;
}

const isPlainScalar = (node: YamlNode): boolean => node.kind === 'scalar' && node.style === '';

/** Turns values into nodes as PyYAML's safe dumper with Ansible's additions does. */
export class Representer {
  readonly #options: RepresentOptions;
  readonly #style: ScalarStyle;
  readonly #known = new Map<Value, YamlNode>();

  constructor(options: RepresentOptions) {
    this.#options = options;
    this.#style = options.defaultStyle ?? '';
  }

  /** @throws TemplateError RepresenterError for what YAML can't carry */
  represent(value: Value): YamlNode {
    if (typeof value === 'string') return this.#text(value);
    if (value === null) return this.#scalar('null', 'null');
    if (typeof value === 'boolean') return this.#scalar(value ? 'true' : 'false', 'bool');
    if (typeof value === 'number' || typeof value === 'bigint') {
      return this.#scalar(String(value), 'int');
    }
    if (value instanceof PyFloat) return this.#scalar(floatText(value.value), 'float');
    if (value instanceof Uint8Array) return binary(value);
    if (value instanceof Undefined)
      return value.lenient ? this.#scalar('', 'str') : failUndefined(value);
    if (value instanceof Template) return this.#scalar(value.source, 'str');
    const known = this.#known.get(value);
    if (known) return known;
    if (Array.isArray(value)) return this.#sequence(value, value);
    if (value instanceof Tuple) return this.#sequence(value, value.items);
    if (value instanceof Map) return this.#mapping(value, value);
    if (value instanceof LazyDict) {
      return this.#mapping(
        value,
        [...value.keys()].map((key) => [key, value.get(key) ?? null]),
      );
    }
    if (value instanceof PySet) {
      const node = this.#mapping(
        value,
        value.items.map((item) => [item, null]),
      );
      node.tag = '!!set';
      return node;
    }
    if (value instanceof VaultText) {
      const node = explicit(`${value.ciphertext.trimEnd()}\n`, '!vault', '|');
      this.#known.set(value, node);
      return node;
    }
    return this.#object(value);
  }

  #object(value: Value): YamlNode {
    if (value instanceof PyObject && !(value instanceof Markup) && !isText(value)) {
      const isoformat = value.getAttribute('isoformat');
      if (isoformat instanceof Callable && /date/.test(value.typeName)) {
        const node = this.#scalar(value.str(), 'timestamp');
        this.#known.set(value, node);
        return node;
      }
    }
    throw new TemplateError(
      'RepresenterError',
      `('cannot represent an object', ${value instanceof Markup ? `Markup(${repr(value.str())})` : repr(value)})`,
    );
  }

  #text(value: string): ScalarNode {
    const form = this.#options.text?.(value);
    if (form === undefined) return this.#scalar(value, 'str');
    return { ...this.#scalar(form.text, 'str'), style: form.style };
  }

  #scalar(text: string, tag: PlainTag): ScalarNode {
    return {
      kind: 'scalar',
      text,
      style: this.#style,
      plainImplicit: resolvePlain(text) === tag,
      quotedImplicit: tag === 'str',
      tag: `!!${tag}`,
    };
  }

  #flow(best: boolean): boolean {
    return this.#options.defaultFlowStyle ?? best;
  }

  #sequence(owner: Value, items: readonly Value[]): SequenceNode {
    const node: SequenceNode = { kind: 'sequence', items: [], flow: true };
    if (!(owner instanceof Tuple && items.length === 0)) this.#known.set(owner, node);
    for (const item of items) node.items.push(this.represent(item));
    node.flow = this.#flow(node.items.every(isPlainScalar));
    return node;
  }

  #mapping(owner: Value, entries: Iterable<[Value, Value]>): MappingNode {
    const node: MappingNode = { kind: 'mapping', entries: [], flow: true };
    this.#known.set(owner, node);
    for (const [key, value] of this.#ordered(entries)) {
      node.entries.push([this.represent(key), this.represent(value)]);
    }
    node.flow = this.#flow(
      node.entries.every(([key, value]) => isPlainScalar(key) && isPlainScalar(value)),
    );
    return node;
  }

  /** Keys without an order among them stay as they are. */
  #ordered(entries: Iterable<[Value, Value]>): Iterable<[Value, Value]> {
    if (this.#options.sortKeys === false) return entries;
    const list = [...entries];
    if (list.every(([key]) => typeof key === 'string') && list.length < 2) return list;
    try {
      return sorted(list, ([key]) => key);
    } catch {
      return list;
    }
  }
}

function explicit(text: string, tag: string, style: ScalarStyle): ScalarNode {
  return { kind: 'scalar', text, style, plainImplicit: false, quotedImplicit: false, tag };
}

function binary(bytes: Uint8Array): ScalarNode {
  const base64 = Buffer.from(bytes).toString('base64');
  const lines = base64.match(/.{1,76}/g) ?? [];
  return explicit(lines.map((line) => `${line}\n`).join(''), '!!binary', '|');
}

function floatText(n: number): string {
  if (Number.isNaN(n)) return '.nan';
  if (!Number.isFinite(n)) return n > 0 ? '.inf' : '-.inf';
  const text = floatRepr(n).toLowerCase();
  return !text.includes('.') && text.includes('e') ? text.replace('e', '.0e') : text;
}
