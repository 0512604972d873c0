import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Finds the source of a template by name; undefined when there is none. */
export interface TemplateLoader {
  load(name: string): string | undefined;
}

/** Templates held in memory. */
export class DictLoader implements TemplateLoader {
  readonly #sources: ReadonlyMap<string, string>;
  constructor(sources: Readonly<Record<string, string>> | ReadonlyMap<string, string>) {
    this.#sources = sources instanceof Map ? sources : new Map(Object.entries(sources));
  }
  load(name: string): string | undefined {
    return this.#sources.get(name);
  }
}

/** Templates in folders, the first folder that has one wins. Names can't lead out of the folders. */
export class FileSystemLoader implements TemplateLoader {
  readonly #folders: readonly string[];
  constructor(folders: string | readonly string[]) {
    this.#folders = typeof folders === 'string' ? [folders] : folders;
  }
  load(name: string): string | undefined {
    const parts = name.split('/').filter((part) => part !== '' && part !== '.');
    if (parts.includes('..')) return undefined;
    for (const folder of this.#folders) {
      try {
        return readFileSync(join(folder, ...parts), 'utf8');
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'EISDIR') throw error;
      }
    }
    return undefined;
  }
}

/** Templates that a function gives. */
export class FunctionLoader implements TemplateLoader {
  readonly load: (name: string) => string | undefined;
  constructor(load: (name: string) => string | undefined) {
    this.load = load;
  }
}

/** Loaders tried in order. */
export class ChoiceLoader implements TemplateLoader {
  readonly #loaders: readonly TemplateLoader[];
  constructor(loaders: readonly TemplateLoader[]) {
    this.#loaders = loaders;
  }
  load(name: string): string | undefined {
    for (const loader of this.#loaders) {
      const source = loader.load(name);
      if (source !== undefined) return source;
    }
    return undefined;
  }
}

/** Loaders by the first part of a name: `prefix/rest`. */
export class PrefixLoader implements TemplateLoader {
  readonly #loaders: ReadonlyMap<string, TemplateLoader>;
  constructor(loaders: Readonly<Record<string, TemplateLoader>>) {
    this.#loaders = new Map(Object.entries(loaders));
  }
  load(name: string): string | undefined {
    const slash = name.indexOf('/');
    if (slash < 0) return undefined;
    return this.#loaders.get(name.slice(0, slash))?.load(name.slice(slash + 1));
  }
}
