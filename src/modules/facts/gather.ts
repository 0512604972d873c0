import type { ReadTarget } from '../../targets/types.ts';
import type { Controller } from '../contract.ts';
import type { Collector, Facts } from './collector.ts';
import { collectorsFor } from './collectors.ts';
import { parseObservation } from './observation.ts';
import { probeGlobs, probeScript } from './probe.ts';

export interface Gathered {
  /** Facts by name, without prefix. */
  readonly known: Facts;
  /** Facts by name as playbooks know them. */
  readonly facts: Facts;
  readonly error?: string;
}

/** Runs collectors on what one probe of the target brings. */
export async function gatherFacts(
  target: ReadTarget,
  collectors: readonly Collector[],
  factPath: string,
  warn: (message: string) => void,
): Promise<Gathered> {
  const { platform } = target;
  const [probe, environment] = await Promise.all([
    target.query({ shell: probeScript(collectors) }),
    target.environment(),
  ]);
  const known: Facts = {};
  const facts: Facts = {};
  if (probe.spawnError !== undefined) return { known, facts, error: probe.spawnError.message };
  const seen = parseObservation(probe.stdout.toString(), probeGlobs(collectors));
  for (const collector of collectors) {
    const found = collector.collect(seen, { platform, environment, known, factPath, warn });
    Object.assign(known, found);
    const prefix = collector.prefix ?? 'ansible_';
    for (const [name, value] of Object.entries(found)) facts[`${prefix}${name}`] = value;
  }
  return { known, facts };
}

/** A fact that modules choose by: the host's own where it is gathered, else what a small probe finds. */
export async function factFor(
  name: 'pkg_mgr' | 'service_mgr',
  target: ReadTarget,
  controller: Controller,
): Promise<string> {
  const gathered = controller.variable(`ansible_${name}`);
  if (typeof gathered === 'string' && gathered !== '') return gathered;
  const wanted = new Set(['platform', 'distribution', name]);
  const collectors = collectorsFor(target.platform.kernel, '', 1).filter((collector) =>
    wanted.has(collector.name),
  );
  const { known } = await gatherFacts(target, collectors, '', () => {});
  return String(known[name] ?? 'auto');
}
