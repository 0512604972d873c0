import type { ReadTarget } from '../../targets/types.ts';
import type { ArgumentSpec } from '../contract.ts';

/** Expands `~` and `$VAR` in path options, in place; all of them in one round trip, none where no path needs it. */
export async function expandPaths(
  parameters: Record<string, unknown>,
  options: ArgumentSpec['options'],
  target: ReadTarget,
): Promise<void> {
  const pending: Promise<void>[] = [];
  for (const [name, option] of Object.entries(options)) {
    if (option.local) continue;
    const value = parameters[name];
    if (option.type === 'path' && typeof value === 'string' && isExpandable(value)) {
      pending.push(
        target.expandPath(value).then((path) => {
          parameters[name] = path;
        }),
      );
    } else if (option.elements === 'path' && Array.isArray(value)) {
      const paths: unknown[] = value;
      paths.forEach((path, index) => {
        if (typeof path !== 'string' || !isExpandable(path)) return;
        pending.push(
          target.expandPath(path).then((expanded) => {
            paths[index] = expanded;
          }),
        );
      });
    }
  }
  if (pending.length) await Promise.all(pending);
}

function isExpandable(path: string): boolean {
  return path.startsWith('~') || path.includes('$');
}
