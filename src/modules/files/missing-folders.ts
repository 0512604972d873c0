import type { Change, FileStat, ReadTarget } from '../../targets/types.ts';
import { createdStat } from './creation.ts';
import { type AttributePlan, attributePlanner, type WantedAttributes } from './file-attributes.ts';
import { componentPaths } from './paths.ts';

/**
 * What makes missing folders, one in the other and each with the wanted attributes: a setgid bit that one of them gets is
 * handed on to the next.
 * @param parent stat of the folder that the first goes into
 */
export async function nestedFolders(
  target: ReadTarget,
  paths: readonly string[],
  wanted: WantedAttributes,
  parent: FileStat | null,
): Promise<AttributePlan[]> {
  const planned = attributePlanner(wanted, target);
  const plans: AttributePlan[] = [];
  for (const path of paths) {
    const fresh = await createdStat(target, path, 'directory', 0, plans.at(-1)?.after ?? parent);
    plans.push(await planned(fresh));
  }
  return plans;
}

/** The changes that make a folder with its missing parents, each with the wanted attributes, and its stat to be. */
export async function missingFolders(
  target: ReadTarget,
  folder: string,
  wanted: WantedAttributes,
): Promise<{ changes: Change[]; parent: FileStat }> {
  const components = componentPaths(folder);
  const stats = await Promise.all(components.map((path) => target.stat(path, { follow: true })));
  const nearest = stats.findLast((stat) => stat !== null) ?? null;
  const missing = components.filter((_path, index) => !stats[index]);
  const plans = await nestedFolders(target, missing, wanted, nearest);
  return {
    changes: missing.map((path, index) => ({ op: 'mkdir', path, ...plans[index]?.attributes })),
    parent: plans.at(-1)?.after ?? (await createdStat(target, folder, 'directory', 0, nearest)),
  };
}
