import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { stringify } from 'yaml';
import { binding, isAdmin, newNamespace } from './cluster.ts';
import { parseFlags } from './flags.ts';
import { type Answer, failed, type Invocation, ok } from './invocation.ts';
import { readManifest } from './manifest.ts';
import { findObject } from './objects.ts';
import { isAnswer, openSession, type Session } from './session.ts';
import type { KubeObject, State } from './state.ts';

/** `istioctl version|kube-inject`, and of Istio 1.x `install|uninstall`. */
export function istioctl(invocation: Invocation, state: State): Answer {
  const version = invocation.env.REHEARSAL_VERSION ?? '0.5.0';
  const flags = parseFlags(invocation.argv, {
    values: [
      'filename',
      'set',
      'context',
      'kubeconfig',
      'namespace',
      'istioNamespace',
      'output',
      'revision',
    ],
    switches: ['skip-confirmation', 'purge', 'remote', 'short'],
    short: {
      f: 'filename',
      y: 'skip-confirmation',
      n: 'namespace',
      i: 'istioNamespace',
      o: 'output',
      s: 'short',
    },
  });
  const verb = flags.words[0];
  if (flags.problem) return failed(`Error: ${flags.problem}`);
  if (verb === 'version') {
    return ok(
      version.startsWith('0.')
        ? `Version: ${version}\nGitRevision: 9deb47f`
        : `client version: ${version}`,
    );
  }
  if (verb === 'kube-inject')
    return inject(invocation, flags.value('filename'), version, flags.value('output'));
  if (version.startsWith('0.') || (verb !== 'install' && verb !== 'uninstall')) {
    return failed(
      `Error: unknown command "${verb}" for "istioctl"\nRun 'istioctl --help' for usage.`,
    );
  }
  const session = openSession(invocation, state, flags);
  if (isAnswer(session)) return failed(`Error: fetch Kubernetes config file: ${session.stderr}`);
  if (!isAdmin(session.cluster, session.user)) {
    return failed(
      `Error: failed to install manifests: User "${session.user}" cannot create resource`,
    );
  }
  if (!flags.has('skip-confirmation') && !/^y/i.test(invocation.readInput())) {
    return ok('This will install the Istio profile into the cluster. Proceed? (y/N) Cancelled.');
  }
  return verb === 'install' ? install(session, version) : uninstall(session, flags.has('purge'));
}

/** Adds the sidecar to every workload of the manifest. */
function inject(
  invocation: Invocation,
  file: string | undefined,
  version: string,
  output: string | undefined,
): Answer {
  if (file === undefined) return failed('Error: filename not specified (see --filename or -f)');
  let objects: KubeObject[];
  try {
    objects = readManifest(file, invocation.cwd, invocation.readInput);
  } catch {
    return failed(`Error: open ${file}: no such file or directory`);
  }
  for (const object of objects) {
    const spec = object.spec as { template?: { spec?: { containers?: unknown[] } } } | undefined;
    spec?.template?.spec?.containers?.push({
      name: 'istio-proxy',
      image: `docker.io/istio/proxy_debug:${version}`,
    });
  }
  const text = objects.map((object) => stringify(object)).join('---\n');
  if (output === undefined) return ok(text);
  writeFileSync(resolve(invocation.cwd, output), text);
  return ok();
}

const DEFINITIONS: Array<[group: string, kind: string, plural: string]> = [
  ['networking.istio.io', 'Gateway', 'gateways'],
  ['networking.istio.io', 'VirtualService', 'virtualservices'],
  ['networking.istio.io', 'DestinationRule', 'destinationrules'],
  ['security.istio.io', 'PeerAuthentication', 'peerauthentications'],
];

function install(session: Session, version: string): Answer {
  const { cluster, flags } = session;
  const profile =
    flags
      .all('set')
      .find((pair) => pair.startsWith('profile='))
      ?.slice(8) ?? 'default';
  const namespace = flags.value('istioNamespace') ?? 'istio-system';
  if (cluster.namespaces[namespace]?.terminatesAt !== undefined) {
    return failed(`Error: failed to install manifests: namespace ${namespace} is being terminated`);
  }
  cluster.namespaces[namespace] ??= newNamespace(session.user);
  const labels = { 'operator.istio.io/version': version, 'istio.io/rev': 'default' };
  const put = (object: KubeObject) => {
    const known = findObject(cluster, object.kind, object.metadata.name, object.metadata.namespace);
    if (known) Object.assign(known, object);
    else cluster.objects.push(object);
  };
  for (const [group, kind, plural] of DEFINITIONS) {
    put({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${plural}.${group}`, labels },
      spec: { group, scope: 'Namespaced', names: { kind, plural, singular: kind.toLowerCase() } },
    });
  }
  const role = `istiod-clusterrole-${namespace}`;
  put({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: role, labels },
  });
  const bound = binding(role, role, [{ kind: 'ServiceAccount', name: 'istiod', namespace }]);
  put({ ...bound, metadata: { ...bound.metadata, labels } });
  const gateways = profile === 'minimal' ? [] : ['istio-ingressgateway'];
  for (const name of ['istiod', ...gateways]) {
    put({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace, labels },
      spec: {
        template: { spec: { containers: [{ name, image: `docker.io/istio/pilot:${version}` }] } },
      },
    });
    put({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace, labels },
      spec: { ports: [{ name: 'http2', port: 80 }] },
    });
  }
  return ok(
    '✔ Istio core installed\n✔ Istiod installed\n✔ Ingress gateways installed\n✔ Installation complete',
  );
}

function uninstall(session: Session, purge: boolean): Answer {
  if (!purge)
    return failed(
      'Error: at least one of the --revision (or --purge), --filename flags must be set',
    );
  session.cluster.objects = session.cluster.objects.filter(
    (object) => object.metadata.labels?.['operator.istio.io/version'] === undefined,
  );
  return ok('All Istio resources will be pruned from the cluster\n✔ Uninstall complete');
}
