import {
  clusterRole,
  clusterRoleBinding,
  type Manifest,
  namespace,
  service,
  serviceAccount,
  toYaml,
  workload,
} from './objects.ts';

const HOME = 'weave';

/** A Weave Scope manifest: of the 1.7 line one List, as the launcher gave it; of 1.13 documents. */
export function scopeManifest(version: string): string {
  const image = `weaveworks/scope:${version}`;
  const modern = version.startsWith('1.13');
  const rbac = modern ? 'rbac.authorization.k8s.io/v1' : 'rbac.authorization.k8s.io/v1beta1';
  const apps = modern ? 'apps/v1' : 'extensions/v1beta1';
  const objects: Manifest[] = [
    namespace(HOME),
    serviceAccount('weave-scope', HOME),
    clusterRole('weave-scope', rbac),
    clusterRoleBinding('weave-scope', 'weave-scope', 'weave-scope', HOME, rbac),
    workload('Deployment', 'weave-scope-app', HOME, image, undefined, apps),
    service('weave-scope-app', HOME, 80, 'app'),
    ...(modern
      ? [workload('Deployment', 'weave-scope-cluster-agent', HOME, image, 'weave-scope', apps)]
      : []),
    workload('DaemonSet', 'weave-scope-agent', HOME, image, 'weave-scope', apps),
  ];
  return modern ? toYaml(objects) : toYaml([{ apiVersion: 'v1', kind: 'List', items: objects }]);
}
