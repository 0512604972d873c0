import { fail } from '../../definition/failure.ts';
import { NETWORKS, type Network } from '../networks.ts';
import type { ContainerArguments } from './arguments.ts';
import type { Wishes, Wishing } from './wishes.ts';

/** A network that a container is to be in, as results show it. */
export type WantedNetwork = Readonly<Record<string, unknown>> & {
  readonly name: string;
  readonly id: string;
  readonly ipv4_address: string | null;
  readonly ipv6_address: string | null;
  readonly aliases: readonly string[] | null;
  readonly links: readonly (readonly [string, string])[] | null;
};

/** The name of the network that stands for the default one. */
function networkMode({
  network_mode: own,
  networks,
  networks_cli_compatible: first,
}: ContainerArguments): string | null {
  return own ?? (first ? (networks?.[0]?.name ?? null) : null);
}

export async function networkWishes({ args, daemon, controller }: Wishing): Promise<Wishes> {
  const wishes: Record<string, unknown> = {};
  if (args.networks !== null) {
    const known =
      args.networks.length === 0 ? [] : (await daemon.read(NETWORKS))[0].json<Network[]>();
    wishes.networks = args.networks.map((network): WantedNetwork => {
      const links = network.links?.map((link): [string, string] => {
        const at = link.indexOf(':');
        return at < 0 ? [link, link] : [link.slice(0, at), link.slice(at + 1)];
      });
      const id =
        known.find(({ Name }) => Name === network.name)?.Id ??
        fail(`Parameter error: network named ${network.name} could not be found. Does it exist?`);
      return { ...network, links: links ?? null, id };
    });
  }
  const mode = networkMode(args);
  if (mode !== null) wishes.network_mode = await withContainerId(mode, { daemon, controller });
  return wishes;
}

/** `container:NAME` with the container's id in place of its name. */
export async function withContainerId(
  mode: string,
  { daemon, controller }: Pick<Wishing, 'daemon' | 'controller'>,
): Promise<string> {
  if (!mode.startsWith('container:')) return mode;
  const name = mode.slice('container:'.length);
  const [reply] = await daemon.read({ method: 'GET', path: `/containers/${name}/json` });
  const found = reply.found<{ Id: string }>();
  if (found !== null) return `container:${found.Id}`;
  controller.warn(`Cannot find a container with name or ID "${name}"`);
  return mode;
}
