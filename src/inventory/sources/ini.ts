import { InventoryError } from '../../diagnostics/errors.ts';
import { SourceText } from '../../diagnostics/source-text.ts';
import { isTemplateText } from '../../loader/yaml/construct.ts';
import { pythonLiteral } from '../../values/python-literal.ts';
import { type Dict, Template, Tuple, type Value } from '../../values/types.ts';
import { expandHostPattern } from '../host-range.ts';
import { addHostsWithVars } from '../host-vars.ts';
import type { Inventory } from '../inventory.ts';
import { splitWords } from '../shell-words.ts';
import { type InventorySource, isReadable } from '../source.ts';

/** The classic INI-like inventory: `[group]`, `[group:vars]`, `[group:children]`, hosts with `key=value`. */
export const ini: InventorySource = {
  name: 'ini',
  verify: (source) => isReadable(source),
  parse(inventory, source, { loader }) {
    const text = loader.readFile(source).toString('utf8');
    new IniReader(inventory, new SourceText(source, text)).read();
  },
};

type Section = 'hosts' | 'vars' | 'children';

/** A group that was named but not declared yet. */
interface Pending {
  readonly line: number;
  readonly kind: Section;
  readonly parents: string[];
}

class IniReader {
  readonly #inventory: Inventory;
  readonly #source: SourceText;
  readonly #pending = new Map<string, Pending>();
  #group = 'ungrouped';
  #section: Section = 'hosts';
  #line = 0;
  #offset = 0;

  constructor(inventory: Inventory, source: SourceText) {
    this.#inventory = inventory;
    this.#source = source;
  }

  read(): void {
    for (const raw of this.#source.text.split(
      /(?<=\r\n|\r(?!\n)|\n|\v|\f|\x1c|\x1d|\x1e|\x85|\u2028|\u2029)/,
    )) {
      this.#line++;
      const line = raw.trim();
      if (line !== '' && line[0] !== ';' && line[0] !== '#') this.#readLine(line);
      this.#offset += raw.length;
    }
    for (const [name, { kind, line, parents }] of this.#pending) {
      const where = `${this.#source.file}:${line}`;
      throw new InventoryError(
        kind === 'vars'
          ? `${where}: Section [${name}:vars] not valid for undefined group: ${name}`
          : `${where}: Section [${parents.at(-1)}:children] includes undefined group: ${name}`,
        { span: undefined },
      );
    }
  }

  #fail(message: string): never {
    throw new InventoryError(`${this.#source.file}:${this.#line}: ${message}`);
  }

  #readLine(line: string): void {
    const header = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$/.exec(line);
    if (header !== null) {
      this.#openSection(header[1] as string, header[2]);
      return;
    }
    if (line.startsWith('[') && line.endsWith(']')) {
      this.#fail(
        `Invalid section entry: '${line}'. Please make sure that there are no spaces in the section entry, and that there are no other invalid characters`,
      );
    }
    switch (this.#section) {
      case 'hosts':
        this.#readHosts(line);
        return;
      case 'vars':
        this.#readVariable(line);
        return;
      case 'children':
        this.#readChild(line);
    }
  }

  #openSection(name: string, kind: string | undefined): void {
    const section = kind ?? 'hosts';
    if (section !== 'hosts' && section !== 'children' && section !== 'vars') {
      this.#fail(`Section [${name}:${section}] has unknown type: ${section}`);
    }
    const { groups } = this.#inventory;
    const declared = groups.has(name);
    const group = this.#inventory.addGroup(name);
    if (!declared && section === 'vars' && !this.#pending.has(group)) {
      this.#pending.set(group, { line: this.#line, kind: section, parents: [] });
    }
    const pending = this.#pending.get(group);
    if (pending !== undefined && section !== 'vars') {
      if (pending.kind === 'children') this.#settle(group);
      else this.#pending.delete(group);
    }
    this.#group = group;
    this.#section = section;
  }

  /** Puts a group below those that named it as a child before it was declared. */
  #settle(group: string): void {
    for (const parent of this.#pending.get(group)?.parents ?? []) {
      this.#inventory.addChild(parent, group);
      if (this.#pending.get(parent)?.kind === 'children') this.#settle(parent);
    }
    this.#pending.delete(group);
  }

  #readChild(line: string): void {
    const child = /^([^:\]\s]+)\s*(?:#.*)?$/.exec(line)?.[1];
    if (child === undefined) this.#fail(`Expected group name, got: ${line}`);
    if (this.#inventory.groups.has(child)) {
      this.#inventory.addChild(this.#group, child);
      return;
    }
    const pending = this.#pending.get(child);
    if (pending !== undefined) pending.parents.push(this.#group);
    else this.#pending.set(child, { line: this.#line, kind: 'children', parents: [this.#group] });
  }

  #readVariable(line: string): void {
    const equals = line.indexOf('=');
    if (equals < 0) this.#fail(`Expected key=value, got: ${line}`);
    const value = this.#value(line.slice(equals + 1).trim());
    this.#inventory.setVariable(this.#group, line.slice(0, equals).trim(), value);
  }

  #readHosts(line: string): void {
    let words: string[];
    try {
      words = splitWords(line);
    } catch (error) {
      this.#fail(`Error parsing host definition '${line}': ${(error as Error).message}`);
    }
    const pattern = words[0] ?? '';
    const { names, port } = expandHostPattern(pattern);
    if (pattern.trim().endsWith(':') && port === undefined) {
      throw new InventoryError(
        `Invalid host pattern '${pattern}' supplied, ending in ':' is not allowed, this character is reserved to provide a port.`,
      );
    }
    if (names.some((name) => name.trim() === '---')) {
      throw new InventoryError(
        `Invalid host pattern '${pattern}' supplied, '---' is normally a sign this is a YAML file.`,
      );
    }
    const vars: Dict = new Map();
    for (const word of words.slice(1)) {
      const equals = word.indexOf('=');
      if (equals < 0) {
        this.#fail(`Expected key=value host variable assignment, got: ${word}`);
      }
      vars.set(word.slice(0, equals), this.#value(word.slice(equals + 1)));
    }
    addHostsWithVars(this.#inventory, names, vars, this.#group, port);
  }

  /** A Python literal's value, or else the text itself. */
  #value(text: string): Value {
    const literal = pythonLiteral(text, { indented: true });
    return this.#templates(literal === undefined ? text : literal, text);
  }

  #templates(value: Value, written: string): Value {
    if (typeof value === 'string') {
      if (!isTemplateText(value)) return value;
      const found = this.#source.text.indexOf(written, this.#offset);
      return new Template(value, this.#source.spanAt(found < 0 ? this.#offset : found));
    }
    if (Array.isArray(value)) return value.map((item) => this.#templates(item, written));
    if (value instanceof Tuple) {
      return new Tuple(value.items.map((item) => this.#templates(item, written)));
    }
    if (value instanceof Map) {
      for (const [key, item] of value) value.set(key, this.#templates(item, written));
    }
    return value;
  }
}
