import { setTimeout } from 'node:timers/promises';
import { fail } from '../../definition/failure.ts';
import type { DockerDaemon, DockerReply, DockerRequest } from '../docker-daemon.ts';
import { DockerError } from '../docker-error.ts';
import { separated } from '../streams.ts';
import type { Inspected } from './wishes.ts';

/** The request that describes a container. */
export function containerRequest(name: string): DockerRequest {
  return { method: 'GET', path: `/containers/${name.replace(/^\//, '')}/json` };
}

/** The container of that name or id; null when there is none. @throws ModuleFailure */
export async function findContainer(daemon: DockerDaemon, name: string): Promise<Inspected | null> {
  const [reply] = await daemon.read(containerRequest(name));
  try {
    return reply.found<Inspected>();
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
    return fail(`Error inspecting container: ${error.message}`);
  }
}

/** The answer, unless the daemon refused. @throws ModuleFailure with `before` and its words */
export function accepted(before: string, reply: DockerReply): DockerReply {
  const refusal = reply.refusal();
  return refusal === undefined ? reply : fail(`${before}: ${refusal.message}`);
}

/** Stops or removes a container, which the daemon may refuse for one that is paused. */
export async function evenPaused(
  daemon: DockerDaemon,
  id: string,
  request: DockerRequest,
  look: readonly DockerRequest[],
): Promise<DockerReply> {
  for (let left = 3; ; left--) {
    const reply = await daemon.write(request, { look });
    const words = reply.refusal()?.explanation ?? '';
    if (!words.includes('Unpause the container before stopping or killing') || left === 0) {
      return reply;
    }
    const unpaused = await daemon.write({ method: 'POST', path: `/containers/${id}/unpause` });
    accepted(`Error unpausing container ${id}`, unpaused);
  }
}

/** Waits until the daemon has removed a container. @throws ModuleFailure */
export async function waitForRemoval(
  daemon: DockerDaemon,
  {
    name,
    id,
    limit,
  }: { readonly name: string; readonly id: string; readonly limit: number | null },
): Promise<void> {
  let delay = 1;
  let waited = 0;
  for (;;) {
    const found = await findContainer(daemon, name);
    if (found === null) return;
    const { Status: status } = (found.State ?? {}) as { Status?: string };
    if (status !== 'removing') {
      fail(`Encontered unexpected state "${status}" while waiting for container "${id}"`);
    }
    if (limit !== null && waited > limit) {
      fail(`Timeout of ${limit} seconds exceeded while waiting for container "${id}"`);
    }
    if (limit !== null) delay = Math.min(delay, limit - waited);
    await setTimeout(delay * 1000);
    waited += delay;
    delay = Math.min(delay * 1.1, 10);
    daemon.forget();
  }
}

/** What a container wrote, where its log can be read. */
export async function outputOf(
  daemon: DockerDaemon,
  container: Inspected,
): Promise<{ readonly text: string; readonly isOutput: boolean }> {
  const { Type: driver = '' } = (container.HostConfig.LogConfig ?? {}) as { Type?: string };
  if (!['json-file', 'journald', 'local'].includes(driver)) {
    return { text: `Result logged using \`${driver}\` driver`, isOutput: false };
  }
  const [logs] = await daemon.read({
    method: 'GET',
    path: `/containers/${container.Id}/logs`,
    query: { stderr: 1, stdout: 1, timestamps: 0, follow: 0, tail: 'all' },
  });
  const bytes = logs.bytes();
  const text = container.Config.Tty ? bytes.toString() : separated(bytes).all;
  return { text, isOutput: true };
}
