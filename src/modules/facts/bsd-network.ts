import type { Json } from '../contract.ts';
import type { Collector, Facts } from './collector.ts';

/** Interfaces and addresses of macOS and the BSDs, by ifconfig and route. */
export const bsdNetwork: Collector = {
  name: 'network',
  ids: ['interfaces', 'default_ipv4', 'default_ipv6', 'all_ipv4_addresses', 'all_ipv6_addresses'],
  requires: ['distribution', 'platform'],
  script: `s ifconfig; ifconfig -a
s route4; route -n get default
s route6; route -n get -inet6 default`,
  collect(seen) {
    const interfaces = parseIfconfig(seen.section('ifconfig'));
    const facts: Facts = {};
    const all: { v4: Json[]; v6: Json[] } = { v4: [], v6: [] };
    for (const [name, found] of interfaces) {
      facts[name] = { ...found };
      all.v4.push(
        ...addressesOf(found, 'ipv4').filter((address) => !String(address).startsWith('127.')),
      );
      all.v6.push(...addressesOf(found, 'ipv6').filter((address) => address !== '::1'));
    }
    return {
      ...facts,
      interfaces: [...interfaces.keys()],
      default_ipv4: defaultRoute(seen.section('route4'), interfaces, 'ipv4'),
      default_ipv6: defaultRoute(seen.section('route6'), interfaces, 'ipv6'),
      all_ipv4_addresses: all.v4,
      all_ipv6_addresses: all.v6,
    };
  },
};

type Found = Record<string, Json>;

function addressesOf(found: Found, family: string): Json[] {
  const list = found[family] as readonly Found[] | undefined;
  return (list ?? []).map((entry) => entry.address ?? '');
}

function parseIfconfig(output: string): Map<string, Found> {
  const interfaces = new Map<string, Found>();
  let current: Found | undefined;
  for (const line of output.split('\n')) {
    const header = /^(\S+?): flags=\w+<([^>]*)>(.*)$/.exec(line);
    if (header?.[1] !== undefined) {
      const flags = (header[2] ?? '').split(',').filter(Boolean);
      const mtu = /mtu (\d+)/.exec(header[3] ?? '')?.[1];
      current = {
        device: header[1],
        ipv4: [],
        ipv6: [],
        type: flags.includes('LOOPBACK') ? 'loopback' : 'unknown',
        flags,
        macaddress: 'unknown',
        ...(mtu === undefined ? {} : { mtu }),
      };
      interfaces.set(header[1], current);
    } else if (current !== undefined) addLine(current, line.trim().split(/\s+/));
  }
  return interfaces;
}

function addLine(found: Found, words: readonly string[]): void {
  if (words[0] === 'ether') {
    found.macaddress = words[1] ?? '';
    found.type = 'ether';
  } else if (words[0] === 'status:') found.status = words[1] ?? '';
  else if (words[0] === 'inet') {
    const mask = Number.parseInt((words[3] ?? '0x0').slice(2), 16);
    const dotted = (number: number): string =>
      [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');
    const own = (words[1] ?? '').split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    found.ipv4 = [
      ...(found.ipv4 as Json[]),
      {
        address: words[1] ?? '',
        netmask: dotted(mask),
        network: dotted((own & mask) >>> 0),
        broadcast: words[4] === 'broadcast' ? (words[5] ?? '') : dotted((own | ~mask) >>> 0),
      },
    ];
  } else if (words[0] === 'inet6') {
    found.ipv6 = [
      ...(found.ipv6 as Json[]),
      { address: (words[1] ?? '').split('%')[0] ?? '', prefix: words[3] ?? '' },
    ];
  }
}

function defaultRoute(
  output: string,
  interfaces: ReadonlyMap<string, Found>,
  family: string,
): Json {
  const device = /interface: (\S+)/.exec(output)?.[1];
  if (device === undefined) return {};
  const gateway = /gateway: (\S+)/.exec(output)?.[1];
  const found = interfaces.get(device);
  const first = (found?.[family] as readonly Found[] | undefined)?.[0];
  const { ipv4: _v4, ipv6: _v6, ...rest } = found ?? {};
  return { interface: device, ...(gateway === undefined ? {} : { gateway }), ...rest, ...first };
}
