import { fail } from '../definition/failure.ts';
import type { DockerObject } from './docker-client.ts';
import type { DockerDaemon, DockerRequest } from './docker-daemon.ts';

export interface Network {
  readonly Name: string;
  readonly Id: string;
  readonly Driver: string;
  readonly Options?: Readonly<Record<string, string>> | null;
}

export const NETWORKS: DockerRequest = { method: 'GET', path: '/networks' };

/** The network of that name, or whose id begins so, in short. */
export async function networkNamed(daemon: DockerDaemon, name: string): Promise<Network | null> {
  const [reply] = await daemon.read(NETWORKS);
  return (
    reply.json<Network[]>().find((one) => one.Name === name || one.Id.startsWith(name)) ?? null
  );
}

/** The request that describes a network. */
export function networkRequest(name: string): DockerRequest {
  return { method: 'GET', path: `/networks/${name}` };
}

/** The network of that name or id with all that is known of it; null when there is none. @throws ModuleFailure */
export async function inspectNetwork(
  daemon: DockerDaemon,
  name: string,
): Promise<DockerObject | null> {
  let [reply] = await daemon.read(networkRequest(name));
  if (reply.status === 400) {
    // Several networks may have the name: the first that is listed counts.
    const first = await networkNamed(daemon, name);
    if (first !== null) [reply] = await daemon.read(networkRequest(first.Id));
  }
  const refusal = reply.refusal();
  if (refusal === undefined || reply.status === 404) return reply.found();
  return fail(`Error inspecting network: ${refusal.message}`);
}
