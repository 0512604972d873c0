import type { FileStat } from '../../targets/types.ts';
import { quoteWord } from '../commands/words.ts';
import { ARCHIVE, readArchive } from './archive-source.ts';
import type { UnpackTask } from './unarchive-arguments.ts';

/** A file of an archive, and what stands in its place. */
export interface ZippedFile {
  readonly path: string;
  readonly size: number;
  readonly stat: FileStat | null;
}

/**
 * Paths whose content is other than in the archive. Where sizes are equal, CRC-32s are compared: gzip writes that of
 * what it reads at its end, and any host has it.
 */
export async function differingContent(
  task: UnpackTask,
  files: readonly ZippedFile[],
): Promise<ReadonlySet<string>> {
  const there = files.filter(({ stat }) => stat?.type === 'file');
  const differing = new Set(
    there.filter(({ size, stat }) => size !== stat?.size).map(({ path }) => path),
  );
  const doubtful = there.filter(({ path, size }) => size > 0 && !differing.has(path));
  if (doubtful.length === 0) return differing;
  const [archived, present] = await Promise.all([
    archivedChecksums(task),
    presentChecksums(task, doubtful),
  ]);
  for (const [index, { path }] of doubtful.entries()) {
    const [wanted, found] = [archived.get(path), present[index]];
    if (wanted && found && wanted !== found) differing.add(path);
  }
  return differing;
}

/** CRC-32s by name, as unzip lists them: eight hexadecimal digits before the name. */
async function archivedChecksums(task: UnpackTask): Promise<ReadonlyMap<string, string>> {
  const listing = await readArchive(task.context.target, task.source, ['unzip', '-v', ARCHIVE]);
  const checksums = new Map<string, string>();
  for (const line of listing.out.split('\n')) {
    const [, checksum, path] = /^\s*\d+\s.*?\s([0-9a-f]{8}) {2}(.*)$/.exec(line) ?? [];
    if (checksum && path) checksums.set(path, checksum);
  }
  return checksums;
}

/** CRC-32s in the order of the files; empty for one that can't be read. */
async function presentChecksums(
  { context: { args, target } }: UnpackTask,
  files: readonly ZippedFile[],
): Promise<string[]> {
  const answer = await target.query({
    shell: `cd ${quoteWord(args.dest)} || exit; while IFS= read -r f; do
set -- $(gzip -1c <"./$f" 2>/dev/null | tail -c 8 | od -An -tx1 -N4); echo "$4$3$2$1"; done`,
    stdin: files.map(({ path }) => `${path}\n`).join(''),
  });
  return answer.stdout.toString('latin1').split('\n');
}
