/** An IPv4 or IPv6 address with a prefix: what netaddr calls an IPNetwork. */
export interface IpNetwork {
  readonly version: 4 | 6;
  readonly value: bigint;
  readonly prefix: number;
}

export const widthOf = (version: 4 | 6): number => (version === 4 ? 32 : 128);
const maskOf = (bits: number): bigint => (1n << BigInt(bits)) - 1n;

const hostBits = (net: IpNetwork): number => widthOf(net.version) - net.prefix;
export const sizeOf = (net: IpNetwork): bigint => 1n << BigInt(hostBits(net));
export const firstOf = (net: IpNetwork): bigint => net.value & ~maskOf(hostBits(net));
export const lastOf = (net: IpNetwork): bigint => net.value | maskOf(hostBits(net));
export const hostmaskOf = (net: IpNetwork): bigint => maskOf(hostBits(net));
export const netmaskOf = (net: IpNetwork): bigint =>
  maskOf(widthOf(net.version)) & ~hostmaskOf(net);
/** IPv4 networks of one or two addresses have no broadcast address. */
export const broadcastOf = (net: IpNetwork): bigint | undefined =>
  net.version === 4 && hostBits(net) <= 1 ? undefined : lastOf(net);
/** The network without host bits. */
export const cidrOf = (net: IpNetwork): IpNetwork => ({ ...net, value: firstOf(net) });

export function networkContains(net: IpNetwork, inner: IpNetwork): boolean {
  return (
    net.version === inner.version && firstOf(net) <= firstOf(inner) && lastOf(net) >= lastOf(inner)
  );
}

function formatIpv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
}

/** RFC 5952 text; mapped and compatible IPv4 addresses are written with dots. */
function formatIpv6(value: bigint): string {
  const mapped = value >> 32n === 0xffffn;
  if (mapped || (value >> 32n === 0n && value > 0xffffn)) {
    return `${mapped ? '::ffff:' : '::'}${formatIpv4(value & 0xffffffffn)}`;
  }
  const groups: string[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n)
    groups.push(((value >> shift) & 0xffffn).toString(16));
  let best = { start: -1, length: 1 };
  for (let i = 0; i < 8; i++) {
    let length = 0;
    while (groups[i + length] === '0') length++;
    if (length > best.length) best = { start: i, length };
  }
  if (best.start < 0) return groups.join(':');
  const head = groups.slice(0, best.start).join(':');
  return `${head}::${groups.slice(best.start + best.length).join(':')}`;
}

export const formatIp = (value: bigint, version: 4 | 6): string =>
  version === 4 ? formatIpv4(value) : formatIpv6(value);

export const formatNetwork = (net: IpNetwork): string =>
  `${formatIp(net.value, net.version)}/${net.prefix}`;

function parseIpv4(text: string, partial: boolean): bigint | undefined {
  const parts = text.split('.');
  if (parts.length > 4 || (parts.length < 4 && !partial)) return undefined;
  while (parts.length < 4) parts.push('0');
  let value = 0n;
  for (const part of parts) {
    if (
      !/^\d{1,3}$/.test(part) ||
      (part.length > 1 && part.startsWith('0')) ||
      Number(part) > 255
    ) {
      return undefined;
    }
    value = (value << 8n) | BigInt(part);
  }
  return value;
}

function parseIpv6(text: string): bigint | undefined {
  let source = text;
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (dotted) {
    const low = parseIpv4(dotted[2] as string, false);
    if (low === undefined) return undefined;
    source = `${dotted[1]}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`;
  }
  const halves = source.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const [head = [], tail = []] = groups;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const all = [
    ...head,
    ...Array.from({ length: halves.length === 2 ? missing : 0 }, () => '0'),
    ...tail,
  ];
  let value = 0n;
  for (const group of all) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
    value = (value << 16n) | BigInt(`0x${group}`);
  }
  return value;
}

/** An address as text; undefined when it is none. */
export function parseIp(text: string): { version: 4 | 6; value: bigint } | undefined {
  if (text.includes(':')) {
    const value = parseIpv6(text);
    return value === undefined ? undefined : { version: 6, value };
  }
  const value = parseIpv4(text, false);
  return value === undefined ? undefined : { version: 4, value };
}

/** The prefix length behind `24`, `255.255.255.0` or `0.0.0.255`. */
function parsePrefix(text: string, version: 4 | 6): number | undefined {
  const width = widthOf(version);
  if (/^\d+$/.test(text)) {
    const prefix = Number(text);
    return prefix <= width ? prefix : undefined;
  }
  const mask = parseIp(text);
  if (!mask || mask.version !== version) return undefined;
  const inverted = mask.value ^ maskOf(width);
  // Ones up to some bit, from the left (netmask) or from the right (hostmask).
  for (const ones of [inverted, mask.value]) {
    if ((ones & (ones + 1n)) === 0n) {
      return width - (ones === 0n ? 0 : ones.toString(2).length);
    }
  }
  return undefined;
}

/** `address`, `address/prefix` or `address/mask`; IPv4 addresses may leave out zero octets at the end. */
export function parseNetwork(text: string): IpNetwork | undefined {
  const [address = '', mask, more] = text.split('/');
  if (more !== undefined) return undefined;
  const version = address.includes(':') ? 6 : 4;
  const value = version === 6 ? parseIpv6(address) : parseIpv4(address, true);
  if (value === undefined) return undefined;
  const prefix = mask === undefined ? widthOf(version) : parsePrefix(mask, version);
  return prefix === undefined ? undefined : { version, value, prefix };
}

/** The fewest networks that cover the same addresses. */
export function mergeNetworks(networks: readonly IpNetwork[]): IpNetwork[] {
  const ranges = networks
    .map((net) => ({ version: net.version, first: firstOf(net), last: lastOf(net) }))
    .sort((a, b) => a.version - b.version || (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  const merged: { version: 4 | 6; first: bigint; last: bigint }[] = [];
  for (const range of ranges) {
    const top = merged.at(-1);
    if (top && top.version === range.version && range.first <= top.last + 1n) {
      if (range.last > top.last) top.last = range.last;
    } else merged.push({ ...range });
  }
  return merged.flatMap(({ version, first, last }) => rangeToNetworks(version, first, last));
}

function rangeToNetworks(version: 4 | 6, first: bigint, last: bigint): IpNetwork[] {
  const found: IpNetwork[] = [];
  let value = first;
  while (value <= last) {
    let bits = 0;
    while (
      bits < widthOf(version) &&
      (value & maskOf(bits + 1)) === 0n &&
      value + maskOf(bits + 1) <= last
    ) {
      bits++;
    }
    found.push({ version, value, prefix: widthOf(version) - bits });
    value += 1n << BigInt(bits);
  }
  return found;
}
