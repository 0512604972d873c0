import { TemplateError } from '../../../diagnostics/errors.ts';
import { compare } from '../../../values/compare.ts';
import { asInt, normalizeInt } from '../../../values/int.ts';
import { iterate, toList } from '../../../values/iterate.ts';
import { isText } from '../../../values/markup.ts';
import { repr, str } from '../../../values/repr.ts';
import { truthy } from '../../../values/truth.ts';
import { Tuple, type Value } from '../../../values/types.ts';
import { classRepr, filterError, type Plugin, plugin } from '../../ansible/plugin.ts';
import { parseMac, queryMac } from './hwaddr.ts';
import {
  cidrOf,
  firstOf,
  formatIp,
  formatNetwork,
  type IpNetwork,
  lastOf,
  mergeNetworks,
  parseIp,
  parseNetwork,
  sizeOf,
  widthOf,
} from './ip-network.ts';
import { integerArgument, networkOf, queryAddress, usableRange } from './ipaddr.ts';

function checkType(value: Value, name: string): void {
  if (
    isText(value) ||
    Array.isArray(value) ||
    typeof value === 'boolean' ||
    asInt(value) !== undefined
  )
    return;
  throw filterError(`Unrecognized type <${classRepr(value)}> for ${name} filter <value>`);
}

const ipaddr = plugin(
  'ipaddr',
  ['value', ['query', ''], ['version', null], ['alias', 'ipaddr']],
  ({ args: [value = null, query = '', version = null, alias = 'ipaddr'] }) => {
    checkType(value, 'ipaddr');
    const wanted = truthy(version) ? integerArgument(version) : undefined;
    return queryAddress(value, str(query), wanted, str(alias));
  },
);

const ofVersion = (name: string, version: 4 | 6): Plugin =>
  plugin(name, ['value', ['query', '']], ({ args: [value = null, query = ''] }) => {
    checkType(value, name);
    return queryAddress(value, str(query), version, name);
  });

function wrapped(value: Value): Value {
  return truthy(queryAddress(value, '', undefined, 'ipwrap')) ? queryAddress(value, 'wrap') : value;
}

const ipwrap = plugin('ipwrap', ['value', ['query', '']], ({ args: [value = null] }) => {
  checkType(value, 'ipwrap');
  if (Array.isArray(value) || value instanceof Tuple) return toList(value).map(wrapped);
  const own = queryAddress(value, '', undefined, 'ipwrap');
  return truthy(own) ? queryAddress(own, 'wrap') : value;
});

function subnetNumber(value: IpNetwork, query: string): Value {
  const net = networkOf(query);
  if (!net) throw filterError(`You must pass a valid subnet or IP address; ${query} is invalid`);
  const width = widthOf(value.version);
  const shift = BigInt(width - net.prefix);
  if (value.version !== net.version || value.value >> shift !== net.value >> shift) {
    throw filterError(
      `${formatNetwork(cidrOf(value))} is not in the subnet ${formatNetwork(cidrOf(net))}`,
    );
  }
  const low = BigInt(width - value.prefix);
  const mask = ((1n << BigInt(Math.max(0, value.prefix - net.prefix))) - 1n) << low;
  return str(normalizeInt(((value.value & mask) >> low) + 1n));
}

const ipsubnet = plugin(
  'ipsubnet',
  ['value', ['query', ''], ['index', null]],
  ({ args: [value = null, queryValue = '', index = null] }) => {
    const kind = queryAddress(value, 'type');
    if (!truthy(kind)) return false;
    const net = cidrOf(networkOf(value) as IpNetwork);
    // A network of one address is an address from here on.
    const single = sizeOf(net) === 1n;
    const query = str(queryValue);
    if (query === '') return formatNetwork(net);
    if (!/^\d+$/.test(query)) return subnetNumber(net, query);
    const width = widthOf(net.version);
    const prefix = Number(query);
    if (prefix > width) return false;
    if (single) {
      const above = Array.from({ length: Math.max(0, net.prefix - prefix) }, (_, i) =>
        cidrOf({ ...net, prefix: prefix + i }),
      );
      const n = index === null ? 0 : Number(str(index));
      const found = above.at(n);
      if (!found) throw new TemplateError('IndexError', 'list index out of range');
      return formatNetwork(found);
    }
    if (prefix < net.prefix) {
      if (index !== null) return Number(str(index)) === 0 && formatNetwork({ ...net, prefix });
      throw filterError(`Requested subnet size of ${query} is invalid`);
    }
    const count = 1n << BigInt(prefix - net.prefix);
    if (index === null) return str(normalizeInt(count));
    let n = BigInt(str(index));
    if (n < 0n) n += count;
    if (n < 0n || n >= count) return false;
    return formatNetwork({ ...net, value: net.value + (n << BigInt(width - prefix)), prefix });
  },
);

const nthhost = plugin(
  'nthhost',
  ['value', ['query', '']],
  ({ args: [value = null, query = ''] }) => {
    const net = networkOf(value);
    const text = str(query);
    if (!net || !/^[-+]?\d+$/.test(text)) return false;
    const n = BigInt(text);
    const size = sizeOf(net);
    if (n >= size || n < -size) return false;
    return formatIp(n < 0n ? lastOf(net) + n + 1n : firstOf(net) + n, net.version);
  },
);

const nthUsable = (name: string, sign: bigint): Plugin =>
  plugin(name, ['value', 'offset'], ({ args: [value = null, offset = null] }) => {
    // The address keeps its place within the network here.
    const text =
      queryAddress(value, 'type') === 'address'
        ? queryAddress(value, 'cidr')
        : queryAddress(value, 'subnet');
    const net = typeof text === 'string' ? parseNetwork(text) : undefined;
    if (!net) return false;
    const n = integerArgument(offset);
    if (n === undefined) throw filterError('Must pass in an integer');
    const range = usableRange(net);
    if (!range) return null;
    const nth = net.value + sign * BigInt(n);
    return nth >= range[0] && nth <= range[1] ? formatIp(nth, net.version) : null;
  });

/** First and last address of a network or address, as `ipaddr` counts them. */
function bounds(value: Value, usable = false): [IpNetwork, bigint, bigint] | undefined {
  const subnet = queryAddress(value, 'subnet');
  const net = typeof subnet === 'string' ? parseNetwork(subnet) : undefined;
  if (!net) return undefined;
  const range = usable ? usableRange(net) : undefined;
  return range ? [net, range[0], range[1]] : [net, firstOf(net), lastOf(net)];
}

function isInside(value: Value, test: Value, usable: boolean): boolean {
  const outer = bounds(value, usable);
  const inner = bounds(test);
  return (
    outer !== undefined &&
    inner !== undefined &&
    outer[0].version === inner[0].version &&
    inner[1] >= outer[1] &&
    inner[2] <= outer[2]
  );
}

const inNetwork = (name: string, usable: boolean): Plugin =>
  plugin(name, ['value', 'test'], ({ args: [value = null, test = null] }) =>
    isInside(value, test, usable),
  );

const reduceOnNetwork = plugin(
  'reduce_on_network',
  ['value', 'network'],
  ({ args: [value = null, net = null] }) =>
    toList(value).filter((address) => isInside(net, address, false)),
);

const ascending = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

const cidrMerge = plugin(
  'cidr_merge',
  ['value', ['action', 'merge']],
  ({ args: [value = null, action = 'merge'] }) => {
    if (isText(value)) throw filterError(`cidr_merge: expected iterable, got ${repr(value)}`);
    const networks = Array.from(iterate(value), (item) => {
      const net = parseNetwork(str(item));
      if (!net) throw filterError(`cidr_merge: error in netaddr:\ninvalid IPNetwork ${str(item)}`);
      return net;
    });
    if (action === 'merge') return mergeNetworks(networks).map(formatNetwork);
    if (action !== 'span') throw filterError(`cidr_merge: invalid action '${str(action)}'`);
    const [first] = networks;
    if (first === undefined) return null;
    if (networks.length === 1) return formatNetwork(first);
    const low = networks.map(firstOf).sort(ascending)[0] as bigint;
    const high = networks.map(lastOf).sort(ascending).at(-1) as bigint;
    let { prefix } = first;
    let span = cidrOf({ ...first, value: low, prefix });
    while (prefix > 0 && (firstOf(span) > low || lastOf(span) < high)) {
      prefix--;
      span = cidrOf({ ...first, value: low, prefix });
    }
    return formatNetwork(span);
  },
);

const ip4Hex = plugin(
  'ip4_hex',
  ['arg', ['delimiter', '']],
  ({ args: [value = '', delimiter = ''] }) =>
    str(value)
      .split('.')
      .slice(0, 4)
      .map((part) => Number(part).toString(16).padStart(2, '0'))
      .join(str(delimiter)),
);

const ipmath = plugin('ipmath', ['value', 'amount'], ({ args: [value = '', amount = null] }) => {
  const text = str(value);
  const address = text.includes('/') ? parseNetwork(text) : parseIp(text);
  if (!address) throw filterError(`You must pass a valid IP address; ${text} is invalid`);
  const n = integerArgument(amount);
  if (n === undefined) {
    throw filterError(
      `You must pass an integer for arithmetic; ${str(amount)} is not a valid integer`,
    );
  }
  return formatIp(address.value + BigInt(n), address.version);
});

const slaac = plugin('slaac', ['value', ['query', '']], ({ args: [value = null, query = ''] }) => {
  const net = networkOf(value);
  const mac = truthy(query) ? parseMac(str(query)) : undefined;
  if (net?.version !== 6 || mac === undefined) return false;
  const eui = BigInt(`0x${mac.slice(0, 6)}fffe${mac.slice(6)}`) ^ (2n << 56n);
  return formatIp(firstOf(net) + eui, 6);
});

const usableRangeFilter = plugin('usable_range', ['ip'], ({ args: [value = ''] }) => {
  const net = parseNetwork(str(value));
  if (!net || compare(net.prefix, widthOf(net.version) - 20) < 0) {
    throw filterError(`Error while using plugin 'usable_range': ${str(value)} has host bits set`);
  }
  const ips: Value[] = [];
  for (let n = firstOf(net); n <= lastOf(net); n++) ips.push(formatIp(n, net.version));
  return new Map<Value, Value>([
    ['usable_ips', ips],
    ['number_of_ips', ips.length],
  ]);
});

const mac = (name: string): Plugin =>
  plugin(
    name,
    ['value', ['query', ''], ['alias', name]],
    ({ args: [value = null, query = '', alias = name] }) => queryMac(value, str(query), str(alias)),
  );

/** Filters of ansible.utils on addresses and networks (ansible.netcommon has them as well). */
export const ipFilters: Readonly<Record<string, Plugin>> = {
  cidr_merge: cidrMerge,
  hwaddr: mac('hwaddr'),
  ip4_hex: ip4Hex,
  ipaddr,
  ipmath,
  ipsubnet,
  ipv4: ofVersion('ipv4', 4),
  ipv6: ofVersion('ipv6', 6),
  ipwrap,
  macaddr: mac('macaddr'),
  network_in_network: inNetwork('network_in_network', false),
  network_in_usable: inNetwork('network_in_usable', true),
  next_nth_usable: nthUsable('next_nth_usable', 1n),
  nthhost,
  previous_nth_usable: nthUsable('previous_nth_usable', -1n),
  reduce_on_network: reduceOnNetwork,
  slaac,
  usable_range: usableRangeFilter,
};
