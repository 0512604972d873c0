import { fail } from '../define.ts';
import type { Collector } from './collector.ts';
import { MINIMAL_SUBSETS } from './collectors.ts';

/**
 * Collectors that a `gather_subset` selects: the minimal ones, what it adds, less what it excludes with `!`,
 * and what those need.
 * @throws ModuleFailure for a name that is no subset
 */
export function selectCollectors(
  collectors: readonly Collector[],
  subsets: readonly string[],
): Collector[] {
  const valid = new Set(collectors.flatMap(namesOf));
  const added = new Set(MINIMAL_SUBSETS);
  const excluded = new Set<string>();
  const explicit = new Set<string>();
  const addAll = (set: Set<string>, names: Iterable<string>): void => {
    for (const name of names) set.add(name);
  };
  for (const subset of subsets) {
    if (subset === 'min') addAll(added, MINIMAL_SUBSETS);
    else if (subset === 'all') addAll(added, valid);
    else if (subset === '!min') addAll(excluded, MINIMAL_SUBSETS);
    else if (subset === '!all')
      addAll(
        excluded,
        [...valid].filter((name) => !MINIMAL_SUBSETS.has(name)),
      );
    else if (subset.startsWith('!')) {
      const name = subset.slice(1);
      const collector = collectors.find((candidate) => candidate.name === name);
      addAll(excluded, [name, ...(collector?.ids ?? [])]);
    } else if (valid.has(subset)) {
      explicit.add(subset);
      added.add(subset);
    } else {
      const allowed = [...valid].sort().join(', ');
      fail(
        `Bad subset '${subset}' given to Ansible. gather_subset options allowed: all, ${allowed}`,
      );
    }
  }
  for (const name of excluded) {
    if (!explicit.has(name)) added.delete(name);
  }
  return withRequired(collectors, added);
}

function namesOf(collector: Collector): string[] {
  return [collector.name, ...(collector.ids ?? [])];
}

function withRequired(collectors: readonly Collector[], names: ReadonlySet<string>): Collector[] {
  const wanted = new Set(names);
  for (const collector of [...collectors].reverse()) {
    if (!namesOf(collector).some((name) => wanted.has(name))) continue;
    for (const required of collector.requires ?? []) wanted.add(required);
  }
  return collectors.filter((collector) => namesOf(collector).some((name) => wanted.has(name)));
}
