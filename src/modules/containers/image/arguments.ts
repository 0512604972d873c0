import { type ArgumentValues, arg } from '../../define.ts';
import { DOCKER_CONNECTION, DOCKER_CONSTRAINTS } from '../docker-client.ts';

export const IMAGE_ARGUMENTS = {
  ...DOCKER_CONNECTION,
  source: arg.str({
    choices: ['build', 'load', 'pull', 'local'],
    doc: 'Where the image comes from.',
  }),
  build: arg.dict({
    options: {
      cache_from: arg.list({ elements: 'str', doc: 'Images to take parts from.' }),
      container_limits: arg.dict({
        options: {
          memory: arg.int({ doc: 'Memory.' }),
          memswap: arg.int({ doc: 'Memory and swap.' }),
          cpushares: arg.int({ doc: 'CPU shares.' }),
          cpusetcpus: arg.str({ doc: 'CPUs.' }),
        },
        doc: 'Limits of the containers that build it.',
      }),
      dockerfile: arg.str({ doc: 'Name of the Dockerfile.' }),
      http_timeout: arg.int({ doc: 'Seconds that the build may take.' }),
      network: arg.str({ doc: 'Network for the build.' }),
      nocache: arg.bool({ default: false, doc: 'Take nothing from earlier builds.' }),
      path: arg.path({ required: true, doc: 'Folder to build from.' }),
      pull: arg.bool({ default: false, doc: 'Pull newer images that it is built on.' }),
      rm: arg.bool({ default: true, doc: 'Remove containers of the build.' }),
      args: arg.dict({ doc: 'Build arguments.' }),
      use_config_proxy: arg.bool({ doc: "Use the proxies of the client's configuration." }),
      target: arg.str({ doc: 'Stage to build.' }),
      etc_hosts: arg.dict({ doc: 'Names and addresses for /etc/hosts.' }),
      platform: arg.str({ doc: 'Platform.' }),
    },
    doc: 'How it is built.',
  }),
  archive_path: arg.path({ doc: 'Write the image to this archive.' }),
  force_source: arg.bool({ default: false, doc: 'Get the image even if there is one.' }),
  force_absent: arg.bool({ default: false, doc: 'Remove it with all its tags.' }),
  force_tag: arg.bool({ default: false, doc: 'Tag it even if there is such a tag.' }),
  load_path: arg.path({ doc: 'Archive to load it from.' }),
  name: arg.str({ required: true, doc: 'Name of the image, or its id.' }),
  pull: arg.dict({
    options: { platform: arg.str({ doc: 'Platform.' }) },
    doc: 'How it is pulled.',
  }),
  push: arg.bool({ default: false, doc: 'Push it to its registry.' }),
  repository: arg.str({ doc: 'Another name for it.' }),
  state: arg.str({
    choices: ['absent', 'present'],
    default: 'present',
    doc: 'Whether it is to be.',
  }),
  tag: arg.str({ default: 'latest', doc: 'Its tag.' }),
};

export const IMAGE_CONSTRAINTS = {
  ...DOCKER_CONSTRAINTS,
  requiredIf: [
    ['state', 'present', ['source']],
    ['source', 'build', ['build']],
    ['source', 'load', ['load_path']],
  ] as [string, unknown, string[]][],
};

export type ImageArguments = ArgumentValues<typeof IMAGE_ARGUMENTS>;
export type BuildArguments = NonNullable<ImageArguments['build']>;
