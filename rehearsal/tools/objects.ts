import { binding, isAdmin, mayUse, newNamespace } from './cluster.ts';
import { type Answer, failed, ok } from './invocation.ts';
import { builtInKind, customKind, type Kind, kindByName, qualified } from './kinds.ts';
import { readManifest } from './manifest.ts';
import { deleteNamespace } from './projects.ts';
import type { Session } from './session.ts';
import type { Cluster, KubeObject } from './state.ts';

/** `oc apply -f FILE…`: whatever was there already is said to be `configured`. */
export function apply(session: Session): Answer {
  return overManifests(session, (object, type, file) => {
    const name = object.metadata.name;
    const label = `${type.kind.toLowerCase()} "${name}"`;
    if (type.kind === 'Namespace') {
      const known = session.cluster.namespaces[name];
      if (known?.terminatesAt !== undefined) return failed(terminating(file, label, name));
      const namespace = known ?? newNamespace(session.user);
      Object.assign(namespace.labels, object.metadata.labels);
      Object.assign(namespace.annotations, object.metadata.annotations);
      session.cluster.namespaces[name] = namespace;
      return ok(`${label} ${known ? 'configured' : 'created'}`);
    }
    const problem = cannotCreate(session, object, type, file, label);
    if (problem) return problem;
    const known = findObject(session.cluster, type.kind, name, object.metadata.namespace);
    if (known) Object.assign(known, object);
    else session.cluster.objects.push(object);
    return ok(`${label} ${known ? 'configured' : 'created'}`);
  });
}

function cannotCreate(
  session: Session,
  object: KubeObject,
  type: Kind,
  file: string,
  label: string,
): Answer | undefined {
  const { cluster, user } = session;
  const where = object.metadata.namespace;
  if (where === undefined) {
    if (isAdmin(cluster, user)) return undefined;
    return failed(
      `Error from server (Forbidden): error when creating "${file}": ${qualified(type)} is forbidden: User "${user}" cannot create ${qualified(type)} at the cluster scope`,
    );
  }
  const namespace = cluster.namespaces[where];
  if (!namespace) {
    return failed(
      `Error from server (NotFound): error when creating "${file}": namespaces "${where}" not found`,
    );
  }
  if (namespace.terminatesAt !== undefined) return failed(terminating(file, label, where));
  if (mayUse(cluster, user, where)) return undefined;
  return failed(
    `Error from server (Forbidden): error when creating "${file}": ${qualified(type)} is forbidden: User "${user}" cannot create ${qualified(type)} in project "${where}"`,
  );
}

const terminating = (file: string, label: string, namespace: string): string =>
  `Error from server (Forbidden): error when creating "${file}": ${label} is forbidden: unable to create new content in namespace ${namespace} because it is being terminated.`;

/** `oc delete -f FILE…`, `oc delete KIND NAME…`, `oc delete KIND/NAME…` */
export function remove(session: Session): Answer {
  if (session.flags.all('filename').length > 0) {
    return overManifests(session, (object, type) =>
      removeOne(session, type, object.metadata.name, object.metadata.namespace),
    );
  }
  const targets = resourceArguments(session);
  if ('rc' in targets) return targets;
  return combine(
    targets.flatMap(({ type, names }) =>
      names.map((name) =>
        removeOne(session, type, name, type.namespaced ? session.namespace : undefined),
      ),
    ),
  );
}

function removeOne(
  session: Session,
  type: Kind,
  name: string,
  namespace: string | undefined,
): Answer {
  const { cluster } = session;
  if (type.kind === 'Namespace' || type.kind === 'Project') {
    if (!cluster.namespaces[name] && session.flags.has('ignore-not-found')) return ok();
    return deleteNamespace(session, name, type.kind.toLowerCase());
  }
  const at = cluster.objects.findIndex((object) => matches(object, type.kind, name, namespace));
  // What a terminating namespace holds is as good as gone.
  const gone = namespace !== undefined && cluster.namespaces[namespace]?.terminatesAt !== undefined;
  if (at < 0 || gone) {
    if (session.flags.has('ignore-not-found')) return ok();
    return failed(`Error from server (NotFound): ${qualified(type)} "${name}" not found`);
  }
  const allowed =
    namespace === undefined
      ? isAdmin(cluster, session.user)
      : mayUse(cluster, session.user, namespace);
  if (!allowed) {
    return failed(
      `Error from server (Forbidden): ${qualified(type)} "${name}" is forbidden: User "${session.user}" cannot delete ${qualified(type)}`,
    );
  }
  cluster.objects.splice(at, 1);
  if (type.kind === 'CustomResourceDefinition') removeInstances(cluster, name);
  return ok(`${type.kind.toLowerCase()} "${name}" deleted`);
}

function removeInstances(cluster: Cluster, definition: string): void {
  const group = definition.slice(definition.indexOf('.') + 1);
  const plural = definition.slice(0, definition.indexOf('.'));
  cluster.objects = cluster.objects.filter(
    (object) =>
      object.apiVersion.split('/')[0] !== group ||
      !plural.startsWith(object.kind.toLowerCase().slice(0, -1)),
  );
}

/** `oc annotate|label KIND NAME KEY=VALUE… [--overwrite]` */
export function note(session: Session, field: 'annotations' | 'labels'): Answer {
  const [, word = '', ...rest] = session.flags.words;
  const type = kindByName(word.split('/')[0] ?? '', session.cluster.openshift);
  const name = word.includes('/') ? word.split('/')[1] : rest.shift();
  if (!type || name === undefined) return failed('error: one or more resources must be specified');
  const held =
    type.kind === 'Namespace' || type.kind === 'Project'
      ? session.cluster.namespaces[name]?.[field]
      : notesOf(
          findObject(
            session.cluster,
            type.kind,
            name,
            type.namespaced ? session.namespace : undefined,
          ),
          field,
        );
  if (!held) return failed(`Error from server (NotFound): ${qualified(type)} "${name}" not found`);
  for (const pair of rest) {
    if (pair.endsWith('-')) {
      delete held[pair.slice(0, -1)];
      continue;
    }
    const equals = pair.indexOf('=');
    const key = pair.slice(0, equals);
    if (
      held[key] !== undefined &&
      held[key] !== pair.slice(equals + 1) &&
      !session.flags.has('overwrite')
    ) {
      return failed(`error: '${key}' already has a value (${held[key]}), and --overwrite is false`);
    }
    held[key] = pair.slice(equals + 1);
  }
  return ok(`${type.kind.toLowerCase()} "${name}" ${field === 'labels' ? 'labeled' : 'annotated'}`);
}

function notesOf(object: KubeObject | undefined, field: 'annotations' | 'labels') {
  if (!object) return undefined;
  object.metadata[field] ??= {};
  return object.metadata[field];
}

/** `kubectl create clusterrolebinding NAME --clusterrole=ROLE --user=U --serviceaccount=NS:SA` */
export function createBinding(session: Session, name: string): Answer {
  const role = session.flags.value('clusterrole') ?? '';
  if (findObject(session.cluster, 'ClusterRoleBinding', name, undefined)) {
    return failed(
      `Error from server (AlreadyExists): clusterrolebindings.rbac.authorization.k8s.io "${name}" already exists`,
    );
  }
  const subjects = [
    ...session.flags.all('user').map((user) => ({ kind: 'User', name: user })),
    ...session.flags.all('serviceaccount').map((account) => {
      const [namespace = '', account_] = account.split(':');
      return { kind: 'ServiceAccount', name: account_ ?? '', namespace };
    }),
  ];
  session.cluster.objects.push(binding(name, role, subjects));
  return ok(`clusterrolebinding "${name}" created`);
}

/** Runs `each` over all objects of the `-f` files; a failure doesn't keep the others from their turn. */
export function overManifests(
  session: Session,
  each: (object: KubeObject, type: Kind, file: string) => Answer,
): Answer {
  const answers: Answer[] = [];
  for (const file of session.flags.all('filename')) {
    let objects: KubeObject[];
    try {
      objects = readManifest(file, session.invocation.cwd, session.invocation.readInput);
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      return failed(
        missing ? `error: the path "${file}" does not exist` : `error: ${(error as Error).message}`,
      );
    }
    if (objects.length === 0) return failed('error: no objects passed to apply');
    for (const object of objects) {
      const type = typeOf(session.cluster, object.kind);
      if (!type) {
        const [group, version] = object.apiVersion.split('/');
        answers.push(
          failed(
            `error: unable to recognize "${file}": no matches for ${version === undefined ? '' : group}/, Kind=${object.kind}`,
          ),
        );
        continue;
      }
      const asked = session.flags.value('namespace');
      if (type.namespaced) {
        const own = object.metadata.namespace;
        if (asked !== undefined && own !== undefined && own !== asked) {
          return failed(
            `error: the namespace from the provided object "${own}" does not match the namespace "${asked}". You must pass '--namespace=${own}' to perform this operation.`,
          );
        }
        object.metadata.namespace = own ?? session.namespace;
      } else {
        delete object.metadata.namespace;
      }
      answers.push(each(object, type, file));
    }
  }
  return answers.length === 0
    ? failed('error: Must specify --filename to apply')
    : combine(answers);
}

/** The type of a manifest's kind: built in, or brought by a definition that is there. */
function typeOf(cluster: Cluster, kind: string): Kind | undefined {
  const definition = cluster.objects
    .filter((object) => object.kind === 'CustomResourceDefinition')
    .map(customKind)
    .find((type) => type.kind === kind);
  return builtInKind(kind) ?? definition;
}

export function findObject(
  cluster: Cluster,
  kind: string,
  name: string,
  namespace: string | undefined,
): KubeObject | undefined {
  return cluster.objects.find((object) => matches(object, kind, name, namespace));
}

const matches = (
  object: KubeObject,
  kind: string,
  name: string,
  namespace: string | undefined,
): boolean =>
  object.kind === kind &&
  object.metadata.name === name &&
  (namespace === undefined || object.metadata.namespace === namespace);

/** `KIND NAME…` and `KIND/NAME…` of the words after the verb. */
export function resourceArguments(
  session: Session,
): Array<{ type: Kind; names: string[] }> | Answer {
  const words = session.flags.words.slice(1);
  const [first, ...rest] = words;
  if (first === undefined) {
    return failed(
      'error: resource(s) were provided, but no name, label selector, or --all flag specified',
    );
  }
  const pairs = first.includes('/')
    ? words.map((word) => word.split('/') as [string, string])
    : first.split(',').map((name) => [name, ...rest] as [string, ...string[]]);
  const found: Array<{ type: Kind; names: string[] }> = [];
  for (const [name, ...names] of pairs) {
    const type = kindByName(name, session.cluster.openshift) ?? customByName(session.cluster, name);
    if (!type) return failed(`error: the server doesn't have a resource type "${name}"`);
    found.push({ type, names });
  }
  return found;
}

function customByName(cluster: Cluster, word: string): Kind | undefined {
  const name = word.toLowerCase().split('.')[0] ?? '';
  return cluster.objects
    .filter((object) => object.kind === 'CustomResourceDefinition')
    .map(customKind)
    .find((type) => type.names.includes(name));
}

export function combine(answers: Answer[]): Answer {
  return {
    rc: answers.some((answer) => answer.rc !== 0) ? 1 : 0,
    stdout: answers.map((answer) => answer.stdout).join(''),
    stderr: answers.map((answer) => answer.stderr).join(''),
  };
}
