import type { ArchiveEntry } from './archive.ts';
import {
  clusterRole,
  clusterRoleBinding,
  configMap,
  definition,
  type Manifest,
  namespace,
  service,
  serviceAccount,
  toYaml,
  workload,
} from './objects.ts';

const SYSTEM = 'istio-system';

/** What an Istio release archive holds, as far as anybody installs from it. */
export function istioFiles(version: string, istioctl: string): ArchiveEntry[] {
  const files = version.startsWith('0.') ? classicFiles(version) : modernFiles(version);
  return [
    { path: `istio-${version}/bin/istioctl`, content: istioctl, mode: 0o755 },
    ...Object.entries(files).map(([path, objects]) => ({
      path: `istio-${version}/${path}`,
      content: toYaml(objects),
    })),
    { path: `istio-${version}/README.md`, content: `# Istio ${version}\n` },
  ];
}

function classicFiles(version: string): Record<string, Manifest[]> {
  const addons = 'install/kubernetes/addons';
  return {
    'install/kubernetes/istio.yaml': core(version, false),
    'install/kubernetes/istio-auth.yaml': core(version, true),
    [`${addons}/zipkin.yaml`]: [
      workload('Deployment', 'zipkin', SYSTEM, 'docker.io/openzipkin/zipkin:latest'),
      service('zipkin', SYSTEM, 9411),
    ],
    [`${addons}/prometheus.yaml`]: [
      configMap('prometheus', SYSTEM, { 'prometheus.yml': 'global:\n  scrape_interval: 15s\n' }),
      service('prometheus', SYSTEM, 9090),
      workload(
        'Deployment',
        'prometheus',
        SYSTEM,
        'docker.io/prom/prometheus:v2.0.0',
        'prometheus',
      ),
      // 0.5.1 left the namespace out, as those who installed it found.
      serviceAccount('prometheus', version === '0.5.1' ? undefined : SYSTEM),
      clusterRole('prometheus'),
      clusterRoleBinding('prometheus', 'prometheus', 'prometheus', SYSTEM),
    ],
    [`${addons}/grafana.yaml`]: [
      service('grafana', SYSTEM, 3000),
      workload('Deployment', 'grafana', SYSTEM, `docker.io/istio/grafana:${version}`, 'grafana'),
      serviceAccount('grafana', SYSTEM),
    ],
    [`${addons}/servicegraph.yaml`]: [
      workload('Deployment', 'servicegraph', SYSTEM, `docker.io/istio/servicegraph:${version}`),
      service('servicegraph', SYSTEM, 8088),
    ],
    'samples/bookinfo/kube/bookinfo.yaml': bookinfo('extensions/v1beta1', '0.2.3'),
  };
}

function core(version: string, auth: boolean): Manifest[] {
  const accounts = ['mixer', 'pilot', 'ingress', 'ca'];
  if (version.startsWith('0.2')) accounts.push('egress');
  const account = (name: string) => `istio-${name}-service-account`;
  return [
    namespace(SYSTEM),
    ...accounts.flatMap((name) => [
      clusterRole(`istio-${name}-${SYSTEM}`),
      clusterRoleBinding(
        `istio-${name}-role-binding-${SYSTEM}`,
        `istio-${name}-${SYSTEM}`,
        account(name),
        SYSTEM,
      ),
    ]),
    configMap('istio', SYSTEM, {
      mesh: `enableTracing: true\n${auth ? 'authPolicy: MUTUAL_TLS\n' : ''}`,
    }),
    definition('config.istio.io', 'attributemanifest', 'attributemanifests'),
    definition('config.istio.io', 'rule', 'rules'),
    definition('config.istio.io', 'RouteRule', 'routerules'),
    definition('config.istio.io', 'EgressRule', 'egressrules'),
    ...accounts.map((name) => serviceAccount(account(name), SYSTEM)),
    ...accounts.map((name) =>
      workload(
        'Deployment',
        `istio-${name}`,
        SYSTEM,
        `docker.io/istio/${name}:${version}`,
        account(name),
      ),
    ),
    service('istio-mixer', SYSTEM, 9091, 'tcp-plain'),
    service('istio-pilot', SYSTEM, 15003, 'http-discovery'),
    service('istio-ingress', SYSTEM, 80),
    ...(version.startsWith('0.2') ? [service('istio-egress', SYSTEM, 80)] : []),
    {
      apiVersion: 'config.istio.io/v1alpha2',
      kind: 'attributemanifest',
      metadata: { name: 'istioproxy', namespace: SYSTEM },
      spec: { attributes: { 'request.path': { valueType: 'STRING' } } },
    },
    {
      apiVersion: 'config.istio.io/v1alpha2',
      kind: 'rule',
      metadata: { name: 'stdio', namespace: SYSTEM },
      spec: {
        match: 'true',
        actions: [{ handler: 'handler.stdio', instances: ['accesslog.logentry'] }],
      },
    },
  ];
}

function modernFiles(version: string): Record<string, Manifest[]> {
  const addon = (name: string, port: number, image: string): Manifest[] => [
    serviceAccount(name, SYSTEM),
    service(name, SYSTEM, port),
    workload('Deployment', name, SYSTEM, image, name, 'apps/v1'),
  ];
  return {
    'samples/addons/prometheus.yaml': [
      ...addon('prometheus', 9090, 'prom/prometheus:v2.41.0'),
      clusterRole('prometheus', 'rbac.authorization.k8s.io/v1'),
      clusterRoleBinding(
        'prometheus',
        'prometheus',
        'prometheus',
        SYSTEM,
        'rbac.authorization.k8s.io/v1',
      ),
    ],
    'samples/addons/grafana.yaml': addon('grafana', 3000, 'docker.io/grafana/grafana:9.5.5'),
    'samples/addons/jaeger.yaml': [
      workload(
        'Deployment',
        'jaeger',
        SYSTEM,
        'docker.io/jaegertracing/all-in-one:1.46',
        undefined,
        'apps/v1',
      ),
      service('tracing', SYSTEM, 80, 'http-query'),
      service('zipkin', SYSTEM, 9411),
    ],
    'samples/addons/kiali.yaml': addon('kiali', 20001, 'quay.io/kiali/kiali:v1.76'),
    'samples/bookinfo/platform/kube/bookinfo.yaml': bookinfo('apps/v1', '1.18.0'),
    'samples/bookinfo/networking/bookinfo-gateway.yaml': [
      {
        apiVersion: 'networking.istio.io/v1alpha3',
        kind: 'Gateway',
        metadata: { name: 'bookinfo-gateway' },
        spec: { selector: { istio: 'ingressgateway' } },
      },
      {
        apiVersion: 'networking.istio.io/v1alpha3',
        kind: 'VirtualService',
        metadata: { name: 'bookinfo' },
        spec: { hosts: ['*'], gateways: ['bookinfo-gateway'] },
      },
    ],
    'manifests/profiles/default.yaml': [
      {
        apiVersion: 'install.istio.io/v1alpha1',
        kind: 'IstioOperator',
        metadata: { namespace: SYSTEM },
        spec: { tag: version },
      },
    ],
  };
}

function bookinfo(apiVersion: string, tag: string): Manifest[] {
  const part = (name: string, versions: string[]): Manifest[] => [
    service(name, undefined, 9080),
    ...versions.map((v) =>
      workload(
        'Deployment',
        `${name}-${v}`,
        undefined,
        `istio/examples-bookinfo-${name}-${v}:${tag}`,
        undefined,
        apiVersion,
      ),
    ),
  ];
  return [
    ...part('details', ['v1']),
    ...part('ratings', ['v1']),
    ...part('reviews', ['v1', 'v2', 'v3']),
    ...part('productpage', ['v1']),
  ];
}
