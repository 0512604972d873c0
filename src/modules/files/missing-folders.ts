import type { Change, FileStat, ReadTarget } from '../../targets/types.ts';
import { createdStat } from './creation.ts';
import { planAttributes, type WantedAttributes } from './file-attributes.ts';
import { componentPaths } from './paths.ts';

/** The changes that make a folder with its missing parents, each with the wanted attributes, and its stat to be. */
export async function missingFolders(
  target: ReadTarget,
  folder: string,
  wanted: WantedAttributes,
): Promise<{ changes: Change[]; parent: FileStat }> {
  const components = componentPaths(folder);
  const stats = await Promise.all(components.map((path) => target.stat(path, { follow: true })));
  const nearest = stats.findLast((stat) => stat !== null) ?? null;
  const fresh = await createdStat(target, folder, 'directory', 0, nearest);
  const plan = await planAttributes(wanted, fresh, target);
  const missing = components.filter((_path, index) => !stats[index]);
  return {
    changes: missing.map((path) => ({ op: 'mkdir', path, ...plan.attributes })),
    parent: plan.after,
  };
}
