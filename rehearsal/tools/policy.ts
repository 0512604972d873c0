import { binding, roleOf, type Subject, subjectsOf } from './cluster.ts';
import { type Answer, failed, ok } from './invocation.ts';
import { forbidden, type Session } from './session.ts';

/** `oc adm policy {add,remove}-{cluster-role,scc}-{to,from}-{user,group} WHAT [NAME…] [-z SERVICEACCOUNT]` */
export function policy(session: Session): Answer {
  const [, , verb = '', what, ...names] = session.flags.words;
  const parts = /^(add|remove)-(cluster-role|scc)-(?:to|from)-(user|group)$/.exec(verb);
  if (!parts) return failed(`Error: unknown command "${verb}" for "oc adm policy"`);
  const [, action, sort, subjectKind] = parts;
  const subjects: Subject[] = [
    ...names.map((name) => toSubject(name, subjectKind === 'group' ? 'Group' : 'User')),
    ...session.flags.all('serviceaccount').map((name) => ({
      kind: 'ServiceAccount',
      name,
      namespace: session.namespace,
    })),
  ];
  if (what === undefined || subjects.length === 0) {
    return failed(
      sort === 'scc'
        ? 'error: you must specify a SCC and at least one user or service account'
        : 'error: you must specify a role and at least one user',
    );
  }
  return sort === 'scc'
    ? changeConstraint(session, action === 'add', what, subjects)
    : changeClusterRole(session, action === 'add', what, subjects);
}

function changeConstraint(
  session: Session,
  add: boolean,
  name: string,
  subjects: Subject[],
): Answer {
  const denied = forbidden(
    session,
    'get',
    `securitycontextconstraints.security.openshift.io "${name}"`,
  );
  if (denied) return denied;
  const constraint = session.cluster.scc[name];
  if (!constraint) {
    return failed(
      `Error from server (NotFound): securitycontextconstraints.security.openshift.io "${name}" not found`,
    );
  }
  for (const subject of subjects) {
    const list = subject.kind === 'Group' ? constraint.groups : constraint.users;
    const at = list.indexOf(fullName(subject));
    if (add && at < 0) list.push(fullName(subject));
    if (!add && at >= 0) list.splice(at, 1);
  }
  const shown = JSON.stringify(subjects.map(fullName)).replaceAll(',', ' ');
  return ok(`scc "${name}" ${add ? 'added to' : 'removed from'}: ${shown}`);
}

function changeClusterRole(
  session: Session,
  add: boolean,
  role: string,
  subjects: Subject[],
): Answer {
  const denied = forbidden(session, 'get', 'clusterrolebindings.authorization.openshift.io');
  if (denied) return denied;
  const { objects } = session.cluster;
  const bindings = objects.filter(
    (object) => object.kind === 'ClusterRoleBinding' && roleOf(object) === role,
  );
  for (const subject of subjects) {
    const holder = bindings.find((object) =>
      subjectsOf(object).some((other) => same(other, subject)),
    );
    if (!add && holder) {
      holder.subjects = subjectsOf(holder).filter((other) => !same(other, subject));
    } else if (add && !holder) {
      let first = bindings[0];
      if (!first) {
        // A role that doesn't exist is bound all the same.
        first = binding(role, role, []);
        objects.push(first);
        bindings.push(first);
      }
      first.subjects = [...subjectsOf(first), subject];
    }
  }
  const names = subjects.map((subject) => subject.name);
  const shown = names.length === 1 ? `"${names[0]}"` : JSON.stringify(names).replaceAll(',', ' ');
  return ok(`cluster role "${role}" ${add ? 'added' : 'removed'}: ${shown}`);
}

/** `system:serviceaccount:NS:NAME` is that service account, however it is given. */
function toSubject(name: string, kind: string): Subject {
  const parts = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name);
  return parts
    ? { kind: 'ServiceAccount', namespace: parts[1] ?? '', name: parts[2] ?? '' }
    : { kind, name };
}

const fullName = (subject: Subject): string =>
  subject.kind === 'ServiceAccount'
    ? `system:serviceaccount:${subject.namespace}:${subject.name}`
    : subject.name;

const same = (a: Subject, b: Subject): boolean =>
  a.kind === b.kind && a.name === b.name && (a.namespace ?? '') === (b.namespace ?? '');
