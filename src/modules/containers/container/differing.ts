import { fail } from '../../definition/failure.ts';
import { pythonText } from '../../definition/python-text.ts';
import { Differences } from '../differences.ts';
import type { ContainerArguments } from './arguments.ts';
import { ASPECTS, type Aspect, type StateOption } from './aspects.ts';
import { type Comparison, isAsWanted } from './comparison.ts';
import { unwantedLabels } from './labels.ts';
import type { Inspected, Wishes } from './wishes.ts';

export interface Wanted {
  readonly args: ContainerArguments;
  /** Of each aspect. */
  readonly wishes: ReadonlyMap<Aspect, Wishes>;
  readonly comparisons: ReadonlyMap<string, Comparison>;
}

/** Which of a container's aspects are other than wanted; `image` is the one whose defaults count. */
export function differencesOf(
  wanted: Wanted,
  container: Inspected,
  image: Inspected | null,
): { readonly fixed: Differences; readonly updatable: Differences } {
  const fixed = new Differences();
  const updatable = new Differences();
  for (const aspect of ASPECTS) {
    record(aspect.update ? updatable : fixed, aspect, wanted, container, image);
  }
  return { fixed, updatable };
}

function record(
  found: Differences,
  aspect: Aspect,
  { args, wishes, comparisons }: Wanted,
  container: Inspected,
  image: Inspected | null,
): void {
  const has = aspect.has(container);
  const own = wishes.get(aspect) ?? {};
  const expected = aspect.expects?.(own, image, args) ?? own;
  for (const option of aspect.options) {
    const { name, kind } = option;
    if (!(name in expected)) continue;
    const mode = comparisons.get(name) ?? 'strict';
    if (isAsWanted(expected[name], has[name], mode, kind) || aspect.ignores?.(name)) continue;
    if (name === 'labels' && mode === 'strict') {
      const fault = unwantedLabels(image, args);
      if (fault !== undefined) fail(fault);
    }
    found.add(name, inOrder(expected[name], option), inOrder(has[name], option));
  }
}

/** What has no order of its own, in one that makes differences easy to see. */
function inOrder(value: unknown, { kind }: StateOption): unknown {
  if (!Array.isArray(value)) return value;
  if (kind === 'set') return [...value].sort();
  if (kind !== 'set(dict)') return value;
  const text = (entries: object): string =>
    JSON.stringify(
      Object.entries(entries)
        .map(([name, item]) => [name, pythonText(item)])
        .sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
    );
  return [...value].sort((a, b) => (text(a) < text(b) ? -1 : 1));
}
