import type { DockerDaemon } from '../containers/docker-daemon.ts';
import { infoArguments, toldOf } from '../containers/info-plan.ts';
import { defineModule, fail } from '../define.ts';

export const docker_volume_info = defineModule({
  name: 'community.docker.docker_volume_info',
  summary: 'Tell about a Docker volume',
  examples: `- name: What there is
  community.docker.docker_volume_info:
    name: shop
  register: shop
`,
  ...infoArguments(['volume_name']),
  returns: { exists: 'Whether it is there', volume: 'What Docker tells of it' },
  support: { check: 'full', diff: 'none' },
  onlyLooks: true,
  plan: ({ args, target }) => toldOf('volume', args, target, inspectVolume),
});

async function inspectVolume(daemon: DockerDaemon, name: string): Promise<object | null> {
  const [reply] = await daemon.read({ method: 'GET', path: `/volumes/${name}` });
  const refusal = reply.refusal();
  if (refusal === undefined || reply.status === 404) return reply.found();
  return fail(`Error inspecting volume: ${refusal.message}`);
}
