import type { ReadTarget } from '../../targets/types.ts';
import type { Json, Plan } from '../contract.ts';
import { arg } from '../define.ts';
import { DOCKER_CONNECTION, DOCKER_CONSTRAINTS, type DockerConnection } from './docker-client.ts';
import { DockerDaemon, withDaemon } from './docker-daemon.ts';

/** Options of a module that tells of one of Docker's objects. */
export const infoArguments = (aliases: readonly string[]) => ({
  args: { ...DOCKER_CONNECTION, name: arg.str({ required: true, aliases, doc: 'Its name.' }) },
  constraints: DOCKER_CONSTRAINTS,
});

/** A plan that only tells what is known of an object. */
export async function toldOf(
  kind: 'container' | 'network' | 'volume',
  args: DockerConnection & { readonly name: string },
  target: ReadTarget,
  find: (daemon: DockerDaemon, name: string) => Promise<object | null>,
): Promise<Plan> {
  const daemon = new DockerDaemon(args, target);
  const found = await withDaemon(() => find(daemon, args.name));
  return {
    changes: [],
    result: { changed: false, exists: found !== null, [kind]: found as Json },
  };
}
