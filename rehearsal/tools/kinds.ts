/** A resource type: how it is called on the command line, in messages and in manifests. */
export interface Kind {
  kind: string;
  /** Lower-case plural, as messages say it. */
  plural: string;
  group: string;
  namespaced: boolean;
  names: readonly string[];
}

const kind = (name: string, group: string, namespaced: boolean, ...short: string[]): Kind => {
  const singular = name.toLowerCase();
  const plural = singular.endsWith('s')
    ? singular === 'endpoints'
      ? singular
      : `${singular}es`
    : singular.replace(/y$/, 'ie').concat('s');
  return { kind: name, plural, group, namespaced, names: [singular, plural, ...short] };
};

const RBAC = 'rbac.authorization.k8s.io';

const KINDS: readonly Kind[] = [
  kind('Namespace', '', false, 'ns'),
  kind('Project', 'project.openshift.io', false),
  kind('SecurityContextConstraints', 'security.openshift.io', false, 'scc'),
  kind('ClusterRole', RBAC, false),
  kind('ClusterRoleBinding', RBAC, false),
  kind('CustomResourceDefinition', 'apiextensions.k8s.io', false, 'crd', 'crds'),
  kind('MutatingWebhookConfiguration', 'admissionregistration.k8s.io', false),
  kind('ValidatingWebhookConfiguration', 'admissionregistration.k8s.io', false),
  kind('Route', 'route.openshift.io', true),
  kind('Role', RBAC, true),
  kind('RoleBinding', RBAC, true),
  kind('ServiceAccount', '', true, 'sa'),
  kind('Service', '', true, 'svc'),
  kind('ConfigMap', '', true, 'cm'),
  kind('Secret', '', true),
  kind('Pod', '', true, 'po'),
  kind('Deployment', 'apps', true, 'deploy'),
  kind('DaemonSet', 'apps', true, 'ds'),
  kind('StatefulSet', 'apps', true, 'sts'),
  kind('Job', 'batch', true),
  kind('Ingress', 'networking.k8s.io', true, 'ing'),
  kind('PodDisruptionBudget', 'policy', true, 'pdb'),
  kind('HorizontalPodAutoscaler', 'autoscaling', true, 'hpa'),
];

const OPENSHIFT_ONLY = new Set(['Project', 'SecurityContextConstraints', 'Route']);

/** The resource type a word of the command line names, or undefined. */
export function kindByName(word: string, openshift: boolean): Kind | undefined {
  const name = word.toLowerCase().split('.')[0] ?? '';
  const found = KINDS.find((candidate) => candidate.names.includes(name));
  return found && (openshift || !OPENSHIFT_ONLY.has(found.kind)) ? found : undefined;
}

/** The resource type of a manifest's `kind`; undefined when the cluster has no such type built in. */
export function builtInKind(kindName: string): Kind | undefined {
  return KINDS.find((candidate) => candidate.kind === kindName);
}

/** The type that a custom resource definition brings. */
export function customKind(definition: Record<string, unknown>): Kind {
  const spec = (definition.spec ?? {}) as {
    group?: string;
    scope?: string;
    names?: { kind?: string; plural?: string; singular?: string };
  };
  const plural = spec.names?.plural ?? '';
  return {
    kind: spec.names?.kind ?? '',
    plural,
    group: spec.group ?? '',
    namespaced: spec.scope !== 'Cluster',
    names: [plural, spec.names?.singular ?? plural],
  };
}

/** `deployments.apps`, or `services` for the core group. */
export const qualified = (type: Kind): string =>
  type.group === '' ? type.plural : `${type.plural}.${type.group}`;
