import { isAdmin, mayUse } from './cluster.ts';
import type { ParsedFlags } from './flags.ts';
import { type Answer, failed, type Invocation, ok } from './invocation.ts';
import { Kubeconfig } from './kubeconfig.ts';
import { isAnswer, openSession, unreachable } from './session.ts';
import type { State } from './state.ts';

/** `oc login [SERVER] -u USER [-p PASSWORD] [--server URL] [--insecure-skip-tls-verify]` */
export function login(invocation: Invocation, state: State, flags: ParsedFlags): Answer {
  const config = Kubeconfig.of(invocation.env, flags.value('kubeconfig') ?? flags.value('config'));
  const server = flags.words[1] ?? flags.value('server') ?? config.context()?.server;
  const user = flags.value('username') ?? '';
  if (server === undefined) return failed('error: --server is required');
  const cluster = state.clusters[server.replace(/\/$/, '')];
  if (!cluster?.running) {
    return failed(
      `error: ${unreachable(server).replace(/^Unable to connect to the server: /, '')}`,
    );
  }
  const asked = `Authentication required for ${server} (openshift)\nUsername: ${user}\nPassword: `;
  const certified = config.hasCertificate(user, server);
  if (user.startsWith('system:') && !certified) {
    // Nobody with a colon in the name has a password: the certificate is the only way in.
    return failed(`error: username ${user} is invalid for basic auth`, 1, asked);
  }
  if (!certified && flags.value('password') === undefined) {
    const typed = invocation.readInput().split('\n')[0] ?? '';
    if (typed === '') return failed('error: EOF', 1, asked);
  }
  if (user === 'kubeadmin' && flags.value('password') !== KUBEADMIN_PASSWORD) {
    return failed('Login failed (401 Unauthorized)\nVerify you have provided correct credentials.');
  }
  const admin = isAdmin(cluster, user);
  const visible = Object.keys(cluster.namespaces)
    .sort()
    .filter((name) => admin || mayUse(cluster, user, name));
  const current = config.context();
  const keeps = current?.server === cluster.server && visible.includes(current.namespace);
  const project = keeps
    ? current.namespace
    : (visible.find((name) => name === 'default') ?? visible[0]);
  config.useSession(cluster.server, user, project ?? 'default');
  config.save();
  const said = certified
    ? `Logged into "${server}" as "${user}" using existing credentials.`
    : 'Login successful.';
  if (project === undefined) {
    return ok(
      `${said}\n\nYou don't have any projects. You can try to create a new project, by running\n\n    oc new-project <projectname>\n`,
    );
  }
  const list = visible.map((name) => `  ${name === project ? '*' : ' '} ${name}`).join('\n');
  return ok(
    `${said}\n\nYou have access to the following projects and can switch between them with 'oc project <projectname>':\n\n${list}\n\nUsing project "${project}".`,
  );
}

export const KUBEADMIN_PASSWORD = 'rehea-rsalr-ehear-salre';

/** `oc whoami [--show-server|--show-context]` */
export function whoami(invocation: Invocation, state: State, flags: ParsedFlags): Answer {
  const config = Kubeconfig.of(invocation.env, flags.value('kubeconfig'));
  if (flags.has('show-server')) {
    const context = config.context(flags.value('context'));
    return ok(context?.server ?? 'http://localhost:8080');
  }
  if (flags.has('show-context')) return ok(config.current);
  const session = openSession(invocation, state, flags);
  return isAnswer(session) ? session : ok(session.user);
}
