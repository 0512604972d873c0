import { TemplateError } from '../../../diagnostics/errors.ts';
import type { Value } from '../../../values/types.ts';
import { parseJson } from '../parse-json.ts';
import type { Comparator, Node } from './nodes.ts';

interface Token {
  readonly type: string;
  readonly value: Value;
  readonly at: number;
}

const POWERS: Readonly<Record<string, number>> = {
  '|': 1,
  '||': 2,
  '&&': 3,
  '==': 5,
  '!=': 5,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  '[]': 9,
  '*': 20,
  '[?': 21,
  '.': 40,
  '!': 45,
  '{': 50,
  '[': 55,
  '(': 60,
};
const PROJECTION_STOP = 10;
const TOKEN =
  /\s*(?:([A-Za-z_][A-Za-z0-9_]*)|(-?\d+)|("(?:[^"\\]|\\[\s\S])*")|'((?:[^'\\]|\\[\s\S])*)'|`((?:[^`\\]|\\[\s\S])*)`|(\[\?|\[\]|\|\||&&|==|!=|<=|>=|[.*|&@(){}[\],:<>!]))/y;

/** @throws TemplateError JMESPathError */
export function jmespathError(message: string): never {
  throw new TemplateError('JMESPathError', message);
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (!found)
      jmespathError(
        `Bad jmespath expression: Unknown token ${text.charAt(at)}:\n${text}\n${' '.repeat(at)}^`,
      );
    const [, name, number, quoted, raw, literal, operator] = found as RegExpExecArray;
    if (name !== undefined) tokens.push({ type: 'name', value: name, at });
    else if (number !== undefined) tokens.push({ type: 'number', value: Number(number), at });
    else if (quoted !== undefined) tokens.push({ type: 'quoted', value: parseJson(quoted), at });
    else if (raw !== undefined) {
      tokens.push({ type: 'literal', value: raw.replaceAll("\\'", "'"), at });
    } else if (literal !== undefined) {
      tokens.push({ type: 'literal', value: literalValue(literal.replaceAll('\\`', '`')), at });
    } else tokens.push({ type: operator as string, value: operator as string, at });
  }
  tokens.push({ type: 'eof', value: '', at: text.length });
  return tokens;
}

/** Old expressions leave out the quotes of a JSON string. */
function literalValue(text: string): Value {
  const trimmed = text.trimStart();
  try {
    return parseJson(trimmed);
  } catch {
    try {
      return parseJson(`"${trimmed}"`);
    } catch {
      return jmespathError(`Bad token ${text}`);
    }
  }
}

/** Parses a JMESPath expression. @throws TemplateError JMESPathError */
export function parseJmespath(text: string): Node {
  return new Parser(text).whole();
}

class Parser {
  readonly #text: string;
  readonly #tokens: Token[];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    if (text.trim() === '') jmespathError('Invalid JMESPath expression: cannot be empty.');
    this.#tokens = tokenize(text);
  }

  whole(): Node {
    const node = this.#expression(0);
    if (this.#type !== 'eof') this.#fail();
    return node;
  }

  get #token(): Token {
    return this.#tokens[this.#at] as Token;
  }

  get #type(): string {
    return this.#token.type;
  }

  #lookahead(n: number): string {
    return (this.#tokens[this.#at + n] ?? (this.#tokens.at(-1) as Token)).type;
  }

  #fail(): never {
    const { value, at } = this.#token;
    return jmespathError(
      `Parse error at column ${at}, token "${String(value)}" (${this.#type.toUpperCase()}), for expression:\n"${this.#text}"\n ${' '.repeat(at)}^`,
    );
  }

  #take(type?: string): Token {
    const token = this.#token;
    if (type !== undefined && token.type !== type) this.#fail();
    this.#at++;
    return token;
  }

  #expression(power: number): Node {
    let left = this.#prefix();
    while (power < (POWERS[this.#type] ?? 0)) left = this.#infix(left);
    return left;
  }

  #prefix(): Node {
    const { type, value } = this.#take();
    switch (type) {
      case 'literal':
        return { type: 'literal', value };
      case 'name':
        return { type: 'field', name: value as string };
      case 'quoted':
        if (this.#type === '(') this.#fail();
        return { type: 'field', name: value as string };
      case '*': {
        const right: Node =
          this.#type === ']' ? { type: 'identity' } : this.#projected(POWERS['*'] as number);
        return { type: 'valueProjection', left: { type: 'identity' }, right };
      }
      case '[?':
        return this.#filter({ type: 'identity' });
      case '{':
        return this.#hash();
      case '(': {
        const node = this.#expression(0);
        this.#take(')');
        return node;
      }
      case '[]': {
        const left: Node = { type: 'flatten', node: { type: 'identity' } };
        return { type: 'projection', left, right: this.#projected(POWERS['[]'] as number) };
      }
      case '!':
        return { type: 'not', node: this.#expression(POWERS['!'] as number) };
      case '[':
        return this.#bracket();
      case '@':
        return { type: 'current' };
      case '&':
        return { type: 'expref', node: this.#expression(0) };
    }
    this.#at--;
    return this.#fail();
  }

  #bracket(): Node {
    if (this.#type === 'number' || this.#type === ':') {
      return this.#projectIfSlice({ type: 'identity' }, this.#index());
    }
    if (this.#type === '*' && this.#lookahead(1) === ']') {
      this.#at += 2;
      return {
        type: 'projection',
        left: { type: 'identity' },
        right: this.#projected(POWERS['*'] as number),
      };
    }
    return this.#list();
  }

  #infix(left: Node): Node {
    const { type } = this.#take();
    switch (type) {
      case '.': {
        if (this.#type === '*') {
          this.#at++;
          return { type: 'valueProjection', left, right: this.#projected(POWERS['.'] as number) };
        }
        return { type: 'subexpression', left, right: this.#afterDot(POWERS['.'] as number) };
      }
      case '|':
        return { type: 'pipe', left, right: this.#expression(POWERS['|'] as number) };
      case '||':
        return { type: 'or', left, right: this.#expression(POWERS['||'] as number) };
      case '&&':
        return { type: 'and', left, right: this.#expression(POWERS['&&'] as number) };
      case '(':
        return this.#call(left);
      case '[?':
        return this.#filter(left);
      case '[]':
        return {
          type: 'projection',
          left: { type: 'flatten', node: left },
          right: this.#projected(POWERS['[]'] as number),
        };
      case '[':
        if (this.#type === 'number' || this.#type === ':') {
          return this.#projectIfSlice(left, this.#index());
        }
        this.#take('*');
        this.#take(']');
        return { type: 'projection', left, right: this.#projected(POWERS['*'] as number) };
    }
    if ((POWERS[type] ?? 0) !== 5) {
      this.#at--;
      this.#fail();
    }
    return { type: 'comparison', op: type as Comparator, left, right: this.#expression(5) };
  }

  #call(left: Node): Node {
    if (left.type !== 'field') return this.#fail();
    const args: Node[] = [];
    while (this.#type !== ')') {
      args.push(this.#expression(0));
      if (this.#type === ',') this.#at++;
      else if (this.#type !== ')') this.#fail();
    }
    this.#take(')');
    return { type: 'call', name: left.name, args };
  }

  #filter(left: Node): Node {
    const condition = this.#expression(0);
    this.#take(']');
    const right: Node =
      this.#type === '[]' ? { type: 'identity' } : this.#projected(POWERS['[?'] as number);
    return { type: 'filterProjection', left, right, condition };
  }

  #index(): Node {
    if (this.#type === ':' || this.#lookahead(1) === ':') {
      const parts: (number | null)[] = [null, null, null];
      let part = 0;
      while (this.#type !== ']' && part < 3) {
        if (this.#type === ':') {
          if (++part === 3) this.#fail();
        } else if (this.#type === 'number') parts[part] = this.#token.value as number;
        else this.#fail();
        this.#at++;
      }
      this.#take(']');
      const [start = null, stop = null, step = null] = parts;
      return { type: 'slice', start, stop, step };
    }
    const index = this.#take('number').value as number;
    this.#take(']');
    return { type: 'index', index };
  }

  #projectIfSlice(left: Node, right: Node): Node {
    const node: Node = { type: 'indexExpression', left, right };
    if (right.type !== 'slice') return node;
    return { type: 'projection', left: node, right: this.#projected(POWERS['*'] as number) };
  }

  #projected(power: number): Node {
    if ((POWERS[this.#type] ?? 0) < PROJECTION_STOP) return { type: 'identity' };
    if (this.#type === '[' || this.#type === '[?') return this.#expression(power);
    if (this.#type !== '.') return this.#fail();
    this.#at++;
    return this.#afterDot(power);
  }

  #afterDot(power: number): Node {
    const type = this.#type;
    if (type === 'name' || type === 'quoted' || type === '*') return this.#expression(power);
    if (type === '[') {
      this.#at++;
      return this.#list();
    }
    if (type === '{') {
      this.#at++;
      return this.#hash();
    }
    return this.#fail();
  }

  #list(): Node {
    const items: Node[] = [];
    for (;;) {
      items.push(this.#expression(0));
      if (this.#type === ']') break;
      this.#take(',');
    }
    this.#take(']');
    return { type: 'list', items };
  }

  #hash(): Node {
    const entries: [string, Node][] = [];
    for (;;) {
      const { type, value } = this.#take();
      if (type !== 'name' && type !== 'quoted') this.#fail();
      const key = value as string;
      this.#take(':');
      entries.push([key, this.#expression(0)]);
      if (this.#type === '}') break;
      this.#take(',');
    }
    this.#take('}');
    return { type: 'hash', entries };
  }
}
