import { DOCKER_CONNECTION, DOCKER_CONSTRAINTS } from '../containers/docker-client.ts';
import { DockerDaemon, withDaemon } from '../containers/docker-daemon.ts';
import {
  findImage,
  findImageById,
  type Image,
  imageRequest,
  isImageId,
  repositoryAndTag,
} from '../containers/images.ts';
import type { Json } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';

export const docker_image_info = defineModule({
  name: 'community.docker.docker_image_info',
  summary: 'Tell about Docker images',
  examples: `- name: What there is of an image
  community.docker.docker_image_info:
    name: nginx:stable
  register: image
`,
  args: {
    ...DOCKER_CONNECTION,
    name: arg.list({ elements: 'str', doc: 'Names or ids; default: all images.' }),
  },
  constraints: DOCKER_CONSTRAINTS,
  returns: { images: 'What Docker tells of them' },
  support: { check: 'full', diff: 'none' },
  onlyLooks: true,
  async plan({ args, target }) {
    const daemon = new DockerDaemon(args, target);
    const images = await withDaemon(() =>
      args.name?.length ? named(daemon, args.name) : all(daemon),
    );
    return { changes: [], result: { changed: false, images: images as unknown as Json } };
  },
});

async function named(daemon: DockerDaemon, names: readonly string[]): Promise<Image[]> {
  const wanted = names.map((name): [string, string | null] => {
    if (isImageId(name)) return [name, null];
    const [repository, tag] = repositoryAndTag(name);
    return [repository, tag || 'latest'];
  });
  await daemon.read(...wanted.map((one) => imageRequest(...one)));
  const found = await Promise.all(
    wanted.map(([name, tag]) =>
      tag === null ? findImageById(daemon, name) : findImage(daemon, name, tag),
    ),
  );
  return found.filter((image) => image !== null);
}

async function all(daemon: DockerDaemon): Promise<(Image | null)[]> {
  const query = { only_ids: 0, all: 0 };
  const [reply] = await daemon.read({ method: 'GET', path: '/images/json', query });
  const requests = reply.json<Image[]>().map(({ Id }) => imageRequest(Id, null));
  return (await daemon.read(...requests)).map((one, index) => {
    const refusal = one.refusal();
    if (refusal === undefined || one.status === 404) return one.found<Image>();
    const id = requests[index]?.path.replace(/^\/images\/|\/json$/g, '');
    return fail(`Error inspecting image ${id} - ${refusal.message}`);
  });
}
