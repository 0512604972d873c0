import { isAdmin } from './cluster.ts';
import { type FlagTable, parseFlags } from './flags.ts';
import { get } from './get.ts';
import { type Answer, failed, type Invocation, ok } from './invocation.ts';
import { login, whoami } from './login.ts';
import { apply, createBinding, note, remove } from './objects.ts';
import { policy } from './policy.ts';
import { createNamespace, newProject, useProject } from './projects.ts';
import { expose } from './routes.ts';
import { isAnswer, openSession, type Session } from './session.ts';
import type { State } from './state.ts';

const FLAGS: FlagTable = {
  values: [
    'namespace',
    'filename',
    'output',
    'username',
    'password',
    'server',
    'serviceaccount',
    'context',
    'kubeconfig',
    'config',
    'port',
    'selector',
    'clusterrole',
    'user',
    'timeout',
    'request-timeout',
    'token',
  ],
  switches: [
    'insecure-skip-tls-verify',
    'all-namespaces',
    'ignore-not-found',
    'show-server',
    'show-context',
    'overwrite',
    'no-headers',
    'wait',
    'client',
    'short',
    'quiet',
  ],
  short: {
    n: 'namespace',
    f: 'filename',
    o: 'output',
    u: 'username',
    p: 'password',
    s: 'server',
    z: 'serviceaccount',
    l: 'selector',
    q: 'quiet',
    A: 'all-namespaces',
  },
};

const OC_ONLY = new Set(['login', 'whoami', 'new-project', 'project', 'projects', 'adm']);

/** The client of OpenShift, and under the name `kubectl` the plain one. */
export function oc(invocation: Invocation, state: State): Answer {
  const flags = parseFlags(invocation.argv, FLAGS);
  const verb = flags.words[0];
  const name = invocation.program;
  if (flags.problem)
    return failed(`Error: ${flags.problem}\n\n\nUsage:\n  ${name} ${verb ?? ''} [flags]`);
  if (verb === undefined) return ok(`${name}: the command line client`);
  if (name === 'kubectl' && OC_ONLY.has(verb)) {
    return failed(`error: unknown command "${verb}" for "kubectl"`);
  }
  if (verb === 'login') return login(invocation, state, flags);
  if (verb === 'whoami') return whoami(invocation, state, flags);
  if (verb === 'version' && flags.has('client')) return ok(`${name} v3.7.2+282e43f`);
  const session = openSession(invocation, state, flags);
  return isAnswer(session) ? session : perform(session, verb);
}

function perform(session: Session, verb: string): Answer {
  const { cluster, flags, user } = session;
  const [, first, second] = flags.words;
  switch (verb) {
    case 'version':
      return ok(
        `${session.invocation.program} v3.7.2+282e43f\n\nServer ${cluster.server}\nopenshift ${cluster.version}`,
      );
    case 'api-versions':
      return ok(
        ['apps/v1beta1', 'rbac.authorization.k8s.io/v1', 'v1']
          .concat(cluster.openshift ? ['route.openshift.io/v1', 'security.openshift.io/v1'] : [])
          .sort()
          .join('\n'),
      );
    case 'auth':
      return first === 'can-i' && isAdmin(cluster, user) ? ok('yes') : failed('', 1, 'no');
    case 'new-project':
      return newProject(session, first);
    case 'project':
      return useProject(session, first);
    case 'projects':
      return useProject(session, undefined);
    case 'get':
      return get(session);
    case 'apply':
      return apply(session);
    case 'create':
      if (first === 'namespace' || first === 'ns') return createNamespace(session, second);
      if (first === 'clusterrolebinding') return createBinding(session, second ?? '');
      return apply(session);
    case 'delete':
      return remove(session);
    case 'expose':
      return expose(session);
    case 'annotate':
      return note(session, 'annotations');
    case 'label':
      return note(session, 'labels');
    case 'adm':
      return first === 'policy'
        ? policy(session)
        : failed(`Error: unknown command "${first}" for "oc adm"`);
    default:
      return failed(`Error: unknown command "${verb}" for "${session.invocation.program}"`);
  }
}
