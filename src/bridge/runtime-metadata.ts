import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { str } from '../values/repr.ts';
import type { Value } from '../values/types.ts';
import type { PluginKind } from './plugin-kind.ts';

/** Kinds of plugins that `plugin_routing` knows, under its names for them. */
export type RoutedKind = 'modules' | 'module_utils' | PluginKind;

/** Reads YAML text; what it can't read is undefined. */
export type ReadYaml = (text: string, file: string) => unknown;

/** How a plugin's end is announced. */
export interface Retirement {
  readonly text: string;
  readonly version: string | undefined;
  readonly date: string | undefined;
}

/** What `plugin_routing` says of a plugin. */
export interface Route {
  /** Name that the plugin moved to. */
  readonly redirect: string | undefined;
  /** It will go. */
  readonly deprecation: Retirement | undefined;
  /** It is gone. */
  readonly tombstone: Retirement | undefined;
  /** Of a module: the action plugin that performs it, by its full name. */
  readonly actionPlugin: string | undefined;
}

/** Reads `meta/runtime.yml` of collections, and ansible-core's own for its former contents. */
export class RuntimeMetadata {
  readonly #read: ReadYaml;
  readonly #texts = new Map<string, string>();
  readonly #documents = new Map<string, unknown>();

  constructor(read: ReadYaml) {
    this.#read = read;
  }

  /** What the collection in `folder` says of a plugin of its own. */
  ofCollection(folder: string, kind: RoutedKind, name: string): Route | undefined {
    const file = fileOf(folder);
    if (!this.#text(file).includes('plugin_routing')) return undefined;
    return routeOf(entry(entry(entry(this.#document(file), 'plugin_routing'), kind), name));
  }

  /** What ansible-core says of a plugin which once was part of it. */
  ofCore(ansible: string, kind: RoutedKind, name: string): Route | undefined {
    // Ten thousand lines that a program laid out: the entry is cut out instead of reading it all.
    const file = coreFile(ansible);
    const section = cut(this.#text(file), `\n  ${kind}:\n`, /\n {2}\w+:\n|\n\w/);
    const lines = cut(section, `\n    ${name}:\n`, /\n {4}\S/);
    return lines === '' ? undefined : routeOf(entry(this.#read(lines, file), name));
  }

  /** Members of an action group, as they are written; undefined where there is no such group. */
  actionGroup(folder: string, names: readonly string[]): Value | undefined {
    const groups = entry(this.#document(fileOf(folder)), 'action_groups');
    return names.map((name) => entry(groups, name)).find((one) => one !== undefined) as
      | Value
      | undefined;
  }

  /** The releases of ansible-core that a collection is for (`>=2.12.0`). */
  requiresAnsible(folder: string): string | undefined {
    const file = fileOf(folder);
    if (!this.#text(file).includes('requires_ansible')) return undefined;
    const value = entry(this.#document(file), 'requires_ansible');
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  #document(file: string): unknown {
    let document = this.#documents.get(file);
    if (document === undefined) {
      document = this.#read(this.#text(file), file) ?? null;
      this.#documents.set(file, document);
    }
    return document;
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

const fileOf = (folder: string): string => join(folder, 'meta', 'runtime.yml');

const coreFile = (ansible: string): string =>
  join(ansible, 'config', 'ansible_builtin_runtime.yml');

/** The part of `text` from the line `start` up to what matches `end`; empty where there is no such line. */
function cut(text: string, start: string, end: RegExp): string {
  const at = text.indexOf(start);
  if (at < 0) return '';
  const length = text.slice(at + start.length - 1).search(end);
  return length < 0 ? text.slice(at) : text.slice(at, at + start.length + length);
}

function entry(value: unknown, key: string): unknown {
  return value instanceof Map ? value.get(key) : undefined;
}

function routeOf(data: unknown): Route | undefined {
  if (!(data instanceof Map)) return undefined;
  const name = (key: string): string | undefined => {
    const value = entry(data, key);
    return typeof value === 'string' ? value : undefined;
  };
  return {
    redirect: name('redirect'),
    actionPlugin: name('action_plugin'),
    deprecation: retirement(entry(data, 'deprecation')),
    tombstone: retirement(entry(data, 'tombstone')),
  };
}

function retirement(data: unknown): Retirement | undefined {
  if (!(data instanceof Map) || data.size === 0) return undefined;
  const text = (key: string): string | undefined => {
    const value = (data.get(key) ?? null) as Value;
    return value === null ? undefined : str(value);
  };
  const date = text('removal_date');
  return {
    text: text('warning_text') ?? '',
    date,
    version: date === undefined ? text('removal_version') : undefined,
  };
}
