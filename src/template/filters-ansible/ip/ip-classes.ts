import { once } from '../../../values/once.ts';
import { type IpNetwork, networkContains, parseNetwork } from './ip-network.ts';

const list = (...texts: string[]): (() => readonly IpNetwork[]) =>
  once(() => texts.map((text) => parseNetwork(text) as IpNetwork));

const PRIVATE = list(
  '10.0.0.0/8',
  '100.64.0.0/10',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '239.0.0.0/8',
  'fc00::/7',
  'fec0::/10',
);
const LINK_LOCAL = list('169.254.0.0/16', 'fe80::/10');
const LOOPBACK = list('127.0.0.0/8', '::1/128');
const MULTICAST = list('224.0.0.0/4', 'ff00::/8');

const within =
  (ranges: () => readonly IpNetwork[]) =>
  (net: IpNetwork): boolean =>
    ranges().some((range) => networkContains(range, net));

export const isLinkLocal = within(LINK_LOCAL);
export const isLoopback = within(LOOPBACK);
export const isMulticast = within(MULTICAST);
const isPrivateRange = within(PRIVATE);
/** netaddr counts link-local addresses as private. */
export const isPrivate = (net: IpNetwork): boolean => isPrivateRange(net) || isLinkLocal(net);
