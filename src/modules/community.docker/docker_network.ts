import { setTimeout } from 'node:timers/promises';
import { Differences } from '../containers/differences.ts';
import {
  DOCKER_CONNECTION,
  DOCKER_CONSTRAINTS,
  type DockerObject,
  dockerTexts,
} from '../containers/docker-client.ts';
import type { DockerDaemon } from '../containers/docker-daemon.ts';
import { checkPools, containerNames, networkDifferences } from '../containers/docker-networks.ts';
import { inspectNetwork, networkRequest } from '../containers/networks.ts';
import { ObjectWork } from '../containers/object-work.ts';
import { plannedDialogue, type Teller } from '../containers/planned-dialogue.ts';
import { type ArgumentValues, arg, defineModule } from '../define.ts';

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
  plan({ args, target, controller, check, diff }) {
    return plannedDialogue(args, { target, controller }, async ({ daemon, controller: teller }) => {
      const existing = await inspectNetwork(daemon, args.name);
      checkPools(args.ipam_config);
      const work = new ObjectWork({ kind: 'network', args, check, diff }, existing);
      const present = args.state === 'present';
      const differences =
        present && existing !== null ? networkDifferences(args, existing) : new Differences();
      const connected = containerNames(existing);
      const removes = existing !== null && (!present || args.force || !differences.isEmpty);
      const connection = async (verb: 'connect' | 'disconnect', name: string): Promise<void> => {
        const done = verb === 'connect' ? 'Connected' : 'Disconnected';
        work.act(`${done} container ${name}`);
        work.all.add(`connected.${name}`, verb === 'connect', verb !== 'connect');
        if (check) return;
        const path = `/networks/${args.name}/${verb}`;
        const request = { method: 'POST', path, body: { Container: name } } as const;
        (await daemon.write(request, { look: [networkRequest(args.name)] })).bytes();
      };
      if (removes) {
        for (const name of connected) await connection('disconnect', name);
        work.act(`Removed network ${args.name}`);
        if (!check) {
          (await daemon.write({ method: 'DELETE', path: `/networks/${args.name}` })).bytes();
        }
      }
      if (!present) return work.result(null);
      const isFresh = existing === null || removes;
      if (isFresh) {
        work.act(`Created network ${args.name} with driver ${args.driver}`);
        if (!check) await create(args, daemon, teller);
      }
      const there = isFresh ? [] : connected;
      const wanted = args.connected.length > 0 ? args.connected : connected;
      for (const name of wanted) if (!there.includes(name)) await connection('connect', name);
      if (!args.appends) {
        for (const name of there) if (!wanted.includes(name)) await connection('disconnect', name);
      }
      work.tellDifferences(differences);
      return work.result(await settledNetwork(daemon, args.name));
    });
  },
});

/** The network once a swarm has settled what it is like: until then it has no driver. */
async function settledNetwork(daemon: DockerDaemon, name: string): Promise<DockerObject | null> {
  for (let left = 20; ; left--) {
    const network = await inspectNetwork(daemon, name);
    if (network?.Driver !== '' || left === 0) return network;
    await setTimeout(100);
    daemon.forget();
  }
}

async function create(
  args: DockerNetworkArguments,
  daemon: DockerDaemon,
  teller: Teller,
): Promise<void> {
  const pools = (args.ipam_config ?? []).map((pool) => ({
    Subnet: pool.subnet,
    IPRange: pool.iprange,
    Gateway: pool.gateway,
    AuxiliaryAddresses: pool.aux_addresses,
  }));
  const options = args.ipam_driver_options;
  const hasOptions = options !== null && Object.keys(options).length > 0;
  const ipam = args.ipam_driver || hasOptions || pools.length > 0;
  const reply = await daemon.write(
    {
      method: 'POST',
      path: '/networks/create',
      body: {
        Name: args.name,
        Driver: args.driver,
        Options: Object.fromEntries(dockerTexts(args.driver_options)),
        ...(ipam && { IPAM: { Driver: args.ipam_driver, Config: pools, Options: options } }),
        ...(args.enable_ipv6 && { EnableIPv6: true }),
        ...(args.internal && { Internal: true }),
        ...(args.scope !== null && { Scope: args.scope }),
        ...(args.attachable !== null && { Attachable: args.attachable }),
        Labels: args.labels,
      },
    },
    { look: [networkRequest(args.name)] },
  );
  const { Warning: warning } = reply.json<{ Warning?: string }>();
  if (warning) teller.warn(`Docker warning: ${warning}`);
}
