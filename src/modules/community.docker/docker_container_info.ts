import { findContainer } from '../containers/container/daemon-steps.ts';
import { infoArguments, toldOf } from '../containers/info-plan.ts';
import { defineModule } from '../define.ts';

export const docker_container_info = defineModule({
  name: 'community.docker.docker_container_info',
  summary: 'Tell about a Docker container',
  examples: `- name: What there is
  community.docker.docker_container_info:
    name: shop
  register: shop
`,
  ...infoArguments([]),
  returns: { exists: 'Whether it is there', container: 'What Docker tells of it' },
  support: { check: 'full', diff: 'none' },
  onlyLooks: true,
  plan: ({ args, target }) => toldOf('container', args, target, findContainer),
});
