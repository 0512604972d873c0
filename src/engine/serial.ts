import type { Play } from '../playbook/nodes.ts';
import { str } from '../values/index.ts';
import { PyFloat } from '../values/types.ts';
import type { HostLike } from '../vars/inventory-view.ts';

/**
 * Splits a play's hosts as `serial` says: numbers, percentages, or a list of them whose last entry repeats.
 * What is neither fails as it does in Ansible: as an unexpected error.
 */
export function serialBatches(hosts: readonly HostLike[], play: Play): HostLike[][] {
  const raw = play.keywords.get('serial') ?? null;
  const sizes = raw === null ? [] : Array.isArray(raw) ? raw : [raw];
  if (hosts.length === 0) return [];
  if (sizes.length === 0) return [[...hosts]];
  const batches: HostLike[][] = [];
  let rest = [...hosts];
  for (let at = 0; rest.length > 0; at = Math.min(at + 1, sizes.length - 1)) {
    const size = batchSize(sizes[at] ?? 0, hosts.length);
    if (size <= 0) return [...batches, rest];
    batches.push(rest.slice(0, size));
    rest = rest.slice(size);
  }
  return batches;
}

/** Hosts in one batch; a percentage gives at least one. */
function batchSize(value: unknown, total: number): number {
  const text =
    value instanceof PyFloat
      ? String(value.value)
      : typeof value === 'number'
        ? String(value)
        : str(value as string);
  if (text.endsWith('%')) {
    const percent = Number(text.slice(0, -1));
    if (!Number.isNaN(percent)) return Math.trunc((percent / 100) * total) || 1;
  }
  const number = Number(text);
  if (Number.isNaN(number)) throw new Error(`invalid literal for int() with base 10: '${text}'`);
  return Math.trunc(number);
}
