import { toList } from '../../values/iterate.ts';
import { str } from '../../values/repr.ts';
import type { Value } from '../../values/types.ts';
import { type Plugin, plugin } from '../ansible/plugin.ts';
import { parseMac } from '../filters-ansible/ip/hwaddr.ts';
import { isLoopback, isMulticast, isPrivate } from '../filters-ansible/ip/ip-classes.ts';
import {
  firstOf,
  type IpNetwork,
  networkContains,
  parseIp,
  parseNetwork,
} from '../filters-ansible/ip/ip-network.ts';

/** A network without host bits, or an address. */
function strictNetwork(value: Value): IpNetwork | undefined {
  const net = parseNetwork(str(value));
  return net && firstOf(net) === net.value ? net : undefined;
}

const test = (name: string, check: (value: Value) => boolean): Plugin =>
  plugin(name, ['ip'], ({ args: [value = ''] }) => check(value));

const within = (inner: Value, outer: Value): boolean => {
  const a = strictNetwork(inner);
  const b = strictNetwork(outer);
  return a !== undefined && b !== undefined && networkContains(b, a);
};

const address = (value: Value, check: (net: IpNetwork) => boolean): boolean => {
  const ip = parseIp(str(value));
  return ip !== undefined && check({ ...ip, prefix: ip.version === 4 ? 32 : 128 });
};

/** Tests of ansible.utils on addresses and networks. */
export const addressTests: Readonly<Record<string, Plugin>> = {
  in_any_network: plugin(
    'in_any_network',
    ['ip', 'networks'],
    ({ args: [ip = '', networks = null] }) => toList(networks).some((net) => within(ip, net)),
  ),
  in_network: plugin('in_network', ['ip', 'network'], ({ args: [ip = '', net = ''] }) =>
    within(ip, net),
  ),
  in_one_network: plugin(
    'in_one_network',
    ['ip', 'networks'],
    ({ args: [ip = '', networks = null] }) =>
      toList(networks).filter((net) => within(ip, net)).length === 1,
  ),
  ip: test('ip', (value) => strictNetwork(value) !== undefined),
  ip_address: test('ip_address', (value) => parseIp(str(value)) !== undefined),
  ipv4: test('ipv4', (value) => strictNetwork(value)?.version === 4),
  ipv4_address: test('ipv4_address', (value) => parseIp(str(value))?.version === 4),
  ipv6: test('ipv6', (value) => strictNetwork(value)?.version === 6),
  ipv6_address: test('ipv6_address', (value) => parseIp(str(value))?.version === 6),
  loopback: test('loopback', (value) => address(value, isLoopback)),
  mac: test('mac', (value) => parseMac(str(value)) !== undefined),
  multicast: test('multicast', (value) => address(value, isMulticast)),
  private: test('private', (value) => address(value, (net) => isPrivate(net) || isLoopback(net))),
  public: test('public', (value) =>
    address(value, (net) => !isPrivate(net) && !isLoopback(net) && !isMulticast(net))),
  subnet_of: plugin('subnet_of', ['network_a', 'network_b'], ({ args: [a = '', b = ''] }) =>
    within(a, b),
  ),
  supernet_of: plugin('supernet_of', ['network_a', 'network_b'], ({ args: [a = '', b = ''] }) =>
    within(b, a),
  ),
};
