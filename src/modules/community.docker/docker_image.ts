import { IMAGE_ARGUMENTS, IMAGE_CONSTRAINTS } from '../containers/image/arguments.ts';
import { ImageWork } from '../containers/image/work.ts';
import { isImageId, repositoryAndTag } from '../containers/images.ts';
import { plannedDialogue } from '../containers/planned-dialogue.ts';
import { defineModule, fail } from '../define.ts';

export const docker_image = defineModule({
  name: 'community.docker.docker_image',
  summary: 'Manage Docker images',
  examples: `- name: The image of the shop
  community.docker.docker_image:
    name: shop
    tag: v1
    source: build
    build:
      path: /srv/shop
`,
  args: IMAGE_ARGUMENTS,
  constraints: IMAGE_CONSTRAINTS,
  returns: {
    image: 'The image as Docker tells of it',
    actions: 'What was done',
    stdout: 'What a build told',
  },
  support: { check: 'full', diff: 'none' },
  onlyLooks: true,
  plan({ args, target, controller, check }) {
    if (args.tag && !/^\w[\w.-]{0,127}$/.test(args.tag)) {
      fail(`"${args.tag}" is not a valid docker tag!`);
    }
    const [repository, own] = isImageId(args.name)
      ? [args.name, null]
      : repositoryAndTag(args.name);
    const [name, tag] = own ? [repository, own] : [args.name, args.tag];
    if (args.repository && isImageId(args.repository)) {
      fail(`\`repository\` must not be an image ID; got: ${args.repository}`);
    }
    if (!args.repository && args.push && isImageId(name)) {
      fail(
        `Cannot push an image by ID; specify \`repository\` to tag and push the image with ID ${name} instead`,
      );
    }
    return plannedDialogue(args, { target, controller }, async (dialogue) => {
      const work = new ImageWork({ ...dialogue, args, name, tag, check });
      await (args.state === 'present' ? work.ensurePresent() : work.ensureAbsent());
      return work.result;
    });
  },
});
