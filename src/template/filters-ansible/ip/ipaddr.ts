import { asInt, normalizeInt } from '../../../values/int.ts';
import { iterate } from '../../../values/iterate.ts';
import { str } from '../../../values/repr.ts';
import { truthy } from '../../../values/truth.ts';
import { Tuple, type Value } from '../../../values/types.ts';
import { filterError } from '../../ansible/plugin.ts';
import { isLinkLocal, isLoopback, isMulticast, isPrivate } from './ip-classes.ts';
import {
  broadcastOf,
  cidrOf,
  firstOf,
  formatIp,
  formatNetwork,
  hostmaskOf,
  type IpNetwork,
  lastOf,
  netmaskOf,
  networkContains,
  parseNetwork,
  sizeOf,
  widthOf,
} from './ip-network.ts';

type Kind = 'address' | 'network';

interface Query {
  readonly net: IpNetwork;
  readonly kind: Kind;
  /** The value as it was given, or as the address a number stands for. */
  readonly value: Value;
}

const ip = ({ net }: Query): string => formatIp(net.value, net.version);
const at = (net: IpNetwork, value: bigint): string => formatIp(value, net.version);
const isBase = (net: IpNetwork): boolean => net.value === firstOf(net);
const withPrefix = (query: Query): string => `${ip(query)}/${query.net.prefix}`;
const network = (query: Query): string => at(query.net, firstOf(query.net));
const netmask = (query: Query): string => at(query.net, netmaskOf(query.net));
const hostmask = (query: Query): string => at(query.net, hostmaskOf(query.net));
const keepIf =
  (test: (net: IpNetwork) => boolean) =>
  (query: Query): Value =>
    test(query.net) ? query.value : null;
/** The address alone, without its network. */
const alone = (net: IpNetwork): IpNetwork => ({ ...net, prefix: widthOf(net.version) });

/** First and last address a host may have; undefined in networks of one address. */
export function usableRange(net: IpNetwork): readonly [bigint, bigint] | undefined {
  if (sizeOf(net) === 1n) return undefined;
  const inset = sizeOf(net) === 2n ? 0n : 1n;
  return [firstOf(net) + inset, lastOf(net) - inset];
}

function needsNetwork(query: Query): void {
  if (query.kind === 'address') throw filterError('Not a network address');
}

function neighbour(query: Query, step: bigint): Value {
  needsNetwork(query);
  const range = usableRange(query.net);
  const value = query.net.value + step;
  return range && value >= range[0] && value <= range[1] ? at(query.net, value) : null;
}

function addressPrefix(query: Query): Value {
  const { net } = query;
  const edge = isBase(net) || net.value === broadcastOf(net);
  return sizeOf(net) > 2n && edge ? false : withPrefix(query);
}

function addressOf(query: Query): Value {
  const { net } = query;
  if (sizeOf(net) === 1n || !isBase(net) || broadcastOf(net) === undefined) return ip(query);
  return net.version === 6 ? ip(query) : null;
}

function peer(query: Query): Value {
  needsNetwork(query);
  const { net } = query;
  if (sizeOf(net) === 2n) return at(net, net.value ^ 1n);
  if (sizeOf(net) === 4n) {
    if (net.value % 4n === 0n) throw filterError('Network address of /30 has no peer');
    if (net.value % 4n === 3n) throw filterError('Broadcast address of /30 has no peer');
    return at(net, net.value ^ 3n);
  }
  throw filterError('Not a point-to-point network');
}

function isPublic(net: IpNetwork): boolean {
  const own = alone(net);
  const { value } = net;
  const max = (1n << BigInt(widthOf(net.version))) - 1n;
  const inverted = (value ^ max) + 1n;
  const isNetmask = (inverted & (inverted - 1n)) === 0n;
  const isHostmask = (value & (value + 1n)) === 0n;
  return !isMulticast(own) && !isPrivate(own) && !isLoopback(own) && !isNetmask && !isHostmask;
}

function reverseName({ net }: Query): string {
  if (net.version === 4)
    return `${at(net, net.value).split('.').reverse().join('.')}.in-addr.arpa.`;
  const digits = net.value.toString(16).padStart(32, '0');
  return `${[...digits].reverse().join('.')}.ip6.arpa.`;
}

const SIX_TO_FOUR = parseNetwork('2002::/16') as IpNetwork;

function sixToFour(query: Query): Value {
  const { net } = query;
  if (net.version === 4) {
    if (sizeOf(net) > 1n && isBase(net)) return false;
    const hex = net.value.toString(16).padStart(8, '0');
    const usable = isPublic(net) || isPrivate(alone(net));
    return usable ? `2002:${hex.slice(0, 4)}:${hex.slice(4)}::1/48` : false;
  }
  const skip = query.kind === 'network' && isBase(net);
  return !skip && networkContains(SIX_TO_FOUR, alone(net)) ? query.value : false;
}

function ipv4Form(query: Query): Value {
  const { net } = query;
  if (net.version === 4) return query.value;
  const high = net.value >> 32n;
  if (high !== 0n && high !== 0xffffn) return false;
  return formatNetwork({
    version: 4,
    value: net.value & 0xffffffffn,
    prefix: Math.max(0, net.prefix - 96),
  });
}

function ipv6Form(query: Query): Value {
  const { net } = query;
  if (net.version === 6) return query.value;
  return formatNetwork({
    version: 6,
    value: (0xffffn << 32n) | net.value,
    prefix: net.prefix + 96,
  });
}

const QUERIES: Readonly<Record<string, (query: Query) => Value>> = {
  '': (query) => (query.kind === 'address' ? ip(query) : formatNetwork(query.net)),
  '6to4': sixToFour,
  address: addressOf,
  'address/prefix': addressPrefix,
  bool: () => true,
  broadcast: ({ net }) => (sizeOf(net) > 2n ? at(net, lastOf(net)) : null),
  cidr: ({ net }) => formatNetwork(net),
  first_usable: (query) => {
    needsNetwork(query);
    const range = usableRange(query.net);
    return range ? at(query.net, range[0]) : null;
  },
  gateway: addressPrefix,
  gw: addressPrefix,
  host: (query) => {
    const { net } = query;
    if (sizeOf(net) === 1n) return formatNetwork(net);
    return !isBase(net) || broadcastOf(net) === undefined ? withPrefix(query) : null;
  },
  'host/prefix': addressPrefix,
  hostmask,
  hostnet: addressPrefix,
  int: ({ net, kind }) =>
    kind === 'address' ? normalizeInt(net.value) : `${net.value}/${net.prefix}`,
  ip: addressOf,
  'ip/prefix': (query) => {
    const size = sizeOf(query.net);
    return size === 2n || (size > 1n && !isBase(query.net)) ? withPrefix(query) : null;
  },
  ip_netmask: (query) => {
    const size = sizeOf(query.net);
    const shown = size === 2n || (size > 1n && !isBase(query.net));
    return shown ? `${ip(query)} ${netmask(query)}` : null;
  },
  ipv4: ipv4Form,
  ipv6: ipv6Form,
  last_usable: (query) => {
    needsNetwork(query);
    const range = usableRange(query.net);
    return range ? at(query.net, range[1]) : null;
  },
  'link-local': keepIf((net) => isLinkLocal(alone(net))),
  lo: keepIf((net) => isLoopback(alone(net))),
  loopback: keepIf((net) => isLoopback(alone(net))),
  multicast: keepIf(isMulticast),
  net: (query) =>
    sizeOf(query.net) > 1n && isBase(query.net) ? `${network(query)}/${query.net.prefix}` : null,
  next_usable: (query) => neighbour(query, 1n),
  netmask,
  network,
  network_id: network,
  'network/prefix': ({ net }) => formatNetwork(cidrOf(net)),
  network_netmask: (query) => `${network(query)} ${netmask(query)}`,
  network_wildcard: (query) => `${network(query)} ${hostmask(query)}`,
  peer,
  prefix: ({ net }) => net.prefix,
  previous_usable: (query) => neighbour(query, -1n),
  private: keepIf(isPrivate),
  public: keepIf(isPublic),
  range_usable: (query) => {
    needsNetwork(query);
    const range = usableRange(query.net);
    return range ? `${at(query.net, range[0])}-${at(query.net, range[1])}` : null;
  },
  revdns: reverseName,
  router: addressPrefix,
  size: ({ net }) => normalizeInt(sizeOf(net)),
  size_usable: ({ net }) => {
    const size = sizeOf(net);
    return normalizeInt(size === 1n ? 0n : size === 2n ? 2n : size - 2n);
  },
  subnet: ({ net }) => formatNetwork(cidrOf(net)),
  type: ({ net }) => (sizeOf(net) === 1n || !isBase(net) ? 'address' : 'network'),
  unicast: keepIf((net) => !isMulticast(net)),
  v4: ipv4Form,
  v6: ipv6Form,
  version: ({ net }) => net.version,
  wildcard: hostmask,
  wrap: (query) => {
    const { net } = query;
    if (net.version === 4) return query.value;
    return query.kind === 'address' ? `[${ip(query)}]` : `[${ip(query)}]/${net.prefix}`;
  },
};

/** What a value means as an address; undefined when it is none. */
function readValue(value: Value, version: number | undefined): Query | undefined {
  const text = str(value);
  if (/^\d+$/.test(text)) {
    const n = BigInt(text);
    const wide = version === 6 || n > 0xffffffffn;
    if (n >= 1n << 128n) return undefined;
    const net: IpNetwork = { version: wide ? 6 : 4, value: n, prefix: wide ? 128 : 32 };
    return { net, kind: 'address', value: formatNetwork(net) };
  }
  const net = parseNetwork(text);
  if (net) return { net, kind: text.split('/').length === 2 ? 'network' : 'address', value };
  const numeric = /^\s*(\d+)\s*\/\s*(\d+)\s*$/.exec(text);
  if (!numeric) return undefined;
  const n = BigInt(numeric[1] as string);
  const prefix = Number(numeric[2]);
  const wide = n > 0xffffffffn || prefix > 32;
  if (n >= 1n << 128n || prefix > 128) return undefined;
  const parsed: IpNetwork = { version: wide ? 6 : 4, value: n, prefix };
  return { net: parsed, kind: 'network', value: formatNetwork(parsed) };
}

function nthAddress({ net, kind }: Query, text: string): Value {
  if (sizeOf(net) === 1n) return kind === 'address' ? at(net, net.value) : formatNetwork(net);
  if (!/^[-+]?\d+$/.test(text.trim())) return false;
  const n = BigInt(text.trim());
  const size = sizeOf(net);
  if (n < -size || n >= size) return false;
  return `${at(net, n < 0n ? lastOf(net) + n + 1n : firstOf(net) + n)}/${net.prefix}`;
}

/**
 * Ansible's `ipaddr`: false for what is no address, else what the query asks for.
 * @param version 4 or 6 to accept addresses of that version alone
 * @throws AnsibleFilterError for unknown queries
 */
export function queryAddress(value: Value, query = '', version?: number, alias = 'ipaddr'): Value {
  if (Array.isArray(value) || value instanceof Tuple) {
    return Array.from(iterate(value), (item) => queryAddress(item, query, version)).filter(truthy);
  }
  if (value === true || !truthy(value)) return false;
  const found = readValue(value, version);
  if (!found) return false;
  const run = Object.hasOwn(QUERIES, query) ? QUERIES[query] : undefined;
  const within = run === undefined && !/^\d+$/.test(query) ? parseNetwork(query) : undefined;
  const lookup = within !== undefined && truthy(queryAddress(query, 'network'));
  if (version !== undefined && found.net.version !== version) return false;
  if (lookup)
    return networkContains(cidrOf(within as IpNetwork), cidrOf(found.net)) ? found.value : null;
  if (run) return run(found);
  if (query.trim() === '' || Number.isNaN(Number(query))) {
    throw filterError(`${alias}: unknown filter type: ${query}`);
  }
  return nthAddress(found, query);
}

/** The network that other filters take a value for: its address or, for networks, its subnet. */
export function networkOf(value: Value): IpNetwork | undefined {
  const kind = queryAddress(value, 'type');
  const text =
    kind === 'address'
      ? queryAddress(value, 'cidr')
      : kind === 'network'
        ? queryAddress(value, 'subnet')
        : false;
  return typeof text === 'string' ? parseNetwork(text) : undefined;
}

/** An argument that has to be an integer. */
export const integerArgument = (value: Value): number | undefined => {
  const n = asInt(value);
  return n === undefined ? undefined : Number(n);
};
