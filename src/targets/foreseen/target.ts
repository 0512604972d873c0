import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type ContextualTarget, layContext, type TargetContext } from '../context.ts';
import { byRelative } from '../direct/walk.ts';
import { ApplyError, OperationError, operationError } from '../errors.ts';
import { encodeText } from '../text.ts';
import type {
  ChecksumAlgorithm,
  Content,
  FileStat,
  StatOptions,
  WalkEntry,
  WalkOptions,
} from '../types.ts';
import { layChange } from './lay.ts';
import type { ForeseenEntry, ForeseenLayer } from './layer.ts';
import { Locator } from './locate.ts';

/** What all views of a host share in a dry run that looks ahead. */
export interface ForeseenHost {
  readonly layer: ForeseenLayer;
  /** What the host's own symbolic links say, by path. */
  readonly links: Map<string, Promise<string | undefined>>;
  /** How often the host was looked at. */
  looks: number;
}

/**
 * A host as it would be after the changes that were foreseen so far: files are read through the layer, commands see the
 * host as it is. Whoever writes writes to the host itself.
 */
export function foreseenTarget(
  host: ContextualTarget,
  state: ForeseenHost,
  context: TargetContext = {},
): ContextualTarget {
  const { layer } = state;
  const locator = new Locator(host, layer, state.links);

  async function stat(path: string, options: StatOptions = {}): Promise<FileStat | null> {
    state.looks++;
    if (layer.isEmpty) return await host.stat(path, options);
    const { found } = await locator.locate(path, options.follow);
    if ('nothing' in found) return null;
    const seen =
      'onHost' in found
        ? await host.stat(found.onHost, { ...options, follow: false })
        : await entryStat(found.entry, options.checksum);
    return seen && { ...seen, path };
  }

  async function entryStat(
    { stat, content }: ForeseenEntry,
    algorithm: ChecksumAlgorithm | undefined,
  ): Promise<FileStat> {
    if (algorithm === undefined || content === undefined) return stat;
    if ('written' in content)
      return { ...stat, checksum: await digest(content.written, algorithm) };
    const checksum = (await host.stat(content.onHost, { checksum: algorithm }))?.checksum;
    return checksum === undefined ? stat : { ...stat, checksum };
  }

  async function read(path: string, limit?: number): Promise<Buffer | null> {
    state.looks++;
    if (layer.isEmpty) return await host.readFile(path, limit);
    const { found } = await locator.locate(path, true);
    if ('nothing' in found) return null;
    if ('onHost' in found) return await host.readFile(found.onHost, limit);
    const { stat, content } = found.entry;
    if (stat.type === 'directory') throw new OperationError('EISDIR', path);
    if (content === undefined) return null;
    if ('onHost' in content) return await host.readFile(content.onHost, limit);
    return (await bytesOf(content.written)).subarray(0, limit);
  }

  async function list(path: string): Promise<string[] | null> {
    state.looks++;
    if (layer.isEmpty) return await host.readDirectory(path);
    const place = await locator.locate(path, true);
    const { found } = place;
    if ('nothing' in found) return null;
    if ('entry' in found && found.entry.stat.type !== 'directory') return null;
    const below = 'onHost' in found ? found.onHost : found.entry.shows;
    const own = below === undefined ? [] : await host.readDirectory(below);
    if (own === null) return null;
    const names = new Set(own);
    for (const [name, isThere] of layer.namesIn(place.path)) {
      if (isThere) names.add(name);
      else names.delete(name);
    }
    return [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }

  async function walk(path: string, options: WalkOptions = {}): Promise<WalkEntry[]> {
    state.looks++;
    if (layer.isEmpty) return await host.walk(path, options);
    const { path: place, found } = await locator.locate(path, true);
    if ('onHost' in found && !layer.touches(place)) return await host.walk(found.onHost, options);
    const entries: WalkEntry[] = [];
    const prune = new Set(options.prune);
    await descend(path, '', 1, []);
    return entries.sort(byRelative);

    async function descend(
      folder: string,
      prefix: string,
      depth: number,
      above: readonly string[],
    ): Promise<void> {
      if (options.maxDepth !== undefined && depth > options.maxDepth) return;
      const { path: here } = await locator.locate(folder, true);
      if (above.includes(here)) return;
      const names = (await list(folder)) ?? [];
      await Promise.all(
        names.map(async (name) => {
          const child = posix.join(folder, name);
          const { checksum, follow = false } = options;
          const asked = checksum === undefined ? {} : { checksum };
          const seen =
            (await stat(child, { ...asked, follow })) ?? (follow ? await stat(child) : null);
          if (seen === null) return;
          const relative = prefix + name;
          entries.push({ ...seen, relative });
          if (seen.type === 'directory' && !prune.has(relative))
            await descend(child, `${relative}/`, depth + 1, [...above, here]);
        }),
      );
    }
  }

  const view: ContextualTarget = {
    ...host,
    stat,
    readFile: read,
    readDirectory: list,
    walk,
    query(command) {
      state.looks++;
      return host.query(command);
    },
    async which(program, paths) {
      state.looks++;
      if (!program.startsWith('/') || layer.isEmpty) return await host.which(program, paths);
      const seen = await stat(program, { follow: true });
      return seen?.type === 'file' && seen.executable ? program : null;
    },
    async foresee(changes) {
      let isWhole = true;
      for (const change of changes) {
        const scope = {
          layer,
          view,
          host,
          umask: context.umask ?? DEFAULT_UMASK,
          locate: (path: string, follow?: boolean) => locator.locate(path, follow),
        };
        try {
          isWhole = (await layChange(change, scope)) && isWhole;
        } catch (error) {
          throw new ApplyError(operationError(error), []);
        }
      }
      return isWhole;
    },
    withContext: (over) => foreseenTarget(host.withContext(over), state, layContext(context, over)),
  };
  return view;
}

/** What new files' modes are taken by where a task says nothing of it. */
const DEFAULT_UMASK = 0o022;

async function bytesOf(content: Content): Promise<Buffer> {
  return Buffer.isBuffer(content) ? content : await readFile(encodeText(content.localPath));
}

async function digest(content: Content, algorithm: ChecksumAlgorithm): Promise<string> {
  const hash = createHash(algorithm);
  if (Buffer.isBuffer(content)) hash.update(content);
  else await pipeline(createReadStream(encodeText(content.localPath)), hash);
  return hash.digest('hex');
}
