import { isAdmin, mayUse, newNamespace } from './cluster.ts';
import { type Answer, failed, ok } from './invocation.ts';
import type { Session } from './session.ts';

/** `oc new-project NAME` */
export function newProject(session: Session, name: string | undefined): Answer {
  if (name === undefined) return failed('error: must have exactly one argument');
  const { cluster, config, user } = session;
  if (cluster.namespaces[name]) {
    return failed(
      `Error from server (AlreadyExists): project.project.openshift.io "${name}" already exists`,
    );
  }
  cluster.namespaces[name] = newNamespace(user);
  config.useSession(cluster.server, user, name);
  config.save();
  return ok(
    `Now using project "${name}" on server "${cluster.server}".\n\n` +
      "You can add applications to this project with the 'new-app' command.",
  );
}

/** `oc project [NAME]` */
export function useProject(session: Session, name: string | undefined): Answer {
  const { cluster, config, user, project } = session;
  if (name === undefined) return ok(`Using project "${project}" on server "${cluster.server}".`);
  if (!cluster.namespaces[name] || !mayUse(cluster, user, name)) {
    return failed(`error: A project named "${name}" does not exist on "${cluster.server}".`);
  }
  if (name === project) return ok(`Already on project "${name}" on server "${cluster.server}".`);
  config.useSession(cluster.server, user, name);
  config.save();
  return ok(`Now using project "${name}" on server "${cluster.server}".`);
}

/** `kubectl create namespace NAME` */
export function createNamespace(session: Session, name: string | undefined): Answer {
  if (name === undefined) return failed('error: exactly one NAME is required, got 0');
  if (session.cluster.namespaces[name]) {
    return failed(`Error from server (AlreadyExists): namespaces "${name}" already exists`);
  }
  session.cluster.namespaces[name] = newNamespace(session.user);
  return ok(`namespace "${name}" created`);
}

/** Starts the end of a namespace; its content goes with it once its time is over. */
export function deleteNamespace(session: Session, name: string, kind: string): Answer {
  const { cluster, state, user, invocation } = session;
  const namespace = cluster.namespaces[name];
  if (!namespace) return failed(`Error from server (NotFound): namespaces "${name}" not found`);
  if (!mayUse(cluster, user, name)) {
    return failed(
      `Error from server (Forbidden): projects.project.openshift.io "${name}" is forbidden: User "${user}" cannot delete projects.project.openshift.io in project "${name}"`,
    );
  }
  if (namespace.terminatesAt !== undefined) {
    return failed(
      `Error from server (Conflict): Operation cannot be fulfilled on namespaces "${name}": The system is ensuring all content is removed from this namespace.  Upon completion, this namespace will automatically be purged by the system.`,
    );
  }
  namespace.terminatesAt = invocation.now() + state.terminatingMs;
  return ok(`${kind} "${name}" deleted`);
}

/** Names of the projects that the user sees, in order. */
export function visibleProjects(session: Session): string[] {
  const { cluster, user } = session;
  const names = Object.keys(cluster.namespaces).sort();
  return isAdmin(cluster, user) ? names : names.filter((name) => mayUse(cluster, user, name));
}
