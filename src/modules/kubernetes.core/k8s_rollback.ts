import type { Json, ModuleContext, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail, leaveToPython } from '../define.ts';
import { KubeApi, KubeError, type KubeObject, type Resource } from '../kubernetes/api.ts';
import { K8S_CONNECTION } from '../kubernetes/connection.ts';
import { kubePlan } from '../kubernetes/kube-plan.ts';
import { exists, objectsOf } from '../kubernetes/readiness.ts';
import type { KubeSession } from '../kubernetes/session.ts';

const ARGUMENTS = {
  ...K8S_CONNECTION,
  kind: arg.str({ doc: '`Deployment` or `DaemonSet`.' }),
  name: arg.str({ doc: 'Name of the object.' }),
  namespace: arg.str({ doc: 'Where it is.' }),
  api_version: arg.str({
    default: 'v1',
    aliases: ['api', 'version'],
    doc: 'Group and version that the kind is in.',
  }),
  label_selectors: arg.list({ default: [], elements: 'str', doc: 'Labels that it has.' }),
  field_selectors: arg.list({ default: [], elements: 'str', doc: 'Fields that it has.' }),
};

type Context = ModuleContext<ArgumentValues<typeof ARGUMENTS>>;

export const k8s_rollback = defineModule({
  name: 'kubernetes.core.k8s_rollback',
  summary: 'Rollback Kubernetes (K8S) Deployments and DaemonSets',
  examples: `- name: Back to what worked
  kubernetes.core.k8s_rollback:
    api_version: apps/v1
    kind: Deployment
    name: web
    namespace: shop
`,
  args: ARGUMENTS,
  returns: { rollback_info: 'What was done with each object' },
  support: { check: 'full', diff: 'none' },
  plan: (context): Plan => kubePlan(context, (session) => rolledBack(context, session)),
});

async function rolledBack({ args, check }: Context, session: KubeSession): Promise<Result> {
  const api = new KubeApi(session, check);
  const { name, namespace } = args;
  const resource = await api.resource(args.kind ?? 'None', args.api_version);
  const selection = {
    name: name || undefined,
    namespace: namespace || undefined,
    labels: args.label_selectors,
    fields: args.field_selectors,
  };
  const objects = resource === undefined ? [] : await found(api, resource, selection);
  const results: Result[] = [];
  for (const object of objects) {
    const earlier = await before(api, args, object);
    results.push(
      earlier === undefined
        ? noHistory(args, object)
        : await patched(api, resource, args, object, earlier, check),
    );
  }
  const changed = results.some((one) => one.changed === true);
  return { changed, rollback_info: results as unknown as Json };
}

async function found(
  api: KubeApi,
  resource: Resource,
  selection: Parameters<KubeApi['get']>[1],
): Promise<KubeObject[]> {
  try {
    const answer = await api.get(resource, selection);
    return exists(answer) ? objectsOf(answer, resource.apiVersion) : [];
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    return fail(`Exception '${error.message}' raised while trying to get resource`);
  }
}

type Fields = Readonly<Record<string, unknown>>;

const annotation = ({ metadata }: KubeObject, name: string): unknown =>
  (metadata?.annotations as Fields | undefined)?.[name];

const REVISION = 'deployment.kubernetes.io/revision';

/** By kind: what keeps earlier states, and how their revisions are told. */
const HISTORY: Readonly<
  Record<string, { kind: string; revision: string; current: (object: KubeObject) => unknown }>
> = {
  Deployment: {
    kind: 'ReplicaSet',
    revision: REVISION,
    current: (object) => annotation(object, REVISION),
  },
  DaemonSet: {
    kind: 'ControllerRevision',
    revision: 'deprecated.daemonset.template.generation',
    current: ({ metadata }) => metadata?.generation,
  },
};

/** The state before the one that an object has; undefined where none is kept. @throws ModuleFailure, BeyondNative */
async function before(
  api: KubeApi,
  { kind, namespace }: Context['args'],
  object: KubeObject,
): Promise<KubeObject | undefined> {
  const history =
    HISTORY[kind ?? ''] ?? fail(`Cannot perform rollback on resource of kind ${kind}`);
  const resource = await api.resource(history.kind, 'apps/v1');
  const current = history.current(object);
  if (current === undefined) leaveToPython(`The object has no ${history.revision}`);
  if (resource === undefined) return undefined;
  const { matchLabels } = (object.spec as { selector: { matchLabels: Fields } }).selector;
  // The collection asks for the labels' names alone.
  const labels = Object.keys(matchLabels);
  const states = await found(api, resource, { namespace: namespace || undefined, labels });
  return states.find((one) => Number(annotation(one, history.revision)) === Number(current) - 1);
}

const noHistory = ({ kind }: Context['args'], { metadata }: KubeObject): Result => ({
  changed: false,
  warnings: [`No rollout history found for resource ${kind}/${metadata?.name}`],
});

async function patched(
  api: KubeApi,
  resource: Resource | undefined,
  { kind }: Context['args'],
  object: KubeObject,
  earlier: KubeObject,
  check: boolean,
): Promise<Result> {
  const deployment = kind === 'Deployment';
  const body = deployment ? deploymentPatch(earlier) : earlier.data;
  const result = (resources: KubeObject): Result => ({
    changed: true,
    method: 'patch',
    body: body as Json,
    resources: resources as Json,
  });
  if (check || resource === undefined) return result(object);
  try {
    return result(await api.patch(resource, object, deployment ? 'json' : 'strategic', body));
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    return fail(error.message);
  }
}

/** Steps that give a deployment the template of an earlier state. */
function deploymentPatch(earlier: KubeObject) {
  const { template } = earlier.spec as { template: KubeObject };
  const { 'pod-template-hash': _, ...labels } = (template.metadata?.labels ?? {}) as Fields;
  return [
    {
      op: 'replace',
      path: '/spec/template',
      value: { ...template, metadata: { ...template.metadata, labels } },
    },
    {
      op: 'replace',
      path: '/metadata/annotations',
      value: { [REVISION]: annotation(earlier, REVISION) },
    },
  ];
}
