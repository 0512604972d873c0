import { fail } from '../definition/failure.ts';
import { Differences } from './differences.ts';
import { type DockerObject, dockerTexts } from './docker-client.ts';

/** A pool of addresses as tasks write it. */
export interface AddressPool {
  readonly subnet: string | null;
  readonly iprange: string | null;
  readonly gateway: string | null;
  readonly aux_addresses: Readonly<Record<string, unknown>> | null;
}

/** What networkDifferences compares. */
export interface WantedNetwork {
  readonly driver: string;
  readonly driver_options: Readonly<Record<string, unknown>>;
  readonly ipam_driver: string | null;
  readonly ipam_driver_options: Readonly<Record<string, unknown>> | null;
  readonly ipam_config: readonly AddressPool[] | null;
  readonly enable_ipv6: boolean | null;
  readonly internal: boolean | null;
  readonly scope: string | null;
  readonly attachable: boolean | null;
  readonly labels: Readonly<Record<string, unknown>>;
}

const IPV4 = /^([0-9]{1,3}\.){3}[0-9]{1,3}\/([0-9]|[1-2][0-9]|3[0-2])$/;
const IPV6 = /^[0-9a-fA-F:]+\/([0-9]|[1-9][0-9]|1[0-2][0-9])$/;

/** @throws ModuleFailure for a subnet that is none */
export function checkPools(pools: readonly AddressPool[] | null): void {
  for (const { subnet } of pools ?? []) {
    const text = subnet ?? 'None';
    if (!IPV4.test(text) && !IPV6.test(text)) fail(`"${text}" is not a valid CIDR`);
  }
}

/** Names of the containers in a network. */
export function containerNames(network: DockerObject | null): string[] {
  const containers = (network?.Containers ?? {}) as Record<string, { Name: string }>;
  return Object.values(containers).map(({ Name }) => Name);
}

type Config = Readonly<Record<string, unknown>>;

/** What of a network is other than wanted; what is not wanted in any way does not count. */
export function networkDifferences(wanted: WantedNetwork, network: DockerObject): Differences {
  const found = new Differences();
  const compare = (name: string, value: unknown, active: unknown): void => {
    if (value !== null && value !== active) found.add(name, value, active);
  };
  const ipam = (network.IPAM ?? {}) as {
    Driver?: string;
    Options?: Config | null;
    Config?: readonly Config[] | null;
  };
  if (wanted.driver) compare('driver', wanted.driver, network.Driver);
  found.addEntries('driver_options', dockerTexts(wanted.driver_options), network.Options);
  if (wanted.ipam_driver && ipam.Driver !== wanted.ipam_driver) {
    found.add('ipam_driver', wanted.ipam_driver, network.IPAM);
  }
  const options = wanted.ipam_driver_options;
  if (options !== null && !sameEntries(options, ipam.Options ?? {})) {
    found.add('ipam_driver_options', options, ipam.Options ?? {});
  }
  comparePools(found, wanted.ipam_config ?? [], ipam.Config ?? []);
  compare('enable_ipv6', wanted.enable_ipv6, network.EnableIPv6 ?? false);
  compare('internal', wanted.internal, network.Internal ?? false);
  compare('scope', wanted.scope, network.Scope);
  compare('attachable', wanted.attachable, network.Attachable ?? false);
  found.addEntries('labels', Object.entries(wanted.labels), network.Labels);
  return found;
}

function comparePools(
  found: Differences,
  pools: readonly AddressPool[],
  active: readonly Config[],
): void {
  if (pools.length === 0) return;
  if (active.length === 0) {
    found.add('ipam_config', pools, active);
    return;
  }
  const known = active.map((config) =>
    Object.fromEntries(
      Object.entries(config).map(([key, value]) => [
        key === 'AuxiliaryAddresses' ? 'aux_addresses' : key.toLowerCase(),
        value,
      ]),
    ),
  );
  for (const [index, pool] of pools.entries()) {
    const given = Object.entries(pool).filter(([, value]) => value !== null);
    const fits = (config: Config): boolean =>
      given.every(([key, value]) => sameValue(value, config[key]));
    const config: Config = known.find(fits) ?? {};
    for (const [key, value] of given) {
      if (!sameValue(value, config[key])) {
        found.add(`ipam_config[${index}].${key}`, value, config[key]);
      }
    }
  }
}

function sameValue(a: unknown, b: unknown): boolean {
  if (a === null || typeof a !== 'object') return a === b;
  return b !== null && typeof b === 'object' && sameEntries(a as Config, b as Config);
}

function sameEntries(a: Config, b: Config): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
