import type { Change, FileStat } from '../../targets/types.ts';
import type { FileContext } from './file-arguments.ts';
import { attributePlanner } from './file-attributes.ts';
import { joinPath } from './paths.ts';
import { planTimes, type Times } from './timestamps.ts';

/** Attributes and times of everything below a folder; with `follow` also of what its links lead to. */
export async function planTree(context: FileContext, times: Times, top: string): Promise<Change[]> {
  const changes: Change[] = [];
  const planOne = attributePlanner(context.args, context.target);
  const seen = new Set<string>([top]);
  const add = async (stat: FileStat): Promise<void> => {
    const wanted = await planOne(stat);
    if (wanted.changed) changes.push({ op: 'attributes', path: stat.path, ...wanted.attributes });
    const touch = planTimes(times, stat);
    if (touch) changes.push(touch.change);
  };
  const descend = async (folder: string): Promise<void> => {
    const entries = await context.target.walk(folder);
    for (const entry of entries) await add({ ...entry, path: joinPath(folder, entry.relative) });
    if (!context.args.follow) return;
    const links = entries.filter((entry) => entry.type === 'link');
    // A walk need not tell where links end; a look at them does.
    const looked = await Promise.all(
      links.map((link) =>
        link.realPath === undefined
          ? context.target.stat(joinPath(folder, link.relative))
          : Promise.resolve(link),
      ),
    );
    const ends = looked
      .map((link) => link?.realPath)
      .filter((path): path is string => !!path && !seen.has(path));
    const unique = [...new Set(ends)];
    const stats = await Promise.all(unique.map((path) => context.target.stat(path)));
    for (const stat of stats) {
      if (!stat || seen.has(stat.path)) continue;
      seen.add(stat.path);
      await add(stat);
      if (stat.type === 'directory') await descend(stat.path);
    }
  };
  await descend(top);
  return changes;
}
