import type { Json, Module } from '../contract.ts';
import { arg, defineModule } from '../define.ts';
import { DOCKER_CONNECTION, DOCKER_CONSTRAINTS } from './docker-client.ts';
import { DockerDaemon, withDaemon } from './docker-daemon.ts';

/** A module that tells of one object of Docker's. */
export function infoModule(
  kind: 'container' | 'network' | 'volume',
  find: (daemon: DockerDaemon, name: string) => Promise<object | null>,
  aliases: readonly string[] = [],
): Module {
  return defineModule({
    name: `community.docker.docker_${kind}_info`,
    summary: `Tell about a Docker ${kind}`,
    examples: `- name: What there is
  community.docker.docker_${kind}_info:
    name: shop
  register: shop
`,
    args: {
      ...DOCKER_CONNECTION,
      name: arg.str({ required: true, aliases, doc: `Name of the ${kind}.` }),
    },
    constraints: DOCKER_CONSTRAINTS,
    returns: { exists: 'Whether it is there', [kind]: 'What Docker tells of it' },
    support: { check: 'full', diff: 'none' },
    onlyLooks: true,
    async plan({ args, target }) {
      const daemon = new DockerDaemon(args, target);
      const found = await withDaemon(() => find(daemon, args.name));
      const result = { changed: false, exists: found !== null, [kind]: found as Json };
      return { changes: [], result };
    },
  });
}
