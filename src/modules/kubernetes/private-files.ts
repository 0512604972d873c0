import type { WriteTarget } from '../../targets/types.ts';

/** Lays text in a fresh file that only the target's user can read; gives its path. */
export async function privateFile(
  target: WriteTarget,
  text: string,
  suffix = '.yml',
): Promise<string> {
  const [outcome] = await target.apply([{ op: 'stage', content: Buffer.from(text), suffix }]);
  return outcome?.path ?? '';
}

/** Removes files that were laid down. */
export async function removeFiles(target: WriteTarget, paths: readonly string[]): Promise<void> {
  if (paths.length > 0) await target.apply(paths.map((path) => ({ op: 'remove', path })));
}
