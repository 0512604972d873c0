import type { Value } from '../values/types.ts';

/** Action groups of ansible-core, with the groups of collections that each takes in. */
const extended: Readonly<Record<string, readonly string[]>> = {
  acme: ['community.crypto.acme'],
  aws: ['amazon.aws.aws', 'community.aws.aws'],
  azure: ['azure.azcollection.azure'],
  cpm: ['wti.remote.cpm'],
  docker: ['community.general.docker', 'community.docker.docker'],
  gcp: ['google.cloud.gcp'],
  k8s: [
    'community.kubernetes.k8s',
    'community.general.k8s',
    'community.kubevirt.k8s',
    'community.okd.k8s',
    'kubernetes.core.k8s',
  ],
  os: ['openstack.cloud.os'],
  ovirt: ['ovirt.ovirt.ovirt', 'community.general.ovirt'],
  testgroup: [
    'testns.testcoll.testgroup',
    'testns.testcoll.anothergroup',
    'testns.boguscoll.testgroup',
  ],
  vmware: ['community.vmware.vmware'],
};

const members: Readonly<Record<string, readonly string[]>> = {
  testgroup: ['ping', 'legacy_ping', 'formerly_core_ping'],
  testlegacy: ['ansible.legacy.legacy_ping'],
};

/** A group of ansible-core, in the form of `meta/runtime.yml`; undefined where there is none of that name. */
export function coreActionGroup(name: string): Value | undefined {
  const groups = extended[name];
  const actions = members[name];
  if (groups === undefined && actions === undefined) return undefined;
  const metadata = new Map<Value, Value>([['extend_group', [...(groups ?? [])]]]);
  return [new Map<Value, Value>([['metadata', metadata]]), ...(actions ?? [])];
}
