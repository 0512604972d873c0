import type { FileStat, StatOptions } from '../../targets/types.ts';
import type { Result } from '../contract.ts';
import { fail } from '../define.ts';
import type { FileContext } from './file-arguments.ts';
import { type FileState, fileInfo, fileState } from './file-info.ts';
import { basename, componentPaths, dirname, joinPath } from './paths.ts';
import { resolveTime, type Times } from './timestamps.ts';

/** The state that a file task comes down to, and what is there now. */
export interface Place {
  readonly state: 'absent' | 'directory' | 'file' | 'hard' | 'link' | 'touch';
  readonly path: string;
  readonly lstat: FileStat | null;
  /** Links followed; null also for a link to nothing. */
  readonly stat: FileStat | null;
  readonly times: Times;
  /** Stats (followed) of the path's components from the top, of the parent as the last but one. */
  readonly components: readonly { readonly path: string; readonly stat: FileStat | null }[];
  /** What `src` leads to: from the link's own folder, or as it is for hard links. */
  readonly source: FileStat | null;
}

/** Reads all that planning needs in one round trip, and settles what `state` means. */
export async function lookAtPath(context: FileContext): Promise<Place> {
  const { args } = context;
  const place = await look(context, args.path);
  const into = args._original_basename ?? (args.src === null ? null : basename(args.src));
  const enters = args.state !== 'link' && args.state !== 'absent';
  const settled =
    enters && into && place.stat?.type === 'directory'
      ? await look(context, joinPath(args.path, into))
      : place;
  // The arguments shown are those that were settled on.
  Object.assign(args, { path: settled.path, state: settled.state });
  return checked(settled, context);
}

async function look(context: FileContext, path: string): Promise<Place> {
  const { args, target } = context;
  const components = componentPaths(path).slice(0, -1);
  const sourcePath =
    args.src === null ? null : args.state === 'link' ? joinPath(dirname(path), args.src) : args.src;
  const seen = (at: string, options?: StatOptions): Promise<FileStat | null> =>
    target.stat(at, options).catch(nothingWhereHidden);
  const [lstat, stat, source, times, ...ancestors] = await Promise.all([
    seen(path),
    seen(path, { follow: true }),
    sourcePath === null ? null : seen(sourcePath, { follow: true }),
    timesOf(context),
    ...components.map((component) => seen(component, { follow: true })),
  ]);
  return {
    state: args.state ?? defaultState(fileState(lstat), args.recurse),
    path,
    lstat,
    stat,
    times,
    source,
    components: components.map((component, index) => ({
      path: component,
      stat: ancestors[index] ?? null,
    })),
  };
}

/** As `os.path.exists` has it, what can't be looked at is not there: no right to, or links in a circle. */
function nothingWhereHidden(error: unknown): null {
  const { code } = error as { code?: unknown };
  if (code === 'EACCES' || code === 'ELOOP') return null;
  throw error;
}

function defaultState(found: FileState, recurse: boolean): Place['state'] {
  if (found !== 'absent') return found;
  return recurse ? 'directory' : 'file';
}

function checked(place: Place, { args }: FileContext): Place {
  const { path } = place;
  if (args.recurse && place.state !== 'directory') {
    failAt(place, "recurse option requires state to be 'directory'", { path });
  }
  if (args.src !== null && place.state !== 'link' && place.state !== 'hard') {
    failAt(place, "src option requires state to be 'link' or 'hard'", { path });
  }
  return place;
}

/** Fails with what is known of the file that is there. @throws ModuleFailure */
export function failAt(place: Place, msg: string, fields: Result): never {
  const { lstat, stat } = place;
  return fail(msg, { ...fields, ...(lstat && stat ? fileInfo(lstat) : {}) });
}

async function timesOf({ args, target }: FileContext): Promise<Times> {
  const fallback = args.state === 'touch' ? 'now' : 'preserve';
  const [mtime, atime] = await Promise.all([
    resolveTime(args.modification_time ?? fallback, args.modification_time_format, target),
    resolveTime(args.access_time ?? fallback, args.access_time_format, target),
  ]);
  return { atime, mtime };
}
