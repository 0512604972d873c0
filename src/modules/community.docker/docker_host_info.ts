import { DOCKER_CONNECTION, DOCKER_CONSTRAINTS } from '../containers/docker-client.ts';
import { DockerDaemon, type DockerReply, type DockerRequest } from '../containers/docker-daemon.ts';
import { filterText } from '../containers/filters.ts';
import type { Json, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail, ModuleFailure } from '../define.ts';

const ARGUMENTS = {
  ...DOCKER_CONNECTION,
  containers: arg.bool({ default: false, doc: 'List containers.' }),
  containers_all: arg.bool({ default: false, doc: 'Those that do not run, too.' }),
  containers_filters: arg.dict({ doc: 'Which ones.' }),
  images: arg.bool({ default: false, doc: 'List images.' }),
  images_filters: arg.dict({ doc: 'Which ones.' }),
  networks: arg.bool({ default: false, doc: 'List networks.' }),
  networks_filters: arg.dict({ doc: 'Which ones.' }),
  volumes: arg.bool({ default: false, doc: 'List volumes.' }),
  volumes_filters: arg.dict({ doc: 'Which ones.' }),
  disk_usage: arg.bool({ default: false, doc: 'Tell how much room they take.' }),
  verbose_output: arg.bool({ default: false, doc: 'Tell all that is known.' }),
};

type HostInfoArguments = ArgumentValues<typeof ARGUMENTS>;

/** Kinds of objects, and what is told of them in short. */
const FIELDS = {
  volumes: ['Driver', 'Name'],
  networks: ['Id', 'Driver', 'Name', 'Scope'],
  containers: ['Id', 'Image', 'Command', 'Created', 'Status', 'Ports', 'Names'],
  images: ['Id', 'RepoTags', 'Created', 'Size'],
} as const;

type Kind = keyof typeof FIELDS;

const INFO: DockerRequest = { method: 'GET', path: '/info' };
const USAGE: DockerRequest = { method: 'GET', path: '/system/df' };

export const docker_host_info = defineModule({
  name: 'community.docker.docker_host_info',
  summary: 'Tell about a Docker host',
  examples: `- name: What runs there
  community.docker.docker_host_info:
    containers: true
  register: host
`,
  args: ARGUMENTS,
  constraints: DOCKER_CONSTRAINTS,
  returns: {
    can_talk_to_docker: 'On failure: whether the daemon answered at all',
    host_info: 'The host in general',
    disk_usage: 'Room that is taken',
    containers: 'Containers',
    images: 'Images',
    networks: 'Networks',
    volumes: 'Volumes',
  },
  support: { check: 'full', diff: 'none' },
  onlyLooks: true,
  async plan({ args, target }) {
    const daemon = new DockerDaemon(args, target);
    const kinds = (Object.keys(FIELDS) as Kind[]).filter((kind) => args[kind]);
    const requests = kinds.map((kind) => listRequest(kind, args));
    const usage = args.disk_usage ? [USAGE] : [];
    const [info, ...others] = await asked(daemon, [INFO, ...usage, ...requests]);
    const result: Result = { changed: false, host_info: told(info, '') };
    if (args.disk_usage) {
      const room = told(others.shift(), '') as { [name: string]: Json };
      result.disk_usage = args.verbose_output ? room : { LayersSize: room.LayersSize };
    }
    for (const [index, kind] of kinds.entries()) {
      const answer = told(others[index], ` for object '${kind}'`);
      const items = (kind === 'volumes' ? (answer as { Volumes: Json }).Volumes : answer) ?? [];
      result[kind] = args.verbose_output
        ? items
        : (items as Item[]).map((item) => brief(item, kind));
    }
    return { changes: [], result };
  },
});

type Item = { readonly [field: string]: Json };

async function asked(
  daemon: DockerDaemon,
  requests: readonly DockerRequest[],
): Promise<DockerReply[]> {
  try {
    return await daemon.read(...requests);
  } catch (error) {
    if (!(error instanceof ModuleFailure) || 'beyondNative' in error) throw error;
    return fail(String(error.result.msg), { can_talk_to_docker: false });
  }
}

function told(reply: DockerReply | undefined, of: string): Json {
  const refusal = reply?.refusal();
  if (refusal !== undefined) {
    fail(`Error inspecting docker host${of}: ${refusal.message}`, { can_talk_to_docker: true });
  }
  return reply?.json<Json>() ?? null;
}

const brief = (item: Item, kind: Kind): Json =>
  Object.fromEntries(FIELDS[kind].map((field) => [field, item[field] ?? null]));

function listRequest(kind: Kind, args: HostInfoArguments): DockerRequest {
  const wanted = args[`${kind}_filters`];
  const some = Object.keys(wanted ?? {}).length > 0;
  const filters = some || kind === 'networks' ? filterText(wanted) : null;
  const paths = { volumes: '/volumes', networks: '/networks' } as const;
  const path = kind in paths ? paths[kind as keyof typeof paths] : `/${kind}/json`;
  const more = {
    volumes: {},
    networks: {},
    containers: { limit: -1, all: args.containers_all ? 1 : 0, size: 0, trunc_cmd: 0 },
    images: { only_ids: 0, all: 0 },
  };
  return { method: 'GET', path, query: { ...more[kind], filters } };
}
