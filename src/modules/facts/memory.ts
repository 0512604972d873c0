import type { Facts } from './collector.ts';
import type { Observation } from './observation.ts';

/** The facts memtotal_mb, memory_mb … of /proc/meminfo, in MiB. */
export function memoryFacts(seen: Observation): Facts {
  const text = seen.file('/proc/meminfo');
  if (text === undefined) return {};
  const megabytes = (key: string): number | null => {
    const found = new RegExp(`^${key}:\\s*(\\d+)`, 'm').exec(text)?.[1];
    return found === undefined ? null : Math.floor(Number(found) / 1024);
  };
  const total = megabytes('MemTotal');
  const free = megabytes('MemFree');
  const buffers = megabytes('Buffers');
  const cached = megabytes('Cached');
  const swapTotal = megabytes('SwapTotal');
  const swapFree = megabytes('SwapFree');
  const uncached =
    cached !== null && free !== null && buffers !== null ? cached + free + buffers : null;
  return {
    memtotal_mb: total ?? undefined,
    memfree_mb: free ?? undefined,
    swaptotal_mb: swapTotal ?? undefined,
    swapfree_mb: swapFree ?? undefined,
    memory_mb: {
      real: { total, used: minus(total, free), free },
      nocache: { free: uncached, used: minus(total, uncached) },
      swap: {
        total: swapTotal,
        free: swapFree,
        used: minus(swapTotal, swapFree),
        cached: megabytes('SwapCached'),
      },
    },
  };
}

function minus(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}
