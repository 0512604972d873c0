import type { Json } from '../../contract.ts';
import { fail } from '../../definition/failure.ts';
import { isAsWanted } from './comparison.ts';
import { containerRequest } from './daemon-steps.ts';
import type { Wanted } from './differing.ts';
import type { WantedNetwork } from './networks.ts';
import type { Body, Inspected } from './wishes.ts';
import type { ContainerWork } from './work.ts';

/** How a container is in a network. */
interface Endpoint {
  readonly NetworkID: string;
  readonly Aliases?: readonly string[] | null;
  readonly Links?: readonly string[] | null;
  readonly IPAMConfig?: { readonly IPv4Address?: string; readonly IPv6Address?: string } | null;
}

interface NetworkDifference {
  readonly wanted: WantedNetwork;
  readonly active: Json;
}

/** Puts a container into the networks that it is to be in, and takes it out of others where that is wanted. */
export async function updateNetworks(
  work: ContainerWork,
  { args, wishes, comparisons }: Wanted,
  container: Inspected,
  isCreated: boolean,
): Promise<Inspected> {
  const mode = comparisons.get('networks');
  const wanted = [...wishes.values()].flatMap((own) => (own.networks ?? []) as WantedNetwork[]);
  const endpoints = endpointsOf(container);
  let found = container;
  if (mode !== 'ignore' || isCreated) {
    const different = wanted.flatMap((network) => differenceOf(network, endpoints[network.name]));
    if (different.length > 0) {
      work.tellDifference({
        network_differences: different.map(({ wanted: parameter, active }) => ({
          parameter: parameter as unknown as Json,
          container: active,
        })),
      });
      for (const { wanted: network, active } of different) {
        work.all.add(`network.${network.name}`, network, active);
      }
      for (const one of different) await change(work, container.Id, one);
      found = work.still(await work.find());
    }
  }
  const purges = mode === 'strict' && args.networks !== null;
  if (!purges && args.purge_networks) {
    work.around.controller.deprecate(
      'The purge_networks option is used while networks is not specified. In this case purge_networks=true cannot be replaced by `networks: strict` in comparisons, which is necessary once purge_networks is removed. Please modify the docker_container invocation by adding `networks: []`',
      '4.0.0',
      'community.docker',
    );
  }
  if (!purges && !args.purge_networks) return found;
  const extra = Object.entries(endpoints)
    .filter(([name]) => !args.networks?.some((network) => network.name === name))
    .map(([name, { NetworkID }]) => ({ name, id: NetworkID }));
  if (extra.length === 0) return found;
  work.tellDifference({ purge_networks: extra });
  for (const network of extra) work.all.add(`network.${network.name}`, null, network);
  for (const { name } of extra) await disconnect(work, container.Id, name, name);
  return work.still(await work.find());
}

function endpointsOf(container: Inspected): Readonly<Record<string, Endpoint>> {
  const settings = container.NetworkSettings as
    | { readonly Networks?: Readonly<Record<string, Endpoint>> | null }
    | undefined;
  if (!settings) {
    fail('has_missing_networks: Error parsing container properties. NetworkSettings missing.');
  }
  return settings.Networks ?? {};
}

function differenceOf(wanted: WantedNetwork, endpoint: Endpoint | undefined): NetworkDifference[] {
  if (endpoint === undefined) return [{ wanted, active: null }];
  const { IPv4Address: ipv4, IPv6Address: ipv6 } = endpoint.IPAMConfig ?? {};
  const links = wanted.links?.map(([link, alias]) => `${link}:${alias}`);
  const has = (names: readonly string[] | null | undefined, found: unknown): boolean =>
    !names?.length || isAsWanted(names, found, 'allow_more_present', 'set');
  if (
    (!wanted.ipv4_address || wanted.ipv4_address === ipv4) &&
    (!wanted.ipv6_address || wanted.ipv6_address === ipv6) &&
    has(wanted.aliases, endpoint.Aliases) &&
    has(links, endpoint.Links)
  ) {
    return [];
  }
  const active = {
    name: wanted.name,
    ipv4_address: ipv4 ?? null,
    ipv6_address: ipv6 ?? null,
    aliases: endpoint.Aliases ?? null,
    links: endpoint.Links ?? null,
  };
  return [{ wanted, active }];
}

async function change(
  work: ContainerWork,
  id: string,
  { wanted, active }: NetworkDifference,
): Promise<void> {
  if (active !== null) await disconnect(work, id, wanted.name, wanted.id);
  const network_parameters = wanted as unknown as Json;
  work.act({ added_to_network: wanted.name, network_parameters });
  const { links, aliases, ipv4_address, ipv6_address } = wanted;
  const addresses = {
    ...(ipv4_address && { IPv4Address: ipv4_address }),
    ...(ipv6_address && { IPv6Address: ipv6_address }),
  };
  const endpoint = {
    ...(links?.length && { Links: links.map(([link, alias]) => `${link}:${alias}`).sort() }),
    ...(aliases?.length && { Aliases: aliases }),
    ...(Object.keys(addresses).length > 0 && { IPAMConfig: addresses }),
  };
  await send(
    work,
    { id: wanted.id, name: wanted.name, verb: 'connect' },
    {
      Container: id,
      EndpointConfig: endpoint,
    },
  );
}

async function disconnect(
  work: ContainerWork,
  container: string,
  name: string,
  id: string,
): Promise<void> {
  work.act({ removed_from_network: name });
  await send(work, { id, name, verb: 'disconnect' }, { Container: container });
}

async function send(
  { around: { args, daemon, check } }: ContainerWork,
  { id, name, verb }: { readonly id: string; readonly name: string; readonly verb: string },
  body: Body,
): Promise<void> {
  if (check) return;
  const request = { method: 'POST', path: `/networks/${id}/${verb}`, body } as const;
  const refusal = (await daemon.write(request, { look: [containerRequest(args.name)] })).refusal();
  if (refusal === undefined) return;
  const [doing, way] = verb === 'connect' ? ['connecting', 'to'] : ['disconnecting', 'from'];
  fail(`Error ${doing} container ${way} network ${name} - ${refusal.message}`);
}
