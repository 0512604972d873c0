import { posix } from 'node:path';
import type { Content, FileStat } from '../types.ts';

/** Where a foreseen file's bytes are: in the change that would write it, or in a file of the host. */
export type ForeseenContent = { readonly written: Content } | { readonly onHost: string };

/** What would be found at a path. */
export interface ForeseenEntry {
  readonly stat: FileStat;
  /** Of a regular file. */
  readonly content?: ForeseenContent;
  /** Of a folder: the folder of the host whose entries show through; none where it would be new. */
  readonly shows?: string;
}

/** What lies at a path: something on the host (as it is, at a place of its own), something foreseen, or nothing. */
export type Found =
  | { readonly onHost: string }
  | { readonly entry: ForeseenEntry }
  | { readonly nothing: true };

/** Where paths begin: at the root, or in the folder where the session is. */
export const isTop = (path: string): boolean => path === '/' || path === '.';

/**
 * The planned changes of one host's files, laid over what is there: entries by path, null for what would be gone. Paths
 * begin at the root, or where the session is, and no folder in them is a symbolic link.
 */
export class ForeseenLayer {
  readonly #entries = new Map<string, ForeseenEntry | null>();

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  find(path: string): Found {
    for (let above = path; ; above = posix.dirname(above)) {
      const entry = this.#entries.get(above);
      if (entry !== undefined) {
        if (above === path && entry !== null) return { entry };
        if (entry?.shows === undefined) return { nothing: true };
        return { onHost: posix.join(entry.shows, path.slice(above.length)) };
      }
      if (isTop(above)) return { onHost: path };
    }
  }

  set(path: string, entry: ForeseenEntry): void {
    this.#entries.set(path, entry);
  }

  /** Whatever is at the path, and below it, would be gone. */
  remove(path: string): void {
    for (const one of this.#below(path)) this.#entries.delete(one);
    this.#entries.set(path, null);
  }

  /** Takes what is foreseen below a folder along to its new place. */
  move(from: string, to: string): void {
    const moved = [...this.#below(from)].map(
      (path) => [to + path.slice(from.length), this.#entries.get(path)] as const,
    );
    this.remove(from);
    for (const [path, entry] of moved) if (entry !== undefined) this.#entries.set(path, entry);
  }

  /** Names that are foreseen in a folder: true for those that would be there, false for those that would be gone. */
  namesIn(folder: string): Map<string, boolean> {
    const names = new Map<string, boolean>();
    for (const [path, entry] of this.#entries) {
      if (!isTop(path) && posix.dirname(path) === folder)
        names.set(posix.basename(path), entry !== null);
    }
    return names;
  }

  /** Whether anything is foreseen at a path or below it. */
  touches(path: string): boolean {
    return this.#entries.has(path) || !this.#below(path).next().done;
  }

  *#below(folder: string): Generator<string> {
    const prefix = folder === '/' ? '/' : `${folder}/`;
    for (const path of [...this.#entries.keys()])
      if (path.startsWith(prefix) && path !== folder) yield path;
  }
}
