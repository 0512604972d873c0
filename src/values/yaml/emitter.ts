import { ColumnWriter, type ColumnWriterOptions } from './column-writer.ts';
import type { MappingNode, ScalarNode, SequenceNode, YamlNode } from './nodes.ts';
import { analyzeScalar, type ScalarAnalysis } from './scalar-analysis.ts';
import { writeBlock, writeDoubleQuoted, writePlain, writeSingleQuoted } from './scalar-writer.ts';

export interface EmitterOptions extends ColumnWriterOptions {
  explicitStart?: boolean;
  explicitEnd?: boolean;
  canonical?: boolean;
  /** Writes a `%YAML` line, for which there is 1.1 and 1.2. */
  version?: string;
}

type Context = 'root' | 'sequence' | 'mapping' | 'key';

/** Writes nodes as libyaml does, column by column: PyYAML's C dumper is what Ansible's filters use. */
export class YamlEmitter {
  #flowLevel = 0;
  readonly #out: ColumnWriter;
  readonly #canonical: boolean;
  readonly #options: EmitterOptions;
  readonly #anchors = new Map<YamlNode, string | undefined>();
  readonly #written = new Set<YamlNode>();

  constructor(options: EmitterOptions) {
    this.#options = options;
    this.#out = new ColumnWriter(options);
    this.#canonical = options.canonical ?? false;
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
    const { version } = this.#options;
    if (version !== undefined) {
      this.#out.indicator(`%YAML ${version}`, true);
      this.#out.writeIndent();
    }
    if (version !== undefined || this.#options.explicitStart || this.#canonical) {
      this.#out.indicator('---', true);
      if (this.#canonical) this.#out.writeIndent();
    }
    this.#node(root, 'root');
    this.#out.writeIndent();
    if (this.#options.explicitEnd || this.#out.openEnded) {
      this.#out.indicator('...', true);
      this.#out.writeIndent();
    }
    return this.#out.text;
  }

  #deeper(flow: boolean, indentless: boolean): number {
    const outer = this.#out.indent;
    if (outer < 0) this.#out.indent = flow ? this.#out.bestIndent : 0;
    else if (!indentless) this.#out.indent = outer + this.#out.bestIndent;
    return outer;
  }

  #node(node: YamlNode, context: Context): void {
    const anchor = this.#anchors.get(node);
    if (anchor !== undefined) {
      if (this.#written.has(node)) {
        this.#out.indicator(`*${anchor}`, true);
        // A colon right after an alias would be read as part of its name.
        if (context === 'key') this.#out.put(' ');
        return;
      }
      this.#written.add(node);
      this.#out.indicator(`&${anchor}`, true);
    }
    if (node.kind === 'scalar') this.#scalar(node, context);
    else if (node.kind === 'sequence') this.#sequence(node, context);
    else this.#mapping(node, context);
  }

  #tag(tag: string | undefined): void {
    if (tag !== undefined) this.#out.indicator(tag, true);
  }

  #sequence(node: SequenceNode, context: Context): void {
    this.#tag(node.tag ?? (this.#canonical ? '!!seq' : undefined));
    const { items } = node;
    if (this.#flowLevel > 0 || this.#canonical || node.flow || items.length === 0) {
      this.#out.indicator('[', true, true);
      const outer = this.#deeper(true, false);
      this.#flowLevel++;
      for (const [i, item] of items.entries()) {
        if (i > 0) this.#out.indicator(',', false);
        if (this.#canonical || this.#out.column > this.#out.bestWidth) this.#out.writeIndent();
        this.#node(item, 'sequence');
      }
      this.#closeFlow(']', outer, items.length > 0);
      return;
    }
    const outer = this.#deeper(false, context === 'mapping' && !this.#out.indention);
    for (const item of items) {
      this.#out.writeIndent();
      this.#out.indicator('-', true, false, true);
      this.#node(item, 'sequence');
    }
    this.#out.indent = outer;
  }

  #closeFlow(bracket: string, outer: number, filled: boolean): void {
    this.#flowLevel--;
    this.#out.indent = outer;
    if (this.#canonical && filled) {
      this.#out.indicator(',', false);
      this.#out.writeIndent();
    }
    this.#out.indicator(bracket, false);
  }

  #mapping(node: MappingNode, _context: Context): void {
    this.#tag(node.tag ?? (this.#canonical ? '!!map' : undefined));
    const { entries } = node;
    if (this.#flowLevel > 0 || this.#canonical || node.flow || entries.length === 0) {
      this.#out.indicator('{', true, true);
      const outer = this.#deeper(true, false);
      this.#flowLevel++;
      for (const [i, [key, value]] of entries.entries()) {
        if (i > 0) this.#out.indicator(',', false);
        if (this.#canonical || this.#out.column > this.#out.bestWidth) this.#out.writeIndent();
        if (!this.#canonical && this.#simpleKey(key)) {
          this.#node(key, 'key');
          this.#out.indicator(':', false);
        } else {
          this.#out.indicator('?', true);
          this.#node(key, 'mapping');
          if (this.#canonical || this.#out.column > this.#out.bestWidth) this.#out.writeIndent();
          this.#out.indicator(':', true);
        }
        this.#node(value, 'mapping');
      }
      this.#closeFlow('}', outer, entries.length > 0);
      return;
    }
    const outer = this.#deeper(false, false);
    for (const [key, value] of entries) {
      this.#out.writeIndent();
      if (this.#simpleKey(key)) {
        this.#node(key, 'key');
        this.#out.indicator(':', false);
      } else {
        this.#out.indicator('?', true, false, true);
        this.#node(key, 'mapping');
        this.#out.writeIndent();
        this.#out.indicator(':', true, false, true);
      }
      this.#node(value, 'mapping');
    }
    this.#out.indent = outer;
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
    const analysis = analyzeScalar(chars, this.#out.unicode);
    const isKey = context === 'key';
    const style = this.#style(node, analysis, isKey);
    if (this.#canonical || (!node.plainImplicit && !node.quotedImplicit)) this.#tag(node.tag);
    else if (!node.quotedImplicit && style !== '') this.#tag('!');
    const outer = this.#deeper(true, false);
    if (style === '') writePlain(this.#out, chars, !isKey, this.#flowLevel > 0);
    else if (style === "'") writeSingleQuoted(this.#out, chars, !isKey);
    else if (style === '"') writeDoubleQuoted(this.#out, chars, !isKey);
    else writeBlock(this.#out, chars, style);
    this.#out.indent = outer;
  }
}
