import type { Json } from '../contract.ts';
import type { Observation } from './observation.ts';

/** Facts of one network interface. */
export type Interface = Record<string, Json>;

const NET = '/sys/class/net';

export const INTERFACE_FILES: readonly string[] = [
  ...['address', 'mtu', 'operstate', 'type', 'speed', 'flags'],
  ...['bridge/bridge_id', 'bridge/stp_state', 'bonding_slave/perm_hwaddr'],
  ...['slaves', 'mode', 'miimon', 'lacp_rate', 'primary', 'all_slaves_active'].map(
    (name) => `bonding/${name}`,
  ),
].map((name) => `${NET}/*/${name}`);

/** Link types of the kernel (if_arp.h) by their names in facts. */
const TYPES: Readonly<Record<string, string>> = {
  '1': 'ether',
  '32': 'infiniband',
  '512': 'ppp',
  '772': 'loopback',
  '65534': 'tunnel',
};

/** What sysfs and ethtool tell of an interface. */
export function readInterface(seen: Observation, device: string): Interface {
  const text = (file: string): string | undefined => seen.file(`${NET}/${device}/${file}`);
  const tree = seen.sectionLines('nettree');
  const links = seen.section('netlinks');
  const found: Interface = { device };
  const address = text('address');
  if (address !== undefined && address !== '00:00:00:00:00:00') found.macaddress = address;
  const mtu = text('mtu');
  if (mtu !== undefined) found.mtu = Number(mtu);
  const state = text('operstate');
  if (state !== undefined) found.active = state !== 'down';
  const module = linkTarget(links, `${NET}/${device}/device/driver/module`);
  if (module !== undefined) found.module = module;
  const type = text('type');
  if (type !== undefined) found.type = TYPES[type] ?? 'unknown';
  if (tree.includes(`${NET}/${device}/bridge`)) addBridge(found, text, tree, device);
  if (tree.includes(`${NET}/${device}/bonding`)) addBonding(found, text);
  if (tree.includes(`${NET}/${device}/bonding_slave`)) {
    found.perm_macaddress = text('bonding_slave/perm_hwaddr') ?? '';
  }
  const pci = linkTarget(links, `${NET}/${device}/device`);
  if (pci !== undefined) found.pciid = pci;
  const speed = text('speed');
  if (speed !== undefined) found.speed = Number(speed);
  const flags = text('flags');
  if (flags !== undefined) found.promisc = (Number.parseInt(flags, 16) & 0x100) > 0;
  addEthtool(found, seen, device);
  return found;
}

type Read = (file: string) => string | undefined;

function addBridge(found: Interface, text: Read, tree: readonly string[], device: string): void {
  found.type = 'bridge';
  const prefix = `${NET}/${device}/brif/`;
  found.interfaces = tree
    .filter((path) => path.startsWith(prefix))
    .map((path) => path.slice(prefix.length));
  found.id = text('bridge/bridge_id') ?? '';
  found.stp = text('bridge/stp_state') === '1';
}

function addBonding(found: Interface, text: Read): void {
  const first = (file: string): string => (text(file) ?? '').split(/\s+/)[0] ?? '';
  found.type = 'bonding';
  found.slaves = (text('bonding/slaves') ?? '').split(/\s+/).filter(Boolean);
  found.mode = first('bonding/mode');
  found.miimon = first('bonding/miimon');
  found.lacp_rate = first('bonding/lacp_rate');
  const primary = text('bonding/primary');
  if (primary === undefined) return;
  found.primary = primary;
  const active = text('bonding/all_slaves_active');
  if (active !== undefined) found.all_slaves_active = active === '1';
}

function addEthtool(found: Interface, seen: Observation, device: string): void {
  const features: Record<string, Json> = {};
  for (const line of seen.sectionLines(`ethtool-k ${device}`)) {
    const [key, value] = line.split(': ');
    if (key !== undefined && value) features[key.trim().replaceAll('-', '_')] = value.trim();
  }
  if (Object.keys(features).length > 0) found.features = features;
  const stamps = seen.section(`ethtool-T ${device}`);
  if (stamps === '') return;
  const words = (pattern: RegExp): string[] =>
    [...stamps.matchAll(pattern)].map((match) => (match[1] ?? '').toLowerCase());
  found.timestamping = words(/SOF_TIMESTAMPING_(\w+)/g);
  found.hw_timestamp_filters = words(/HWTSTAMP_FILTER_(\w+)/g);
  const clock = /PTP Hardware Clock: (\d+)/.exec(stamps)?.[1];
  if (clock !== undefined) found.phc_index = Number(clock);
}

function linkTarget(listing: string, path: string): string | undefined {
  const line = listing.split('\n').find((candidate) => candidate.includes(` ${path} -> `));
  return line
    ?.slice(line.indexOf(' -> ') + 4)
    .split('/')
    .at(-1);
}
