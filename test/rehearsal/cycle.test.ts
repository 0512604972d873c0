import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Outcome, perform } from '../../rehearsal/perform.ts';
import { type SshHost, startSshd, whyNoSshd } from '../../rehearsal/sshd.ts';
import { type Stage, type StageOptions, setStage } from '../../rehearsal/stage.ts';

const RUNNER = process.env.REHEARSAL_RUNNER?.split(' ') ?? ['node', 'dist/troupe.mjs', 'playbook'];
const INSTALL = 'install-minishift-weavescope-istio';
const REMOVE = 'remove-minishift-weavescope-istio';
const BARE_HOSTS = '127.0.0.1 localhost\n192.168.99.10 neighbour\n';

let stage: Stage;
let ssh: SshHost | undefined;

beforeEach(() => {
  if (RUNNER[1] === 'dist/troupe.mjs' && !existsSync('dist/troupe.mjs')) {
    throw new Error('dist/troupe.mjs is missing: npm run build');
  }
});
afterEach(async () => {
  await ssh?.stop();
  ssh = undefined;
  await stage?.strike();
});

async function play(
  playbook: string,
  options: { check?: boolean; variables?: string[] } = {},
): Promise<Outcome> {
  const outcome = await perform(stage, { runner: RUNNER, playbook, ...options }, ssh);
  expect(outcome.rc, outcome.output.slice(-4000)).toBe(0);
  return outcome;
}

const set = async (options: StageOptions = {}) => {
  stage = await setStage({ terminatingMs: 300, ...options });
};
const hosts = () => readFileSync(ssh?.hostsFile ?? stage.at('hosts'), 'utf8');
const clusters = () => Object.values(stage.state.read(Date.now()).clusters);
const routes = () =>
  clusters().flatMap(({ objects }) =>
    objects.filter(({ kind }) => kind === 'Route').map(({ metadata }) => metadata.name),
  );

/** The whole life of an installation; whatever is predicted has to come about, and nothing else. */
async function wholeCycle(checks: boolean): Promise<void> {
  const foreseen = await play(INSTALL, { check: true });
  expect(stage.state.calls()).toEqual([]);
  expect(clusters()).toEqual([]);
  expect(hosts()).toBe(BARE_HOSTS);

  const installed = await play(INSTALL);
  expect(installed.changed).toEqual(foreseen.changed);
  expect(installed.changed).not.toEqual([]);
  expect(hosts()).toContain('192.168.99.100 openshift0\n');
  expect(hosts()).toContain('192.168.99.10 neighbour\n');
  expect(routes().sort()).toEqual([
    'grafana',
    'istio-ingress',
    'prometheus',
    'servicegraph',
    'zipkin',
  ]);
  const [cluster] = clusters();
  expect(Object.keys(cluster?.namespaces ?? {})).toEqual(
    expect.arrayContaining(['weave', 'istio-system', 'bookinfo']),
  );
  const servicegraph = cluster?.objects.find(
    ({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'servicegraph',
  );
  expect(JSON.stringify(servicegraph)).toContain('servicegraph:0.5.1');

  const before = JSON.stringify(clusters());
  expect((await play(INSTALL)).changed).toEqual([]);
  if (checks) expect((await play(INSTALL, { check: true })).changed).toEqual([]);
  expect(JSON.stringify(clusters())).toBe(before);

  const farewell = checks ? await play(REMOVE, { check: true }) : undefined;
  expect(JSON.stringify(clusters())).toBe(before);
  const removed = await play(REMOVE);
  expect(removed.changed).toEqual(farewell?.changed ?? removed.changed);
  expect(clusters()).toEqual([]);
  expect(hosts()).toBe(BARE_HOSTS);
  expect((await play(REMOVE)).changed).toEqual([]);
  if (checks) expect((await play(REMOVE, { check: true })).changed).toEqual([]);
}

describe('Minishift, Weave Scope and Istio', () => {
  it('live and go on the local machine', async () => {
    await set();
    await wholeCycle(true);
  }, 300_000);

  it.skipIf(whyNoSshd())(
    'live and go over ssh, as an ordinary user with sudo',
    async () => {
      await set();
      ssh = await startSshd(stage.folder);
      await wholeCycle(false);
      expect(new Set(stage.state.calls().map(({ user }) => user))).toEqual(new Set([ssh.user]));
    },
    300_000,
  );

  it('are not deployed to a machine that is stopped, and that is no error', async () => {
    await set();
    const variables = ['vm=openshift0'];
    await play('install-minishift', { variables });
    stage.state.update(Date.now, (state) => {
      const profile = state.profiles.openshift0;
      if (profile) profile.status = 'Stopped';
    });
    expect((await play('install-weavescope', { variables })).changed).toEqual([]);
    expect((await play('install-istio', { variables })).changed).toEqual([]);
  }, 120_000);
});

describe('other clusters', () => {
  it.each([
    ['crc', undefined, 'install-minishift-weavescope-istio', 'remove-minishift-weavescope-istio'],
    ['existing', 'openshift', 'install-istio', 'remove-istio'],
    ['existing', 'kubernetes', 'install-istio', 'remove-istio'],
  ] as const)(
    'get Istio 1.x: %s %s',
    async (provider, existing, install, remove) => {
      const variables = [`provider=${provider}`, 'istio_version=1.20.3'];
      await set(
        existing ? { existing, installed: [existing === 'kubernetes' ? 'kubectl' : 'oc'] } : {},
      );
      const foreseen = await play(install, { check: true, variables });
      expect((await play(install, { variables })).changed).toEqual(foreseen.changed);
      const istiod = clusters()[0]?.objects.find(({ metadata }) => metadata.name === 'istiod');
      expect(istiod?.metadata.labels?.['operator.istio.io/version']).toBe('1.20.3');
      expect((await play(install, { variables })).changed).toEqual([]);
      expect((await play(remove, { variables })).changed).not.toEqual([]);
      const left = clusters().flatMap(({ objects }) =>
        objects.map(({ metadata }) => metadata.name),
      );
      expect(left.filter((name) => /istio|prometheus|kiali/.test(name))).toEqual([]);
      expect((await play(remove, { variables })).changed).toEqual([]);
    },
    180_000,
  );
});

describe('what cannot be', () => {
  it.each([
    ['install-istio', 'istio_version=9.9.9', 'has no release 9.9.9'],
    ['install-minishift', 'vm_driver=nonsense', 'Unsupported driver'],
    ['install-minishift', 'provider=cloud', 'must be one of: minishift, crc, existing'],
  ])(
    '%s with %s says so',
    async (playbook, variable, message) => {
      await set();
      if (playbook === 'install-istio') await play('install-minishift');
      const outcome = await perform(stage, { runner: RUNNER, playbook, variables: [variable] });
      expect(outcome.rc).toBe(2);
      expect(outcome.output).toContain(message);
    },
    120_000,
  );
});
