import { posix } from 'node:path';
import { OperationError } from '../errors.ts';
import type { ReadTarget } from '../types.ts';
import { type ForeseenLayer, type Found, isTop } from './layer.ts';

/** Symbolic links that are followed one after another (Linux: 40). */
const MOST_LINKS = 40;

/** A path whose folders are no symbolic links, and what lies there. */
export interface Located {
  readonly path: string;
  readonly found: Found;
}

/** Finds paths on a host over which a layer is laid. What the host says of its folders is asked once. */
export class Locator {
  readonly #host: ReadTarget;
  readonly #layer: ForeseenLayer;
  readonly #links: Map<string, Promise<string | undefined>>;

  constructor(
    host: ReadTarget,
    layer: ForeseenLayer,
    links: Map<string, Promise<string | undefined>>,
  ) {
    this.#host = host;
    this.#layer = layer;
    this.#links = links;
  }

  /** A path's place; with `follow`, that of what a symbolic link there leads to. @throws OperationError (ELOOP) */
  async locate(path: string, follow = false): Promise<Located> {
    return await this.#locate(posix.normalize(path).replace(/(?<=.)\/$/, ''), follow, 0);
  }

  async #locate(path: string, follow: boolean, links: number): Promise<Located> {
    if (links > MOST_LINKS) throw new OperationError('ELOOP', path);
    if (isTop(path)) return { path, found: this.#layer.find(path) };
    const folder = await this.#folder(posix.dirname(path), links);
    const place = posix.join(folder, posix.basename(path));
    const found = this.#layer.find(place);
    const target = follow ? await this.#linkAt(found) : undefined;
    if (target === undefined) return { path: place, found };
    return await this.#locate(
      posix.isAbsolute(target) ? target : posix.join(folder, target),
      true,
      links + 1,
    );
  }

  /** A folder's path without symbolic links. */
  async #folder(path: string, links: number): Promise<string> {
    if (isTop(path)) return path;
    // All folders on the way are asked for in one round trip.
    for (let above = path; !isTop(above); above = posix.dirname(above))
      this.#linkAt(this.#layer.find(above)).catch(() => {});
    return (await this.#locate(path, true, links)).path;
  }

  /** What a symbolic link says; undefined where there is none. */
  async #linkAt(found: Found): Promise<string | undefined> {
    if ('entry' in found)
      return found.entry.stat.type === 'link' ? found.entry.stat.linkTarget : undefined;
    if ('nothing' in found) return undefined;
    const path = found.onHost;
    let asked = this.#links.get(path);
    if (asked === undefined) {
      asked = this.#host.stat(path).then((stat) => stat?.linkTarget);
      this.#links.set(path, asked);
    }
    return await asked;
  }
}
