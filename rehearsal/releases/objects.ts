import { stringify } from 'yaml';

/** Builders for the few kinds of objects that the served manifests consist of. */
export type Manifest = Record<string, unknown>;

export const toYaml = (objects: readonly Manifest[]): string =>
  objects.map((object) => stringify(object, { lineWidth: 0 })).join('---\n');

const meta = (name: string, namespace?: string, labels?: Record<string, string>) => ({
  name,
  ...(namespace === undefined ? {} : { namespace }),
  ...(labels === undefined ? {} : { labels }),
});

export const namespace = (name: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: meta(name),
});

export const serviceAccount = (name: string, where?: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: meta(name, where),
});

export const configMap = (name: string, where: string, data: Record<string, string>): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: meta(name, where),
  data,
});

export const service = (
  name: string,
  where: string | undefined,
  port: number,
  portName = 'http',
): Manifest => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: meta(name, where, { app: name }),
  spec: { ports: [{ name: portName, port, protocol: 'TCP' }], selector: { app: name } },
});

export const workload = (
  kind: 'Deployment' | 'DaemonSet',
  name: string,
  where: string | undefined,
  image: string,
  account?: string,
  apiVersion = 'extensions/v1beta1',
): Manifest => ({
  apiVersion,
  kind,
  metadata: meta(name, where, { app: name }),
  spec: {
    ...(kind === 'Deployment' ? { replicas: 1 } : {}),
    template: {
      metadata: { labels: { app: name } },
      spec: {
        ...(account === undefined ? {} : { serviceAccountName: account }),
        containers: [{ name, image, imagePullPolicy: 'IfNotPresent' }],
      },
    },
  },
});

export const clusterRole = (
  name: string,
  apiVersion = 'rbac.authorization.k8s.io/v1beta1',
): Manifest => ({
  apiVersion,
  kind: 'ClusterRole',
  metadata: meta(name),
  rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
});

export const clusterRoleBinding = (
  name: string,
  role: string,
  account: string,
  where: string,
  apiVersion = 'rbac.authorization.k8s.io/v1beta1',
): Manifest => ({
  apiVersion,
  kind: 'ClusterRoleBinding',
  metadata: meta(name),
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
  subjects: [{ kind: 'ServiceAccount', name: account, namespace: where }],
});

export const definition = (group: string, kind: string, plural: string): Manifest => ({
  apiVersion: 'apiextensions.k8s.io/v1beta1',
  kind: 'CustomResourceDefinition',
  metadata: meta(`${plural}.${group}`),
  spec: {
    group,
    names: { kind, plural, singular: kind.toLowerCase() },
    scope: 'Namespaced',
    version: 'v1alpha2',
  },
});
