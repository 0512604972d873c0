import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { istioFiles } from '../../rehearsal/releases/istio.ts';
import { createWorld, type World } from './world.ts';

let world: World;

beforeEach(() => {
  world = createWorld();
  world.run('minishift start --profile openshift0 --vm-driver virtualbox');
  world.run('oc login -u system:admin');
});
afterEach(() => world.remove());

it('puts a sidecar into every workload', () => {
  const bookinfo = istioFiles('0.5.0', '').find(({ path }) => path.endsWith('bookinfo.yaml'));
  const file = world.file('bookinfo.yaml', String(bookinfo?.content));
  const { rc, stdout } = world.run(`istioctl kube-inject -f ${file}`);
  expect(rc).toBe(0);
  const kinds = parseAllDocuments(stdout).map((document) => document.toJS());
  const workloads = kinds.filter(({ kind }) => kind === 'Deployment');
  expect(workloads).toHaveLength(6);
  for (const { spec } of workloads) {
    const names = spec.template.spec.containers.map(({ name }: { name: string }) => name);
    expect(names).toContain('istio-proxy');
  }
  expect(world.run('istioctl kube-inject -f missing.yaml').rc).toBe(1);
});

it('installs and uninstalls since 1.0, not before', () => {
  expect(world.run('istioctl install -y').rc).toBe(1);
  world.env.REHEARSAL_VERSION = '1.20.3';
  expect(world.run('istioctl install -y --set profile=openshift').rc).toBe(0);
  const istiod = JSON.parse(world.run('oc get deployment istiod -n istio-system -o json').stdout);
  expect(istiod.metadata.labels['operator.istio.io/version']).toBe('1.20.3');
  expect(world.run('istioctl uninstall -y').rc).toBe(1);
  expect(world.run('istioctl uninstall --purge -y').rc).toBe(0);
  expect(world.run('oc get crd -o name').stdout).toBe('');
});

it('asks before it installs', () => {
  world.env.REHEARSAL_VERSION = '1.20.3';
  expect(world.run('istioctl install', 'n\n').stdout).toContain('Cancelled');
  expect(world.run('oc get deployment istiod -n istio-system').rc).toBe(1);
});
