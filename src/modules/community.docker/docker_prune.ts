import { DOCKER_CONNECTION, DOCKER_CONSTRAINTS } from '../containers/docker-client.ts';
import { filterText } from '../containers/filters.ts';
import { plannedDialogue } from '../containers/planned-dialogue.ts';
import type { Json, Result } from '../contract.ts';
import { arg, defineModule } from '../define.ts';

/** Kinds of objects, what the daemon calls those that it removed, and whether that gives room. */
const KINDS = [
  ['containers', 'ContainersDeleted', true],
  ['images', 'ImagesDeleted', true],
  ['networks', 'NetworksDeleted', false],
  ['volumes', 'VolumesDeleted', true],
] as const;

export const docker_prune = defineModule({
  name: 'community.docker.docker_prune',
  summary: "Remove Docker's objects that nothing uses",
  examples: `- name: Make room
  community.docker.docker_prune:
    containers: true
    images: true
`,
  args: {
    ...DOCKER_CONNECTION,
    containers: arg.bool({ default: false, doc: 'Remove containers that do not run.' }),
    containers_filters: arg.dict({ doc: 'Which ones.' }),
    images: arg.bool({ default: false, doc: 'Remove images without containers.' }),
    images_filters: arg.dict({ doc: 'Which ones.' }),
    networks: arg.bool({ default: false, doc: 'Remove networks without containers.' }),
    networks_filters: arg.dict({ doc: 'Which ones.' }),
    volumes: arg.bool({ default: false, doc: 'Remove volumes without containers.' }),
    volumes_filters: arg.dict({ doc: 'Which ones.' }),
    builder_cache: arg.bool({ default: false, doc: 'Remove what builds have kept.' }),
  },
  constraints: DOCKER_CONSTRAINTS,
  returns: {
    containers: 'Ids of those that are gone',
    containers_space_reclaimed: 'Bytes that they took; the same of the others',
  },
  support: { check: 'none', diff: 'none' },
  plan: ({ args, target, controller }) =>
    plannedDialogue(args, { target, controller }, async ({ daemon }) => {
      const result: Result = {};
      for (const [kind, deleted, makesRoom] of KINDS) {
        if (!args[kind]) continue;
        const query = { filters: filterText(args[`${kind}_filters`]) };
        const reply = await daemon.write({ method: 'POST', path: `/${kind}/prune`, query });
        const told = reply.json<{ readonly [field: string]: Json }>();
        result[kind] = told[deleted] ?? [];
        if (makesRoom) result[`${kind}_space_reclaimed`] = told.SpaceReclaimed ?? 0;
      }
      if (args.builder_cache) {
        const reply = await daemon.write({ method: 'POST', path: '/build/prune' });
        result.builder_cache_space_reclaimed = reply.json<{
          SpaceReclaimed: number;
        }>().SpaceReclaimed;
      }
      const changed = Object.values(result).some((found) =>
        Array.isArray(found) ? found.length > 0 : found !== 0,
      );
      return { ...result, changed };
    }),
});
