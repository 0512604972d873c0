import type { Cluster, KubeObject, Namespace } from './state.ts';

const OPENSHIFT_NAMESPACES = [
  'default',
  'kube-public',
  'kube-system',
  'openshift',
  'openshift-infra',
  'openshift-node',
];
const KUBERNETES_NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** A fresh cluster: its own namespaces, its administrators, and nothing of anybody else. */
export function newCluster(
  options: Pick<Cluster, 'server' | 'version' | 'openshift'> & { admin: string },
): Cluster {
  const { server, version, openshift, admin } = options;
  const cluster: Cluster = {
    server,
    version,
    openshift,
    running: true,
    namespaces: {},
    objects: [],
    scc: openshift
      ? Object.fromEntries(
          ['anyuid', 'hostaccess', 'nonroot', 'privileged', 'restricted'].map((name) => [
            name,
            { users: [], groups: [] },
          ]),
        )
      : {},
  };
  for (const name of openshift ? OPENSHIFT_NAMESPACES : KUBERNETES_NAMESPACES) {
    cluster.namespaces[name] = newNamespace('system:admin');
  }
  if (openshift) cluster.namespaces.myproject = newNamespace('developer');
  cluster.objects.push(binding('cluster-admins', 'cluster-admin', [{ kind: 'User', name: admin }]));
  return cluster;
}

export const newNamespace = (requester: string): Namespace => ({
  requester,
  labels: {},
  annotations: {},
});

export interface Subject {
  kind: string;
  name: string;
  namespace?: string;
}

export function binding(name: string, role: string, subjects: Subject[]): KubeObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects,
  };
}

export const subjectsOf = (object: KubeObject): Subject[] =>
  (object.subjects as Subject[] | undefined) ?? [];

export const roleOf = (object: KubeObject): string =>
  (object.roleRef as { name?: string } | undefined)?.name ?? '';

/** Whether `user` may do everything: the certificate's user, or whoever has cluster-admin. */
export function isAdmin(cluster: Cluster, user: string): boolean {
  return (
    user === 'system:admin' ||
    cluster.objects.some(
      (object) =>
        object.kind === 'ClusterRoleBinding' &&
        roleOf(object) === 'cluster-admin' &&
        subjectsOf(object).some((subject) => subject.kind === 'User' && subject.name === user),
    )
  );
}

export function mayUse(cluster: Cluster, user: string, namespace: string): boolean {
  return isAdmin(cluster, user) || cluster.namespaces[namespace]?.requester === user;
}
