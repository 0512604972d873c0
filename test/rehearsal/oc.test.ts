import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { istioFiles } from '../../rehearsal/releases/istio.ts';
import { createWorld, type World } from './world.ts';

const SERVER = 'https://192.168.99.100:8443';
let world: World;

beforeEach(() => {
  world = createWorld();
  world.run('minishift start --profile openshift0 --vm-driver virtualbox');
  world.run('oc login -u system:admin');
});
afterEach(() => world.remove());

/** Files of a release, written where the world's programs find them. */
function release(version: string, path: string): string {
  const file = istioFiles(version, '').find((entry) => entry.path.endsWith(path));
  return world.file(path.replaceAll('/', '-'), String(file?.content));
}

describe('oc answers as a real master 3.7 does', () => {
  it('refuses a project that exists', () => {
    expect(world.run('oc new-project one').rc).toBe(0);
    const again = world.run('oc new-project one');
    expect(again.rc).toBe(1);
    expect(again.stderr).toContain('AlreadyExists');
  });

  it('refuses to expose a service twice, and a missing one', () => {
    world.run('oc new-project istio-system');
    world.run(`oc apply -f ${release('0.5.0', 'addons/zipkin.yaml')}`);
    expect(world.run('oc expose svc zipkin')).toMatchObject({
      rc: 0,
      stdout: 'route "zipkin" exposed\n',
    });
    const again = world.run('oc expose svc zipkin');
    expect(again.rc).toBe(1);
    expect(again.stderr).toContain('routes.route.openshift.io "zipkin" already exists');
    expect(world.run('oc expose svc nothing').rc).toBe(1);
    expect(world.run('oc get routes -n istio-system').stdout).toContain(
      'zipkin-istio-system.192.168.99.100.nip.io',
    );
  });

  it('says configured for everything that is applied again, never unchanged', () => {
    world.run('oc new-project istio-system');
    const file = release('0.5.0', 'addons/zipkin.yaml');
    expect(world.run(`oc apply -f ${file}`).stdout).toBe(
      'deployment "zipkin" created\nservice "zipkin" created\n',
    );
    expect(world.run(`oc apply -f ${file}`)).toMatchObject({
      rc: 0,
      stdout: 'deployment "zipkin" configured\nservice "zipkin" configured\n',
    });
  });

  it('adds a constraint again with the same output, and to an account that is not there', () => {
    const line = 'oc adm policy add-scc-to-user privileged -z nobody -n default';
    const first = world.run(line);
    expect(first).toMatchObject({ rc: 0 });
    expect(world.run(line)).toEqual(first);
    const { scc } = world.state().clusters[SERVER] ?? {};
    expect(scc?.privileged?.users).toEqual(['system:serviceaccount:default:nobody']);
  });

  it('binds a cluster role that does not exist', () => {
    expect(world.run('oc adm policy add-cluster-role-to-user no-such-role developer').rc).toBe(0);
  });

  it('forbids constraints to those who are no administrators', () => {
    world.run(`oc login -u developer -p any --server ${SERVER} --insecure-skip-tls-verify`);
    const answer = world.run('oc adm policy add-scc-to-user privileged -z default');
    expect(answer.rc).toBe(1);
    expect(answer.stderr).toContain('Forbidden');
  });

  it('finds nothing to delete', () => {
    for (const line of ['oc delete project none', 'oc delete route none']) {
      const answer = world.run(line);
      expect(answer.rc).toBe(1);
      expect(answer.stderr).toContain('NotFound');
    }
  });

  it('loses later objects of a manifest whose namespace goes first, and removes the definitions all the same', () => {
    const file = release('0.5.0', 'kubernetes/istio-auth.yaml');
    world.run('oc new-project istio-system');
    expect(world.run(`oc apply -f ${file}`).rc).toBe(0);
    expect(world.run('oc get crd -o name').stdout).toContain('config.istio.io');
    const answer = world.run(`oc delete -f ${file}`);
    expect(answer.rc).toBe(1);
    expect(answer.stderr).toContain('NotFound');
    expect(world.run('oc get crd -o name').stdout).toBe('');
  });

  it('keeps a deleted project Terminating for a while, in conflict with deleting it again', () => {
    world.run('oc new-project one');
    expect(world.run('oc delete project one').rc).toBe(0);
    const again = world.run('oc delete project one');
    expect(again.rc).toBe(1);
    expect(again.stderr).toContain('Conflict');
    expect(world.run('oc get projects').stdout).toMatch(/^one +Terminating$/m);
    expect(world.run('oc new-project one').rc).toBe(1);
    world.wait(world.state().terminatingMs);
    expect(world.run('oc get projects').stdout).not.toContain('one');
    expect(world.run('oc new-project one').rc).toBe(0);
  });

  it('has no projects to show, with rc 0', () => {
    world.run(`oc login -u stranger -p any --server ${SERVER}`);
    expect(world.run('oc get projects')).toEqual({
      rc: 0,
      stdout: '',
      stderr: 'No resources found.\n',
    });
  });

  it('lets system:admin in by certificate alone', () => {
    world.env.HOME = `${world.env.HOME}-of-somebody-else`;
    const answer = world.run(
      `oc login -u system:admin --server ${SERVER} --insecure-skip-tls-verify`,
    );
    expect(answer.rc).toBe(1);
    expect(answer.stdout).toContain('Password: ');
  });

  it('lets anybody else in with any password', () => {
    const answer = world.run(
      `oc login -u developer -p any --server ${SERVER} --insecure-skip-tls-verify`,
    );
    expect(answer.rc).toBe(0);
    expect(world.run('oc whoami').stdout).toBe('developer\n');
    expect(world.run('oc auth can-i * * --all-namespaces')).toMatchObject({
      rc: 1,
      stdout: 'no\n',
    });
  });
});

describe('oc used wrongly', () => {
  it('names the flag it does not know', () => {
    expect(world.run('oc get projects --no-such-flag')).toMatchObject({ rc: 1 });
    expect(world.run('oc get projects --no-such-flag').stderr).toContain(
      'unknown flag: --no-such-flag',
    );
  });

  it('reaches no cluster whose machine is stopped', () => {
    world.run('minishift stop --profile openshift0');
    const answer = world.run('oc get projects');
    expect(answer.rc).toBe(1);
    expect(answer.stderr).toContain('no route to host');
  });

  it('takes no manifest for a namespace other than the one asked for', () => {
    world.run('oc new-project other');
    const answer = world.run(`oc apply -n other -f ${release('0.5.0', 'addons/zipkin.yaml')}`);
    expect(answer.rc).toBe(1);
    expect(answer.stderr).toContain(
      'the namespace from the provided object "istio-system" does not match',
    );
  });

  it('recognizes no kind whose definition is missing', () => {
    const file = world.file(
      'rule.yaml',
      'apiVersion: config.istio.io/v1alpha2\nkind: rule\nmetadata:\n  name: a\n',
    );
    const answer = world.run(`oc apply -f ${file}`);
    expect(answer.rc).toBe(1);
    expect(answer.stderr).toContain('no matches for config.istio.io/, Kind=rule');
  });

  it('has no OpenShift verbs under the name kubectl', () => {
    expect(world.run('kubectl new-project one').rc).toBe(1);
    expect(world.run('kubectl create namespace one').rc).toBe(0);
  });
});

it('notes and finds annotations of a namespace', () => {
  world.run('oc new-project one');
  expect(world.run('oc annotate namespace one applied/it=1').rc).toBe(0);
  expect(world.run('oc annotate namespace one applied/it=2').rc).toBe(1);
  expect(world.run('oc annotate namespace one applied/it=2 --overwrite').rc).toBe(0);
  const namespace = JSON.parse(world.run('oc get namespace one -o json').stdout);
  expect(namespace).toMatchObject({
    kind: 'Namespace',
    metadata: { annotations: { 'applied/it': '2' } },
    status: { phase: 'Active' },
  });
});

it('logs every call with its words', () => {
  world.run('oc get projects');
  expect(world.calls()).toEqual([
    'minishift start --profile openshift0 --vm-driver virtualbox',
    'oc login -u system:admin',
    'oc get projects',
  ]);
});
