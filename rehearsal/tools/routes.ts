import { type Answer, failed, ok } from './invocation.ts';
import { findObject } from './objects.ts';
import type { Session } from './session.ts';

/** `oc expose svc NAME` / `svc/NAME` `[--port P] [-n NS]`: a route with the cluster's own host name. */
export function expose(session: Session): Answer {
  const [, word = '', second] = session.flags.words;
  const [type, name = second ?? ''] = word.split('/');
  if (!['svc', 'service', 'services'].includes(type ?? '')) {
    return failed(`error: cannot expose a ${type}`);
  }
  const { cluster, namespace } = session;
  const service = findObject(cluster, 'Service', name, namespace);
  if (!service) return failed(`Error from server (NotFound): services "${name}" not found`);
  if (findObject(cluster, 'Route', name, namespace)) {
    return failed(
      `Error from server (AlreadyExists): routes.route.openshift.io "${name}" already exists`,
    );
  }
  const ports = (service.spec as { ports?: Array<{ name?: string }> } | undefined)?.ports ?? [];
  const port = session.flags.value('port') ?? ports[0]?.name ?? '';
  cluster.objects.push({
    apiVersion: 'route.openshift.io/v1',
    kind: 'Route',
    metadata: { name, namespace },
    spec: {
      host: `${name}-${namespace}.${routeSuffix(cluster.server)}`,
      to: { kind: 'Service', name },
      port: { targetPort: port },
    },
  });
  return ok(`route "${name}" exposed`);
}

/** Minishift's routes live below its address on nip.io, OpenShift Local's below apps-crc.testing. */
function routeSuffix(server: string): string {
  const host = new URL(server).hostname;
  return host === 'api.crc.testing' ? 'apps-crc.testing' : `${host}.nip.io`;
}
