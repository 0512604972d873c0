import type { Json } from '../contract.ts';
import type { Collector, Facts } from './collector.ts';
import { INTERFACE_FILES, type Interface, readInterface } from './interface.ts';
import { type InterfaceAddress, ipv4Facts, parseAddresses } from './interface-address.ts';
import { linksIn } from './listing.ts';

const PROBE_V4 = '8.8.8.8';
const PROBE_V6 = '2404:6800:400a:800::1012';

/** Interfaces and addresses of a Linux host. */
export const linuxNetwork: Collector = {
  name: 'network',
  ids: ['interfaces', 'default_ipv4', 'default_ipv6', 'all_ipv4_addresses', 'all_ipv6_addresses'],
  requires: ['distribution', 'platform'],
  files: INTERFACE_FILES,
  script: `if has ip; then
s net; ls -lU /sys/class/net/ || ls -l /sys/class/net/
s netlinks; ls -ld /sys/class/net/*/device /sys/class/net/*/device/driver/module
s nettree; for f in /sys/class/net/*/bridge /sys/class/net/*/bonding /sys/class/net/*/bonding_slave /sys/class/net/*/brif/*; do e "$f"; done
s addr; ip addr show
s route4; ip -4 route get ${PROBE_V4}
s route6; ip -6 route get ${PROBE_V6}
has ethtool && for f in /sys/class/net/*; do s "ethtool-k \${f##*/}"; ethtool -k "\${f##*/}"; s "ethtool-T \${f##*/}"; ethtool -T "\${f##*/}"; done
fi`,
  collect(seen) {
    const names = Object.entries(
      linksIn(`/sys/class/net/:\n${seen.section('net')}`, '/sys/class/net'),
    );
    if (seen.section('addr') === '') return {};
    const defaults = {
      v4: route(seen.section('route4'), PROBE_V4),
      v6: route(seen.section('route6'), PROBE_V6),
    };
    const addresses = parseAddresses(seen.section('addr'));
    const interfaces = new Map<string, Interface>();
    const all: AddressLists = { v4: [], v6: [] };
    for (const [device, target] of names) {
      if (target.length === 0) continue;
      interfaces.set(device, readInterface(seen, device));
      const own = addresses.get(device) ?? [];
      addAddresses(
        interfaces,
        device,
        own.filter((address) => !address.secondary),
        defaults,
        all,
      );
      addAddresses(
        interfaces,
        device,
        own.filter((address) => address.secondary),
        defaults,
        all,
      );
    }
    const facts: Facts = {};
    const listed: string[] = [];
    for (const [device, found] of interfaces) {
      const name = device.replaceAll(':', '_');
      listed.push(name);
      facts[name] = found;
    }
    return {
      ...facts,
      interfaces: listed,
      default_ipv4: defaults.v4,
      default_ipv6: defaults.v6,
      all_ipv4_addresses: all.v4,
      all_ipv6_addresses: all.v6,
    };
  },
};

interface AddressLists {
  readonly v4: string[];
  readonly v6: string[];
}

interface Defaults {
  readonly v4: Record<string, Json>;
  readonly v6: Record<string, Json>;
}

/** Interface, address and gateway by which the world is reached. */
function route(output: string, probe: string): Record<string, Json> {
  const words = (output.split('\n')[0] ?? '').split(/\s+/).filter(Boolean);
  const found: Record<string, Json> = {};
  if (words[0] !== probe) return found;
  for (let at = 0; at < words.length - 1; at++) {
    const next = words[at + 1] ?? '';
    if (words[at] === 'dev') found.interface = next;
    else if (words[at] === 'src') found.address = next;
    else if (words[at] === 'via' && next !== probe) found.gateway = next;
  }
  return found;
}

function addAddresses(
  interfaces: Map<string, Interface>,
  device: string,
  addresses: readonly InterfaceAddress[],
  defaults: Defaults,
  all: AddressLists,
): void {
  const main = interfaces.get(device);
  if (main === undefined) return;
  const shared = (): Record<string, Json> => ({
    macaddress: main.macaddress ?? '00:00:00:00:00:00',
    mtu: main.mtu ?? null,
    type: main.type ?? 'unknown',
  });
  for (const address of addresses) {
    if (address.family === 6) {
      const entry = { address: address.address, prefix: address.prefix, scope: address.scope };
      main.ipv6 = [...((main.ipv6 as Json[] | undefined) ?? []), entry];
      if (defaults.v6.address === address.address) {
        Object.assign(defaults.v6, { prefix: address.prefix, scope: address.scope }, shared());
      }
      if (address.address !== '::1') all.v6.push(address.address);
      continue;
    }
    const facts = ipv4Facts(address);
    const label = address.label;
    const holder: Interface = label === device ? main : {};
    if (label !== device) interfaces.set(label, holder);
    if (!address.secondary && holder.ipv4 === undefined) holder.ipv4 = facts;
    else addSecondary(holder, facts);
    if (address.secondary && label !== device) addSecondary(main, facts);
    if (defaults.v4.address === address.address) {
      const { address: _own, ...rest } = facts;
      Object.assign(defaults.v4, rest, shared(), { alias: label });
    }
    if (!address.address.startsWith('127.')) all.v4.push(address.address);
  }
}

function addSecondary(holder: Interface, facts: Json): void {
  holder.ipv4_secondaries = [...((holder.ipv4_secondaries as Json[] | undefined) ?? []), facts];
}
