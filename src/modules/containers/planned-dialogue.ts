import type { ReadTarget } from '../../targets/types.ts';
import type { Controller, Plan, Result } from '../contract.ts';
import type { DockerConnection } from './docker-client.ts';
import {
  DockerDaemon,
  missingClient,
  NothingWritten,
  withDaemon,
  writableDaemon,
} from './docker-daemon.ts';

/** Where work warns. */
export type Teller = Pick<Controller, 'warn' | 'deprecate'>;

/** What a task is done with. */
export interface Dialogue {
  readonly daemon: DockerDaemon;
  readonly controller: Teller;
}

/**
 * A plan for work that asks the daemon and tells it what to do, by turns: what comes next depends on its answers. The
 * work is done once with a daemon that only answers. Where it comes to the first change, it is left for later,
 * and begins anew with what is known by then; where it comes to its end, there is nothing to do.
 */
export async function plannedDialogue(
  args: DockerConnection,
  { target, controller }: { readonly target: ReadTarget; readonly controller: Teller },
  work: (dialogue: Dialogue) => Promise<Result>,
): Promise<Plan> {
  const daemon = new DockerDaemon(args, target);
  const told: (() => void)[] = [];
  const later: Teller = {
    warn: (message) => told.push(() => controller.warn(message)),
    deprecate: (...message) => told.push(() => controller.deprecate(...message)),
  };
  try {
    const result = await withDaemon(() => work({ daemon, controller: later }));
    for (const tell of told) tell();
    return { changes: [], result };
  } catch (error) {
    if (!(error instanceof NothingWritten)) throw error;
    // Where nothing was asked, nobody has noticed yet that the client is missing.
    if (daemon.known.size === 0 && (await target.which('docker')) === null) missingClient();
    return {
      changes: [],
      result: {},
      perform: (writable) =>
        withDaemon(() =>
          work({ daemon: writableDaemon(args, writable, daemon.known), controller }),
        ),
    };
  }
}
