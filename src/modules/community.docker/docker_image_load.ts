import { DOCKER_CONNECTION, DOCKER_CONSTRAINTS } from '../containers/docker-client.ts';
import { loadImages } from '../containers/image/load.ts';
import { findImage, findImageById, isImageId } from '../containers/images.ts';
import { plannedDialogue } from '../containers/planned-dialogue.ts';
import type { Json } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';

export const docker_image_load = defineModule({
  name: 'community.docker.docker_image_load',
  summary: 'Load Docker images from an archive',
  examples: `- name: The images of the shop
  community.docker.docker_image_load:
    path: /srv/shop.tar
`,
  args: {
    ...DOCKER_CONNECTION,
    path: arg.path({ required: true, doc: 'The archive on the host.' }),
  },
  constraints: DOCKER_CONSTRAINTS,
  returns: { image_names: 'Names or ids of the images', images: 'What Docker tells of them' },
  support: { check: 'none', diff: 'none' },
  async plan({ args: { path, ...connection }, target, controller }) {
    if ((await target.stat(path, { follow: true })) === null) {
      fail(`Error opening archive ${path} - [Errno 2] No such file or directory: '${path}'`);
    }
    return plannedDialogue(
      connection,
      { target, controller },
      async ({ daemon, controller: teller }) => {
        const lines = await loadImages(daemon, path, `archive ${path}`);
        const stdout = lines.join('\n');
        const names = lines
          .map((line) => /^Loaded image(?: ID)?:(.*)$/.exec(line)?.[1]?.trim())
          .filter((name) => name !== undefined);
        if (names.length === 0) {
          fail('Detected no loaded images. Archive potentially corrupt?', { stdout });
        }
        const images: Json[] = [];
        for (const name of names) {
          const at = name.lastIndexOf(':');
          if (isImageId(name)) images.push((await findImageById(daemon, name)) as unknown as Json);
          else if (at < 0) teller.warn(`Image name "${name}" is neither ID nor has a tag`);
          else {
            const image = await findImage(daemon, name.slice(0, at), name.slice(at + 1));
            images.push(image as unknown as Json);
          }
        }
        return { image_names: names, images, changed: true, stdout };
      },
    );
  },
});
