import { Differences } from '../containers/differences.ts';
import {
  DOCKER_CONNECTION,
  DOCKER_CONSTRAINTS,
  type DockerObject,
} from '../containers/docker-client.ts';
import type { DockerDaemon, DockerReply, DockerRequest } from '../containers/docker-daemon.ts';
import { ObjectWork } from '../containers/object-work.ts';
import { plannedDialogue } from '../containers/planned-dialogue.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';

const ARGUMENTS = {
  ...DOCKER_CONNECTION,
  volume_name: arg.str({ required: true, aliases: ['name'], doc: 'Name of the volume.' }),
  state: arg.str({
    default: 'present',
    choices: ['present', 'absent'],
    doc: 'Whether the volume is to be.',
  }),
  driver: arg.str({ default: 'local', doc: 'What keeps it.' }),
  driver_options: arg.dict({ default: {}, doc: 'Options for the driver.' }),
  labels: arg.dict({ doc: 'Its labels.' }),
  recreate: arg.str({
    default: 'never',
    choices: ['always', 'never', 'options-changed'],
    doc: 'When a volume that is there is made anew.',
  }),
};

type DockerVolumeArguments = ArgumentValues<typeof ARGUMENTS>;

export const docker_volume = defineModule({
  name: 'community.docker.docker_volume',
  summary: 'Manage Docker volumes',
  examples: `- name: A volume for the database
  community.docker.docker_volume:
    name: database
`,
  args: ARGUMENTS,
  constraints: DOCKER_CONSTRAINTS,
  returns: { volume: 'The volume as Docker tells of it' },
  support: { check: 'full', diff: 'full' },
  plan({ args, target, controller, check, diff }) {
    return plannedDialogue(args, { target, controller }, async ({ daemon }) => {
      const { volume_name: name, driver } = args;
      const existing = await findVolume(daemon, name);
      const work = new ObjectWork({ kind: 'volume', args, check, diff }, existing);
      const present = args.state === 'present';
      const differences =
        present && existing !== null ? differencesOf(args, existing) : new Differences();
      const differs = args.recreate === 'options-changed' && !differences.isEmpty;
      const removes = existing !== null && (!present || differs || args.recreate === 'always');
      if (removes) {
        work.act(`Removed volume ${name}`);
        if (!check) accepted(await daemon.write({ method: 'DELETE', path: `/volumes/${name}` }));
      }
      if (!present) return work.result(null);
      if (existing === null || removes) {
        work.act(`Created volume ${name} with driver ${driver}`);
        if (!check) {
          const body = {
            Name: name,
            Driver: driver,
            DriverOpts: args.driver_options,
            ...(args.labels !== null && { Labels: args.labels }),
          };
          const request = { method: 'POST', path: '/volumes/create', body } as const;
          accepted(await daemon.write(request, { look: [VOLUMES] }));
        }
      }
      work.tellDifferences(differences);
      return work.result(await findVolume(daemon, name));
    });
  },
});

const VOLUMES: DockerRequest = { method: 'GET', path: '/volumes' };

async function findVolume(daemon: DockerDaemon, name: string): Promise<DockerObject | null> {
  const [reply] = await daemon.read(VOLUMES);
  const { Volumes: volumes } = accepted(reply).json<{ Volumes: DockerObject[] | null }>();
  return volumes?.find((volume) => volume.Name === name) ?? null;
}

/** @throws ModuleFailure with the daemon's words */
function accepted(reply: DockerReply): DockerReply {
  const refusal = reply.refusal();
  return refusal === undefined ? reply : fail(refusal.message);
}

function differencesOf(args: DockerVolumeArguments, existing: DockerObject): Differences {
  const found = new Differences();
  if (args.driver && args.driver !== existing.Driver) {
    found.add('driver', args.driver, existing.Driver);
  }
  found.addEntries('driver_options', Object.entries(args.driver_options), existing.Options);
  for (const [key, value] of Object.entries(args.labels ?? {})) {
    const active = existing.Labels?.[key];
    if (active !== value) found.add(`labels.${key}`, value, active);
  }
  return found;
}
