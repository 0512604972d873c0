import { Differences } from './containers/differences.ts';
import {
  DOCKER_CONNECTION,
  DOCKER_CONSTRAINTS,
  dockerProgram,
  dockerTexts,
  inspected,
} from './containers/docker-client.ts';
import { checkPools, containerNames, networkDifferences } from './containers/docker-networks.ts';
import { dockerPlan } from './containers/docker-plan.ts';
import type { Plan } from './contract.ts';
import { type ArgumentValues, arg, defineModule } from './define.ts';

const ARGUMENTS = {
  ...DOCKER_CONNECTION,
  name: arg.str({ required: true, aliases: ['network_name'], doc: 'Name of the network.' }),
  connected: arg.list({
    default: [],
    elements: 'str',
    aliases: ['containers'],
    doc: 'Containers in it.',
  }),
  state: arg.str({
    default: 'present',
    choices: ['present', 'absent'],
    doc: 'Whether the network is to be.',
  }),
  driver: arg.str({ default: 'bridge', doc: 'What makes it.' }),
  driver_options: arg.dict({ default: {}, doc: 'Options for the driver.' }),
  force: arg.bool({ default: false, doc: 'Make a network that is there anew.' }),
  appends: arg.bool({
    default: false,
    aliases: ['incremental'],
    doc: 'Leave other containers in it.',
  }),
  ipam_driver: arg.str({ doc: 'What gives addresses out.' }),
  ipam_driver_options: arg.dict({ doc: 'Options for it.' }),
  ipam_config: arg.list({
    elements: 'dict',
    options: {
      subnet: arg.str({ doc: 'Its addresses, in CIDR.' }),
      iprange: arg.str({ doc: 'Those that are given out.' }),
      gateway: arg.str({ doc: 'Address of the gateway.' }),
      aux_addresses: arg.dict({ doc: 'Addresses that have names.' }),
    },
    doc: 'Pools of addresses.',
  }),
  enable_ipv6: arg.bool({ doc: 'IPv6, too.' }),
  internal: arg.bool({ doc: 'No way out.' }),
  labels: arg.dict({ default: {}, doc: 'Its labels.' }),
  scope: arg.str({ choices: ['local', 'global', 'swarm'], doc: 'Where it is known.' }),
  attachable: arg.bool({ doc: 'Containers may be put in by hand.' }),
};

export type DockerNetworkArguments = ArgumentValues<typeof ARGUMENTS>;

export const docker_network = defineModule({
  name: 'community.docker.docker_network',
  summary: 'Manage Docker networks',
  examples: `- name: A network for the shop
  community.docker.docker_network:
    name: shop
    driver: bridge
`,
  args: ARGUMENTS,
  constraints: DOCKER_CONSTRAINTS,
  returns: { network: 'The network as Docker tells of it' },
  support: { check: 'full', diff: 'full' },
  async plan({ args, target, check, diff }): Promise<Plan> {
    const { name, driver } = args;
    const docker = await dockerProgram(args, target);
    const existing = await inspected(target, docker, 'network', name);
    checkPools(args.ipam_config);
    const present = args.state === 'present';
    const connected = containerNames(existing);
    const wanted = args.connected.length > 0 ? args.connected : connected;
    const differences =
      present && existing !== null ? networkDifferences(args, existing) : new Differences();
    const all = new Differences();
    all.add('exists', present, existing !== null);
    const steps: string[][] = [];
    const actions: string[] = [];
    const connection = (verb: 'connect' | 'disconnect', container: string): void => {
      steps.push([...docker, 'network', verb, name, container]);
      const done = verb === 'connect' ? 'Connected' : 'Disconnected';
      actions.push(`${done} container ${container}`);
      all.add(`connected.${container}`, verb === 'connect', verb !== 'connect');
    };
    const removes = existing !== null && (!present || args.force || differences.names.length > 0);
    if (removes) {
      for (const container of connected) connection('disconnect', container);
      steps.push([...docker, 'network', 'rm', name]);
      actions.push(`Removed network ${name}`);
    }
    if (present) {
      const fresh = existing === null || removes;
      if (fresh) {
        steps.push([...docker, 'network', 'create', ...creationOptions(args), name]);
        actions.push(`Created network ${name} with driver ${driver}`);
      }
      const there = fresh ? [] : connected;
      for (const one of wanted) if (!there.includes(one)) connection('connect', one);
      if (!args.appends) {
        for (const one of there) if (!wanted.includes(one)) connection('disconnect', one);
      }
    }
    all.merge(differences);
    return dockerPlan(
      {
        kind: 'network',
        name,
        docker,
        present,
        existing,
        steps,
        actions,
        differences,
        all,
        refused: 'An unexpected Docker error occurred: ',
      },
      { check, diff, debug: args.debug },
    );
  },
});

function creationOptions(args: DockerNetworkArguments): string[] {
  const entries = (option: string, values: Readonly<Record<string, unknown>> | null): string[] =>
    dockerTexts(values).flatMap(([key, value]) => [option, `${key}=${value}`]);
  const value = (option: string, text: string | null): string[] =>
    text ? [`${option}=${text}`] : [];
  return [
    `--driver=${args.driver}`,
    ...entries('--opt', args.driver_options),
    ...value('--ipam-driver', args.ipam_driver),
    ...entries('--ipam-opt', args.ipam_driver_options),
    ...(args.ipam_config ?? []).flatMap((pool) => [
      ...value('--subnet', pool.subnet),
      ...value('--ip-range', pool.iprange),
      ...value('--gateway', pool.gateway),
      ...entries('--aux-address', pool.aux_addresses),
    ]),
    ...(args.enable_ipv6 ? ['--ipv6'] : []),
    ...(args.internal ? ['--internal'] : []),
    ...value('--scope', args.scope),
    ...(args.attachable ? ['--attachable'] : []),
    ...entries('--label', args.labels),
  ];
}
