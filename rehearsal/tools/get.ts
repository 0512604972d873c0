import { isAdmin } from './cluster.ts';
import { type Answer, failed, ok } from './invocation.ts';
import { type Kind, qualified } from './kinds.ts';
import { combine, findObject, overManifests, resourceArguments } from './objects.ts';
import { visibleProjects } from './projects.ts';
import type { Session } from './session.ts';
import type { KubeObject } from './state.ts';

/** `oc get KIND [NAME…] [-n NS|--all-namespaces] [-o json|name] [--ignore-not-found]`, `oc get -f FILE` */
export function get(session: Session): Answer {
  const found: KubeObject[] = [];
  let answer: Answer;
  if (session.flags.all('filename').length > 0) {
    answer = overManifests(session, (object, type) =>
      lookUp(session, type, object.metadata.name, object.metadata.namespace, found),
    );
  } else {
    const wanted = resourceArguments(session);
    if ('rc' in wanted) return wanted;
    const single = wanted.length === 1 && wanted[0]?.names.length === 1;
    const answers: Answer[] = [];
    for (const { type, names } of wanted) {
      const problem = cannotRead(session, type, names);
      if (problem) return problem;
      const where =
        type.namespaced && !session.flags.has('all-namespaces') ? session.namespace : undefined;
      if (names.length === 0) found.push(...listOf(session, type, where));
      for (const name of names) answers.push(lookUp(session, type, name, where, found));
    }
    answer = combine(answers);
    if (single && answer.rc === 0 && session.flags.value('output') === 'json') {
      return found[0] ? ok(JSON.stringify(found[0], null, 4)) : ok();
    }
  }
  const printed = print(session, found, answer);
  return { ...answer, stdout: printed.stdout, stderr: answer.stderr + printed.stderr };
}

function cannotRead(session: Session, type: Kind, names: string[]): Answer | undefined {
  const { cluster, user, flags } = session;
  if (isAdmin(cluster, user) || type.kind === 'Project') return undefined;
  if (type.namespaced && !flags.has('all-namespaces')) {
    const namespace = cluster.namespaces[session.namespace];
    if (namespace?.requester === user) return undefined;
    return failed(
      `Error from server (Forbidden): ${qualified(type)} is forbidden: User "${user}" cannot list ${qualified(type)} in the namespace "${session.namespace}"`,
    );
  }
  const own = names.every((name) => cluster.namespaces[name]?.requester === user);
  if (type.kind === 'Namespace' && names.length > 0 && own) return undefined;
  return failed(
    `Error from server (Forbidden): ${qualified(type)} is forbidden: User "${user}" cannot list ${qualified(type)} at the cluster scope`,
  );
}

function lookUp(
  session: Session,
  type: Kind,
  name: string,
  namespace: string | undefined,
  found: KubeObject[],
): Answer {
  const object =
    listOf(session, type, namespace).find((candidate) => candidate.metadata.name === name) ??
    findObject(session.cluster, type.kind, name, namespace);
  if (object) {
    found.push(object);
    return ok();
  }
  if (session.flags.has('ignore-not-found')) return ok();
  const label =
    type.kind === 'Project' || type.kind === 'Namespace' ? 'namespaces' : qualified(type);
  return failed(`Error from server (NotFound): ${label} "${name}" not found`);
}

function listOf(session: Session, type: Kind, namespace: string | undefined): KubeObject[] {
  const { cluster } = session;
  if (type.kind === 'Namespace' || type.kind === 'Project') {
    return visibleProjects(session).map((name) => {
      const { labels, annotations, requester, terminatesAt } = cluster.namespaces[name] ?? {};
      return {
        apiVersion: type.kind === 'Project' ? 'project.openshift.io/v1' : 'v1',
        kind: type.kind,
        metadata: {
          name,
          labels: { ...labels },
          annotations: { 'openshift.io/requester': requester ?? '', ...annotations },
        },
        status: { phase: terminatesAt === undefined ? 'Active' : 'Terminating' },
      };
    });
  }
  if (type.kind === 'SecurityContextConstraints') {
    return Object.entries(cluster.scc).map(([name, { users, groups }]) => ({
      apiVersion: 'security.openshift.io/v1',
      kind: type.kind,
      metadata: { name },
      users,
      groups,
    }));
  }
  return cluster.objects.filter(
    (object) =>
      object.kind === type.kind &&
      (namespace === undefined || object.metadata.namespace === namespace),
  );
}

function print(session: Session, found: KubeObject[], answer: Answer): Answer {
  const output = session.flags.value('output');
  if (output === 'json') {
    return ok(
      JSON.stringify({ apiVersion: 'v1', kind: 'List', metadata: {}, items: found }, null, 4),
    );
  }
  if (found.length === 0) {
    return {
      rc: 0,
      stdout: '',
      stderr:
        answer.rc === 0 && !session.flags.has('ignore-not-found') ? 'No resources found.\n' : '',
    };
  }
  if (output === 'name') {
    return ok(
      found.map((object) => `${object.kind.toLowerCase()}s/${object.metadata.name}`).join('\n'),
    );
  }
  return ok(table(found, session.flags.has('no-headers')));
}

function table(found: KubeObject[], bare: boolean): string {
  const rows = found.map(rowOf);
  const header = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => header.map((name) => row[name] ?? ''));
  if (!bare) cells.unshift(header);
  const widths = header.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)) + 4);
  return cells
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('')
        .trimEnd(),
    )
    .join('\n');
}

function rowOf(object: KubeObject): Record<string, string> {
  const name = object.metadata.name;
  const spec = (object.spec ?? {}) as Record<string, { name?: string; targetPort?: string }>;
  switch (object.kind) {
    case 'Project':
      return { NAME: name, 'DISPLAY NAME': '', STATUS: phaseOf(object) };
    case 'Namespace':
      return { NAME: name, STATUS: phaseOf(object), AGE: '1m' };
    case 'Route':
      return {
        NAME: name,
        'HOST/PORT': String(spec.host ?? ''),
        PATH: '',
        SERVICES: spec.to?.name ?? '',
        PORT: spec.port?.targetPort ?? '',
        TERMINATION: '',
        WILDCARD: 'None',
      };
    default:
      return { NAME: name, AGE: '1m' };
  }
}

const phaseOf = (object: KubeObject): string =>
  (object.status as { phase?: string } | undefined)?.phase ?? '';
