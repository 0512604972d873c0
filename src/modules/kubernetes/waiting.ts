import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeApi, KubeObject, Resource, Selection } from './api.ts';

/** How long to wait, in seconds. */
export interface Patience {
  readonly wait_sleep: number;
  readonly wait_timeout: number;
}

export interface Waited {
  readonly success: boolean;
  readonly object: KubeObject | null;
  /** Whole seconds. */
  readonly duration: number;
}

/** Looks at an object until it is as wanted, at least once. @throws KubeError */
export async function waitFor(
  api: KubeApi,
  resource: Resource,
  selection: Selection,
  wanted: (object: KubeObject | null) => boolean,
  { wait_sleep, wait_timeout }: Patience,
): Promise<Waited> {
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1000;
  let duration = 0;
  for (;;) {
    const object = await api.get(resource, selection);
    const success = wanted(object);
    if (success || elapsed() >= wait_timeout) return { success, object, duration };
    await sleep(wait_sleep * 1000);
    duration = Math.floor(elapsed());
  }
}
