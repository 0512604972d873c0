import { add } from '../values/index.ts';
import type { Dict, Value } from '../values/types.ts';
import type { HostStats } from './events.ts';

/** Counts for the recap, and what set_stats collects. */
export class RunStats {
  readonly hosts = new Map<string, HostStats>();
  /** Custom statistics: `_run` for the whole run, otherwise by host. */
  readonly custom: Dict = new Map();

  count(host: string, what: keyof HostStats, by = 1): void {
    let stats = this.hosts.get(host);
    if (stats === undefined) {
      stats = {
        ok: 0,
        changed: 0,
        unreachable: 0,
        failures: 0,
        skipped: 0,
        rescued: 0,
        ignored: 0,
      };
      this.hosts.set(host, stats);
    }
    stats[what] += by;
  }

  /** Takes one back from a count, though never below none. */
  discount(host: string, what: keyof HostStats): void {
    if ((this.hosts.get(host)?.[what] ?? 0) > 0) this.count(host, what, -1);
  }

  /** set_stats: with `aggregate`, dicts are merged and other values added. */
  setCustom(name: Value, value: Value, host: string | undefined, aggregate: boolean): void {
    const owner = host ?? '_run';
    const known = this.custom.get(owner);
    const data: Dict = known instanceof Map ? known : new Map();
    if (data !== known) this.custom.set(owner, data);
    const before = data.get(name);
    if (!aggregate || before === undefined) data.set(name, value);
    else if (before instanceof Map && value instanceof Map)
      data.set(name, new Map([...before, ...value]));
    else data.set(name, add(before, value));
  }
}
