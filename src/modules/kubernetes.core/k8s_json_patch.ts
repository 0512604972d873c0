import type { Json, ModuleContext, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { KubeApi, KubeError, type KubeObject } from '../kubernetes/api.ts';
import { K8S_CONNECTION, K8S_WAIT } from '../kubernetes/connection.ts';
import { kubePlan } from '../kubernetes/kube-plan.ts';
import { comparison } from '../kubernetes/object-differences.ts';
import { readiness } from '../kubernetes/readiness.ts';
import type { KubeSession } from '../kubernetes/session.ts';
import { waitFor } from '../kubernetes/waiting.ts';

const ARGUMENTS = {
  ...K8S_CONNECTION,
  ...K8S_WAIT,
  api_version: arg.str({
    default: 'v1',
    aliases: ['api', 'version'],
    doc: 'Group and version that the kind is in.',
  }),
  kind: arg.str({ required: true, doc: 'Kind of the object.' }),
  namespace: arg.str({ doc: 'Where it is.' }),
  name: arg.str({ required: true, doc: 'Its name.' }),
  patch: arg.list({ required: true, elements: 'dict', doc: 'Steps of the patch (RFC 6902).' }),
};

type Context = ModuleContext<ArgumentValues<typeof ARGUMENTS>>;

export const k8s_json_patch = defineModule({
  name: 'kubernetes.core.k8s_json_patch',
  summary: 'Apply JSON patch operations to existing objects',
  examples: `- name: Another image
  kubernetes.core.k8s_json_patch:
    kind: Deployment
    api_version: apps/v1
    namespace: shop
    name: web
    patch:
      - op: replace
        path: /spec/template/spec/containers/0/image
        value: web:2
`,
  args: ARGUMENTS,
  returns: { result: 'The object', duration: 'Seconds that were waited' },
  support: { check: 'full', diff: 'full' },
  plan: (context): Plan => kubePlan(context, (session) => patched(context, session)),
});

async function patched({ args, check, diff }: Context, session: KubeSession): Promise<Result> {
  const { kind, name, api_version } = args;
  const api = new KubeApi(session, check);
  const resource =
    (await api.resource(kind, api_version)) ??
    fail(
      `Failed to find exact match for ${api_version}.${kind} by [kind, name, singularName, shortNames]`,
    );
  const selection = { name, namespace: args.namespace || undefined };
  const before = await api.get(resource, selection);
  if (before === null) {
    fail(
      `${kind} ${name}: Failed to retrieve requested object: ${resource.name} "${name}" not found`,
      {
        error: 404,
        status: 404,
        reason: 'Not Found',
      },
    );
  }
  let object: KubeObject | null;
  try {
    object = await api.patch(resource, before, 'json', args.patch);
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    return fail(`Failed to patch existing object: ${error.message}`, {
      error: error.message,
      status: '',
      reason: error.reason,
    });
  }
  const { changed, diff: differences } = comparison(before, object);
  let waited = {};
  let ready = true;
  if (args.wait && !check) {
    const wanted = readiness(resource.kind, args.wait_condition);
    const last = await waitFor(api, resource, selection, wanted, args);
    ready = last.success;
    object = last.object;
    waited = { duration: last.duration };
  }
  const result = {
    result: object as Json,
    ...waited,
    changed,
    ...(diff && { diff: differences as Json }),
  };
  return ready ? result : fail('Resource update timed out', result);
}
