import { isAdmin } from './cluster.ts';
import type { ParsedFlags } from './flags.ts';
import { type Answer, failed, type Invocation } from './invocation.ts';
import { Kubeconfig } from './kubeconfig.ts';
import type { Cluster, State } from './state.ts';

/** Who speaks to which cluster, in which namespace. */
export interface Session {
  invocation: Invocation;
  state: State;
  config: Kubeconfig;
  cluster: Cluster;
  user: string;
  /** Namespace of the context. */
  project: string;
  /** Namespace that the call is about: `-n`, or the context's. */
  namespace: string;
  flags: ParsedFlags;
}

/** Reads the kubeconfig and finds the cluster, or says why there's no talking to it. */
export function openSession(
  invocation: Invocation,
  state: State,
  flags: ParsedFlags,
): Session | Answer {
  const config = Kubeconfig.of(invocation.env, flags.value('kubeconfig'));
  const name = flags.value('context') ?? flags.value('kube-context');
  if (name !== undefined && !config.has(name)) {
    return failed(`error: context "${name}" does not exist`);
  }
  const context = config.context(name);
  if (!context) {
    return failed(
      invocation.program === 'oc'
        ? "error: Missing or incomplete configuration info.  Please login or point to an existing, complete config file:\n\n  1. Via the command-line flag --config\n  2. Via the KUBECONFIG environment variable\n  3. In your home directory as ~/.kube/config\n\nTo view or setup config directly use the 'config' command."
        : 'The connection to the server localhost:8080 was refused - did you specify the right host or port?',
    );
  }
  const cluster = state.clusters[context.server];
  if (!cluster?.running) return failed(unreachable(context.server));
  const namespace = flags.value('namespace') ?? context.namespace;
  const { user, namespace: project } = context;
  return { invocation, state, config, cluster, user, project, namespace, flags };
}

export const isAnswer = (value: Session | Answer): value is Answer => 'rc' in value;

export const unreachable = (server: string): string => {
  const address = server.replace(/^https?:\/\//, '');
  return `Unable to connect to the server: dial tcp ${address}: getsockopt: no route to host`;
};

/** The answer to somebody who isn't an administrator, or undefined. */
export function forbidden(session: Session, verb: string, what: string): Answer | undefined {
  if (isAdmin(session.cluster, session.user)) return undefined;
  return failed(
    `Error from server (Forbidden): ${what} is forbidden: User "${session.user}" cannot ${verb} ${what} at the cluster scope`,
  );
}
