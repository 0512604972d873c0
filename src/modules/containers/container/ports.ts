import { fail } from '../../definition/failure.ts';
import { networkNamed } from '../networks.ts';
import type { Body, Inspected, Wishes, Wishing } from './wishes.ts';
import { hostConfig } from './wishes.ts';

/** A port of the host; null is the address that is usual. */
interface Binding {
  readonly ip: string | null;
  readonly port: string;
}

/** Ports that a task publishes and exposes. */
export async function portWishes(wishing: Wishing): Promise<Wishes> {
  const { args } = wishing;
  const published = args.published_ports === null ? null : publishedPorts(args.published_ports);
  const exposed = (args.exposed_ports ?? []).map((text) => portAndProtocol(text.trim(), 'tcp'));
  for (const container of published?.keys() ?? []) {
    const [port, protocol] = portAndProtocol(container, 'tcp');
    const covers = ([known, its]: readonly [string, string]): boolean => {
      const [start, end] = known.split('-').map(Number);
      const at = Number(port);
      // A single port among the exposed ones is text, which equals no number in Python.
      return its === protocol && end !== undefined && (start ?? 0) <= at && at <= end;
    };
    if (!exposed.some(covers)) exposed.push([port, protocol]);
  }
  const wishes: Record<string, unknown> = { ports: exposed };
  if (args.exposed_ports !== null) wishes.exposed_ports = args.exposed_ports;
  if (args.publish_all_ports !== null) wishes.publish_all_ports = args.publish_all_ports;
  if (published !== null) wishes.published_ports = await withAddresses(published, wishing);
  return wishes;
}

function publishedPorts(ports: readonly string[]): Map<string, Binding[]> {
  if (ports.includes('all')) {
    fail(
      'Specifying "all" in published_ports is no longer allowed. Set publish_all_ports to "true" instead to randomly assign port mappings for those not specified by published_ports.',
    );
  }
  const found = new Map<string, Binding[]>();
  for (const text of ports) {
    const parts = colonParts(text);
    const [range, protocol] = portAndProtocol(parts.at(-1) ?? '', '');
    const inside = portRange(range);
    const bindings = bindingsOf(text, parts, inside.length);
    for (const [index, port] of inside.entries()) {
      const binding = bindings[index];
      if (binding === undefined) break;
      const name = protocol === '' ? String(port) : `${port}/${protocol}`;
      found.set(name, [...(found.get(name) ?? []), binding]);
    }
  }
  return found;
}

function bindingsOf(text: string, parts: readonly string[], count: number): Binding[] {
  const [first = '', second = ''] = parts;
  const ports = (range: string): string[] => (count === 1 ? [range] : portRange(range).map(String));
  const anyPort = (ip: string | null): Binding[] => Array(count).fill({ ip, port: '' });
  if (parts.length === 1) return anyPort(null);
  if (parts.length === 2) return ports(first).map((port) => ({ ip: null, port }));
  if (parts.length !== 3) {
    fail(
      `Invalid port description "${text}" - expected 1 to 3 colon-separated parts, but got ${parts.length}. Maybe you forgot to use square brackets ([...]) around an IPv6 address?`,
    );
  }
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(first) && !/^\[[\da-fA-F:]+(?:|%[^\]/]+)\]$/.test(first)) {
    fail(
      `Bind addresses for published ports must be IPv4 or IPv6 addresses, not hostnames. Use the dig lookup to resolve hostnames. (Found hostname: ${first})`,
    );
  }
  const ip = /^\[[\da-fA-F:]+\]$/.test(first) ? first.slice(1, -1) : first;
  return second === '' ? anyPort(ip) : ports(second).map((port) => ({ ip, port }));
}

/** Parts between colons; what is in brackets stays together. */
function colonParts(text: string): string[] {
  const open = text.indexOf('[', text.lastIndexOf(']') + 1);
  if (open >= 0) {
    fail(`Cannot find closing "]" in input "${text}" for opening "[" at index ${open + 1}!`);
  }
  const kept = text.replace(/\[[^\]]*\]/g, (address) => address.replaceAll(':', ';'));
  return kept.split(':').map((part) => part.replaceAll(';', ':'));
}

function portRange(text: string): number[] {
  if (!text.includes('-')) {
    return /^\s*[+-]?\d+\s*$/.test(text) ? [Number(text)] : fail(`Invalid port: "${text}"`);
  }
  const match = /^\s*(\d+)\s*-\s*(\d+)\s*$/.exec(text);
  const [start, end] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || end < start) fail(`Invalid port range: "${text}"`);
  return Array.from({ length: end - start + 1 }, (_, index) => start + index);
}

function portAndProtocol(text: string, usual: string): [port: string, protocol: string] {
  const at = text.indexOf('/');
  return at < 0 ? [text, usual] : [text.slice(0, at), text.slice(at + 1).replaceAll('/', '')];
}

/** Gives each binding an address: that of the first network which has one of its own, or all. */
async function withAddresses(
  published: Map<string, Binding[]>,
  { args, daemon }: Wishing,
): Promise<Readonly<Record<string, unknown>>> {
  let usual = args.default_host_ip;
  if (usual === null) {
    usual = '0.0.0.0';
    const needed = [...published.values()].flat().some(({ ip }) => ip === null);
    for (const { name } of needed ? (args.networks ?? []) : []) {
      const network =
        (await networkNamed(daemon, name)) ??
        fail(`Cannot inspect the network '${name}' to determine the default IP`);
      const own = network.Options?.['com.docker.network.bridge.host_binding_ipv4'];
      if (network.Driver !== 'bridge' || !own) continue;
      usual = own;
      break;
    }
  }
  const described = ({ ip, port }: Binding) => ({ HostIp: ip ?? usual, HostPort: port });
  return Object.fromEntries(
    [...published].map(([port, bindings]) => [
      port.includes('/') ? port : `${port}/tcp`,
      bindings.map(described),
    ]),
  );
}

const withProtocol = (port: string): string => (port.includes('/') ? port : `${port}/tcp`);

export function portsOf({ Config, HostConfig }: Inspected): Wishes {
  return {
    published_ports: HostConfig.PortBindings,
    exposed_ports: Object.keys(Config.ExposedPorts ?? {}).map(withProtocol),
    publish_all_ports: HostConfig.PublishAllPorts,
  };
}

export function expectedPorts(wishes: Wishes, image: Inspected | null): Wishes {
  const { published_ports, publish_all_ports, ports } = wishes;
  const own = Object.keys(image?.Config.ExposedPorts ?? {}).map(withProtocol);
  const wanted = (ports as [string, string][]).map(([port, protocol]) => `${port}/${protocol}`);
  return {
    ...(published_ports !== undefined && { published_ports }),
    exposed_ports: [...new Set([...own, ...wanted])],
    ...(publish_all_ports !== undefined && { publish_all_ports }),
  };
}

export function createPorts(
  body: Body,
  { ports, published_ports, publish_all_ports }: Wishes,
): void {
  body.ExposedPorts = Object.fromEntries(
    (ports as [string, string][]).map(([port, protocol]) => [`${port}/${protocol}`, {}]),
  );
  if (published_ports !== undefined) hostConfig(body).PortBindings = published_ports;
  if (publish_all_ports) hostConfig(body).PublishAllPorts = true;
}
