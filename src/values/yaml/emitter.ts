import type { MappingNode, ScalarNode, SequenceNode, YamlNode } from './nodes.ts';
import { analyzeScalar, isBreak, isPrintable, type ScalarAnalysis } from './scalar-analysis.ts';

export interface EmitterOptions {
  indent?: number;
  width?: number;
  /** false escapes every character outside ASCII. */
  allowUnicode?: boolean;
  explicitStart?: boolean;
  explicitEnd?: boolean;
  canonical?: boolean;
  lineBreak?: string;
}

const ESCAPES: Record<string, string> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\x85': 'N',
  '\xa0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
};

type Context = 'root' | 'sequence' | 'mapping' | 'key';

/** Writes nodes as libyaml does, column by column: PyYAML's C dumper is what Ansible's filters use. */
export class YamlEmitter {
  #out = '';
  #column = 0;
  #indent = -1;
  #flowLevel = 0;
  #whitespace = true;
  #indention = true;
  #openEnded = false;
  readonly #bestIndent: number;
  readonly #bestWidth: number;
  readonly #unicode: boolean;
  readonly #canonical: boolean;
  readonly #lineBreak: string;
  readonly #options: EmitterOptions;
  readonly #anchors = new Map<YamlNode, string | undefined>();
  readonly #written = new Set<YamlNode>();

  constructor(options: EmitterOptions) {
    this.#options = options;
    const indent = options.indent ?? 2;
    this.#bestIndent = indent < 2 || indent > 9 ? 2 : indent;
    const width = options.width ?? 80;
    this.#bestWidth =
      width >= 0 && width <= this.#bestIndent * 2
        ? 80
        : width < 0
          ? Number.POSITIVE_INFINITY
          : width;
    this.#unicode = options.allowUnicode ?? false;
    this.#canonical = options.canonical ?? false;
    this.#lineBreak = options.lineBreak ?? '\n';
  }

  /** One document. */
  document(root: YamlNode): string {
    let last = 0;
    const seen = (node: YamlNode): void => {
      if (this.#anchors.has(node)) {
        if (this.#anchors.get(node) === undefined) {
          this.#anchors.set(node, `id${String(++last).padStart(3, '0')}`);
        }
        return;
      }
      this.#anchors.set(node, undefined);
      if (node.kind === 'sequence') node.items.forEach(seen);
      else if (node.kind === 'mapping') {
        for (const [key, value] of node.entries) {
          seen(key);
          seen(value);
        }
      }
    };
    seen(root);
    if (this.#options.explicitStart || this.#canonical) {
      this.#indicator('---', true);
      if (this.#canonical) this.#writeIndent();
    }
    this.#node(root, 'root');
    this.#writeIndent();
    if (this.#options.explicitEnd || this.#openEnded) {
      this.#indicator('...', true);
      this.#writeIndent();
    }
    return this.#out;
  }

  #put(text: string): void {
    this.#out += text;
    this.#column++;
  }

  #break(char = '\n'): void {
    this.#out += char === '\n' ? this.#lineBreak : char;
    this.#column = 0;
  }

  #indicator(text: string, needSpace: boolean, isSpace = false, isIndention = false): void {
    if (needSpace && !this.#whitespace) this.#put(' ');
    this.#out += text;
    this.#column += text.length;
    this.#whitespace = isSpace;
    this.#indention = this.#indention && isIndention;
    this.#openEnded = false;
  }

  #writeIndent(): void {
    const indent = Math.max(this.#indent, 0);
    if (
      !this.#indention ||
      this.#column > indent ||
      (this.#column === indent && !this.#whitespace)
    ) {
      this.#break();
    }
    while (this.#column < indent) this.#put(' ');
    this.#whitespace = true;
    this.#indention = true;
  }

  #deeper(flow: boolean, indentless: boolean): number {
    const outer = this.#indent;
    if (outer < 0) this.#indent = flow ? this.#bestIndent : 0;
    else if (!indentless) this.#indent = outer + this.#bestIndent;
    return outer;
  }

  #node(node: YamlNode, context: Context): void {
    const anchor = this.#anchors.get(node);
    if (anchor !== undefined) {
      if (this.#written.has(node)) {
        this.#indicator(`*${anchor}`, true);
        // A colon right after an alias would be read as part of its name.
        if (context === 'key') this.#put(' ');
        return;
      }
      this.#written.add(node);
      this.#indicator(`&${anchor}`, true);
    }
    if (node.kind === 'scalar') this.#scalar(node, context);
    else if (node.kind === 'sequence') this.#sequence(node, context);
    else this.#mapping(node, context);
  }

  #tag(tag: string | undefined): void {
    if (tag !== undefined) this.#indicator(tag, true);
  }

  #sequence(node: SequenceNode, context: Context): void {
    this.#tag(node.tag ?? (this.#canonical ? '!!seq' : undefined));
    const { items } = node;
    if (this.#flowLevel > 0 || this.#canonical || node.flow || items.length === 0) {
      this.#indicator('[', true, true);
      const outer = this.#deeper(true, false);
      this.#flowLevel++;
      for (const [i, item] of items.entries()) {
        if (i > 0) this.#indicator(',', false);
        if (this.#canonical || this.#column > this.#bestWidth) this.#writeIndent();
        this.#node(item, 'sequence');
      }
      this.#closeFlow(']', outer, items.length > 0);
      return;
    }
    const outer = this.#deeper(false, context === 'mapping' && !this.#indention);
    for (const item of items) {
      this.#writeIndent();
      this.#indicator('-', true, false, true);
      this.#node(item, 'sequence');
    }
    this.#indent = outer;
  }

  #closeFlow(bracket: string, outer: number, filled: boolean): void {
    this.#flowLevel--;
    this.#indent = outer;
    if (this.#canonical && filled) {
      this.#indicator(',', false);
      this.#writeIndent();
    }
    this.#indicator(bracket, false);
  }

  #mapping(node: MappingNode, _context: Context): void {
    this.#tag(node.tag ?? (this.#canonical ? '!!map' : undefined));
    const { entries } = node;
    if (this.#flowLevel > 0 || this.#canonical || node.flow || entries.length === 0) {
      this.#indicator('{', true, true);
      const outer = this.#deeper(true, false);
      this.#flowLevel++;
      for (const [i, [key, value]] of entries.entries()) {
        if (i > 0) this.#indicator(',', false);
        if (this.#canonical || this.#column > this.#bestWidth) this.#writeIndent();
        if (!this.#canonical && this.#simpleKey(key)) {
          this.#node(key, 'key');
          this.#indicator(':', false);
        } else {
          this.#indicator('?', true);
          this.#node(key, 'mapping');
          if (this.#canonical || this.#column > this.#bestWidth) this.#writeIndent();
          this.#indicator(':', true);
        }
        this.#node(value, 'mapping');
      }
      this.#closeFlow('}', outer, entries.length > 0);
      return;
    }
    const outer = this.#deeper(false, false);
    for (const [key, value] of entries) {
      this.#writeIndent();
      if (this.#simpleKey(key)) {
        this.#node(key, 'key');
        this.#indicator(':', false);
      } else {
        this.#indicator('?', true, false, true);
        this.#node(key, 'mapping');
        this.#writeIndent();
        this.#indicator(':', true, false, true);
      }
      this.#node(value, 'mapping');
    }
    this.#indent = outer;
  }

  #simpleKey(key: YamlNode): boolean {
    const anchor = this.#anchors.get(key);
    if (anchor !== undefined && this.#written.has(key)) return true;
    let length = anchor?.length ?? 0;
    if (key.kind === 'scalar') {
      if (/[\n\r\x85\u2028\u2029]/.test(key.text)) return false;
      if (!key.plainImplicit && !key.quotedImplicit) length += key.tag.length;
      length += Buffer.byteLength(key.text);
    } else if ((key.kind === 'sequence' ? key.items : key.entries).length > 0) return false;
    return length <= 128;
  }

  #style(node: ScalarNode, analysis: ScalarAnalysis, isKey: boolean): string {
    const untagged = node.plainImplicit || node.quotedImplicit;
    let style: string = node.style;
    if (this.#canonical || (isKey && analysis.multiline)) style = '"';
    if (style === '') {
      const fits = this.#flowLevel > 0 ? analysis.flowPlain : analysis.blockPlain;
      if (
        !fits ||
        (node.text === '' && (this.#flowLevel > 0 || isKey)) ||
        (untagged && !node.plainImplicit)
      ) {
        style = "'";
      }
    }
    if (style === "'" && !analysis.singleQuoted) style = '"';
    if (style === '|' || style === '>') {
      if (!analysis.block || this.#flowLevel > 0 || isKey) style = '"';
    }
    return style;
  }

  #scalar(node: ScalarNode, context: Context): void {
    const chars = Array.from(node.text);
    const analysis = analyzeScalar(chars, this.#unicode);
    const isKey = context === 'key';
    const style = this.#style(node, analysis, isKey);
    if (this.#canonical || (!node.plainImplicit && !node.quotedImplicit)) this.#tag(node.tag);
    else if (!node.quotedImplicit && style !== '') this.#tag('!');
    const outer = this.#deeper(true, false);
    if (style === '') this.#plain(chars, !isKey);
    else if (style === "'") this.#single(chars, !isKey);
    else if (style === '"') this.#double(chars, !isKey);
    else this.#block(chars, style);
    this.#indent = outer;
  }

  #plain(chars: readonly string[], breaks: boolean): void {
    if (!this.#whitespace && (chars.length > 0 || this.#flowLevel > 0)) this.#put(' ');
    let spaces = false;
    for (const [i, char] of chars.entries()) {
      if (char === ' ') {
        if (breaks && !spaces && this.#column > this.#bestWidth && chars[i + 1] !== ' ') {
          this.#writeIndent();
        } else this.#put(char);
        spaces = true;
      } else {
        this.#put(char);
        this.#indention = false;
        spaces = false;
      }
    }
    this.#whitespace = false;
    this.#indention = false;
  }

  #single(chars: readonly string[], allowBreaks: boolean): void {
    this.#indicator("'", true);
    let spaces = false;
    let breaks = false;
    for (const [i, char] of chars.entries()) {
      if (char === ' ') {
        if (
          allowBreaks &&
          !spaces &&
          this.#column > this.#bestWidth &&
          i > 0 &&
          i < chars.length - 1 &&
          chars[i + 1] !== ' '
        ) {
          this.#writeIndent();
        } else this.#put(char);
        spaces = true;
      } else if (isBreak(char)) {
        if (!breaks && char === '\n') this.#break();
        this.#break(char);
        this.#indention = true;
        breaks = true;
      } else {
        if (breaks) this.#writeIndent();
        if (char === "'") this.#put("'");
        this.#put(char);
        this.#indention = false;
        spaces = false;
        breaks = false;
      }
    }
    if (breaks) this.#writeIndent();
    this.#indicator("'", false);
    this.#whitespace = false;
    this.#indention = false;
  }

  #double(chars: readonly string[], allowBreaks: boolean): void {
    this.#indicator('"', true);
    let spaces = false;
    for (const [i, char] of chars.entries()) {
      if (
        !isPrintable(char) ||
        (char > '\x7f' && !this.#unicode) ||
        isBreak(char) ||
        char === '"' ||
        char === '\\'
      ) {
        for (const part of escaped(char)) this.#put(part);
        spaces = false;
      } else if (char === ' ') {
        if (
          allowBreaks &&
          !spaces &&
          this.#column > this.#bestWidth &&
          i > 0 &&
          i < chars.length - 1
        ) {
          this.#writeIndent();
          if (chars[i + 1] === ' ') this.#put('\\');
        } else this.#put(char);
        spaces = true;
      } else {
        this.#put(char);
        spaces = false;
      }
    }
    this.#indicator('"', false);
    this.#whitespace = false;
    this.#indention = false;
  }

  #block(chars: readonly string[], style: string): void {
    this.#indicator(style, true);
    if (chars[0] === ' ' || isBreak(chars[0])) this.#indicator(String(this.#bestIndent), false);
    let openEnded = false;
    if (!isBreak(chars.at(-1))) this.#indicator('-', false);
    else if (chars.length === 1 || isBreak(chars.at(-2))) {
      this.#indicator('+', false);
      openEnded = true;
    }
    this.#break();
    this.#indention = true;
    this.#whitespace = true;
    let breaks = true;
    let leadingSpaces = true;
    for (const [i, char] of chars.entries()) {
      if (isBreak(char)) {
        if (style === '>' && !breaks && !leadingSpaces && char === '\n') {
          let k = i;
          while (isBreak(chars[k])) k++;
          const next = chars[k];
          if (next !== undefined && next !== ' ' && next !== '\t') this.#break();
        }
        this.#break(char);
        this.#indention = true;
        breaks = true;
        continue;
      }
      if (breaks) {
        this.#writeIndent();
        leadingSpaces = char === ' ' || char === '\t';
      }
      if (
        style === '>' &&
        !breaks &&
        char === ' ' &&
        chars[i + 1] !== ' ' &&
        this.#column > this.#bestWidth
      ) {
        this.#writeIndent();
      } else this.#put(char);
      this.#indention = false;
      breaks = false;
    }
    this.#openEnded = openEnded;
  }
}

function escaped(char: string): string {
  const short = ESCAPES[char];
  if (short !== undefined) return `\\${short}`;
  const code = char.codePointAt(0) as number;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
