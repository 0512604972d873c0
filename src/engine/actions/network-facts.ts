/** Systems of network devices that have modules for their facts, by the collection that these are in. */
const COLLECTIONS: Readonly<Record<string, string>> = {
  asa: 'cisco.asa',
  eos: 'arista.eos',
  frr: 'frr.frr',
  ios: 'cisco.ios',
  iosxr: 'cisco.iosxr',
  junos: 'junipernetworks.junos',
  nxos: 'cisco.nxos',
  vyos: 'vyos.vyos',
  exos: 'extreme.exos',
  slxos: 'extreme.slxos',
  voss: 'extreme.voss',
  ironware: 'community.network',
};

/** The module that gathers a system's or a connection's facts (CONNECTION_FACTS_MODULES); undefined where setup does. */
export function networkFactsModule(system: string): string | undefined {
  if (Object.hasOwn(COLLECTIONS, system)) return `ansible.legacy.${system}_facts`;
  const short = system.slice(system.lastIndexOf('.') + 1);
  return COLLECTIONS[short] !== undefined && system === `${COLLECTIONS[short]}.${short}`
    ? `${system}_facts`
    : undefined;
}
