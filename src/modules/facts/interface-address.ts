import type { Json } from '../contract.ts';

/** One `inet` or `inet6` line of `ip addr show`. */
export interface InterfaceAddress {
  readonly family: 4 | 6;
  readonly address: string;
  /** Prefix length, as text. */
  readonly prefix: string;
  readonly broadcast: string;
  readonly scope: string;
  /** The label at the line's end: the interface, or an alias such as `eth0:1`. */
  readonly label: string;
  /** Flagged secondary (IPv4) or temporary (IPv6). */
  readonly secondary: boolean;
}

/** Addresses by interface, in the order of `ip addr show`. */
export function parseAddresses(output: string): Map<string, InterfaceAddress[]> {
  const addresses = new Map<string, InterfaceAddress[]>();
  let current: InterfaceAddress[] = [];
  for (const line of output.split('\n')) {
    const device = /^\d+: ([^:@\s]+)/.exec(line)?.[1];
    if (device !== undefined) {
      current = [];
      addresses.set(device, current);
      continue;
    }
    const words = line.trim().split(/\s+/);
    if (words[0] !== 'inet' && words[0] !== 'inet6') continue;
    current.push(parseAddress(words));
  }
  return addresses;
}

function parseAddress(words: readonly string[]): InterfaceAddress {
  const secondary = words.includes('secondary') || words.includes('temporary');
  const [own = '', length = '32'] = (words[1] ?? '').split('/');
  if (words[0] === 'inet') {
    const withPrefix = (words[1] ?? '').includes('/');
    const broadcast = withPrefix && words[2] === 'brd' ? (words[3] ?? '') : '';
    return {
      family: 4,
      address: own,
      prefix: length,
      broadcast,
      scope: '',
      label: words.at(-1) ?? '',
      secondary,
    };
  }
  const peer = words[2] === 'peer';
  const prefix = peer
    ? ((words[3] ?? '').split('/')[1] ?? '')
    : ((words[1] ?? '').split('/')[1] ?? '');
  const scope = (peer ? words[5] : words[3]) ?? '';
  return { family: 6, address: own, prefix, broadcast: '', scope, label: '', secondary };
}

/** Facts of an IPv4 address: address, broadcast, netmask, network, prefix. */
export function ipv4Facts(address: InterfaceAddress): { [key: string]: Json } {
  const bits = Number(address.prefix);
  const mask = bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0;
  const number = address.address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return {
    address: address.address,
    broadcast: address.broadcast,
    netmask: dotted(mask),
    network: dotted((number & mask) >>> 0),
    prefix: address.prefix,
  };
}

function dotted(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');
}
