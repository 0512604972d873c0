import { infoArguments, toldOf } from '../containers/info-plan.ts';
import { inspectNetwork } from '../containers/networks.ts';
import { defineModule } from '../define.ts';

export const docker_network_info = defineModule({
  name: 'community.docker.docker_network_info',
  summary: 'Tell about a Docker network',
  examples: `- name: What there is
  community.docker.docker_network_info:
    name: shop
  register: shop
`,
  ...infoArguments([]),
  returns: { exists: 'Whether it is there', network: 'What Docker tells of it' },
  support: { check: 'full', diff: 'none' },
  onlyLooks: true,
  plan: ({ args, target }) => toldOf('network', args, target, inspectNetwork),
});
