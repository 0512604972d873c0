import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PluginKind } from './plugin-kind.ts';

/** Kinds of plugins whose redirects the bridge follows. */
export type RoutedKind = 'modules' | 'module_utils' | PluginKind;

/** Reads YAML text; what it can't read is undefined. */
export type ReadYaml = (text: string, file: string) => unknown;

/** Where collections (and ansible-core for its former contents) say that their plugins went. */
export class Redirects {
  readonly #read: ReadYaml;
  readonly #texts = new Map<string, string>();
  readonly #documents = new Map<string, unknown>();

  constructor(read: ReadYaml) {
    this.#read = read;
  }

  /** Full name that a plugin of the collection in `folder` moved to. */
  ofCollection(folder: string, kind: RoutedKind, name: string): string | undefined {
    const file = join(folder, 'meta', 'runtime.yml');
    const text = this.#text(file);
    if (!text.includes('redirect')) return undefined;
    let document = this.#documents.get(file);
    if (document === undefined) {
      document = this.#read(text, file) ?? null;
      this.#documents.set(file, document);
    }
    const redirect = entry(entry(entry(entry(document, 'plugin_routing'), kind), name), 'redirect');
    return typeof redirect === 'string' ? redirect : undefined;
  }

  /** Full name that a plugin moved to which once was part of Ansible itself. */
  ofCore(ansible: string, kind: RoutedKind, name: string): string | undefined {
    const text = this.#text(join(ansible, 'config', 'ansible_builtin_runtime.yml'));
    // Ten thousand lines that a program laid out: the section and the entry are cut out instead of reading it all.
    const start = text.indexOf(`\n  ${kind}:\n`);
    if (start < 0) return undefined;
    const end = text.slice(start + 3).search(/\n {2}\w+:\n/);
    const section = end < 0 ? text.slice(start) : text.slice(start, start + 3 + end);
    const at = section.indexOf(`\n    ${name}:\n`);
    if (at < 0) return undefined;
    const lines = section.slice(at + 1).split('\n');
    for (const line of lines.slice(1)) {
      if (!line.startsWith('      ')) break;
      const redirect = /^ {6}redirect: *(\S+)/.exec(line)?.[1];
      if (redirect !== undefined) return redirect;
    }
    return undefined;
  }

  #text(file: string): string {
    let text = this.#texts.get(file);
    if (text === undefined) {
      try {
        text = readFileSync(file, 'utf8');
      } catch {
        text = '';
      }
      this.#texts.set(file, text);
    }
    return text;
  }
}

function entry(value: unknown, key: string): unknown {
  return value instanceof Map ? value.get(key) : undefined;
}
