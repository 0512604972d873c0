import type { Json, ModuleContext, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { KubeApi, KubeError, type KubeObject } from '../kubernetes/api.ts';
import { K8S_CONNECTION, K8S_WAIT } from '../kubernetes/connection.ts';
import { kubePlan } from '../kubernetes/kube-plan.ts';
import { exists, objectsOf, readiness } from '../kubernetes/readiness.ts';
import { waitFor } from '../kubernetes/waiting.ts';

const ARGUMENTS = {
  ...K8S_CONNECTION,
  ...K8S_WAIT,
  kind: arg.str({ required: true, doc: 'Kind of the objects.' }),
  api_version: arg.str({
    default: 'v1',
    aliases: ['api', 'version'],
    doc: 'Group and version that it is in.',
  }),
  name: arg.str({ doc: 'Name of the object.' }),
  namespace: arg.str({ doc: 'Where it is.' }),
  label_selectors: arg.list({ default: [], elements: 'str', doc: 'Labels that they have.' }),
  field_selectors: arg.list({ default: [], elements: 'str', doc: 'Fields that they have.' }),
};

type Context = ModuleContext<ArgumentValues<typeof ARGUMENTS>>;

export const k8s_info = defineModule({
  name: 'kubernetes.core.k8s_info',
  summary: 'Describe Kubernetes (K8s) objects',
  examples: `- name: The pods of the shop
  kubernetes.core.k8s_info:
    kind: Pod
    namespace: shop
    label_selectors:
      - app = web
`,
  args: ARGUMENTS,
  returns: {
    api_found: 'Whether the cluster knows the kind',
    resources: 'The objects',
  },
  support: { check: 'full', diff: 'none' },
  plan: (context): Plan =>
    kubePlan(context, async (session) => {
      try {
        return { changed: false, ...(await found(context, new KubeApi(session, false))) };
      } catch (error) {
        if (!(error instanceof KubeError)) throw error;
        // A selector that the cluster can't read selects nothing.
        if (error.reason === 'BadRequest') {
          return { changed: false, resources: [], api_found: true };
        }
        return fail(unavailable(error, context));
      }
    }),
});

async function found({ args }: Context, api: KubeApi): Promise<Result> {
  const { kind, api_version } = args;
  const resource = await api.resource(kind, api_version);
  if (resource === undefined) {
    return {
      resources: [],
      msg: `Failed to find API for resource with apiVersion "${api_version}" and kind "${kind}"`,
      api_found: false,
    };
  }
  const selection = {
    name: args.name || undefined,
    namespace: args.namespace || undefined,
    labels: args.label_selectors,
    fields: args.field_selectors,
  };
  const patience = args.wait ? args : { wait_sleep: 0, wait_timeout: 0 };
  const { object } = await waitFor(api, resource, selection, exists, patience);
  const resources = exists(object) ? objectsOf(object, resource.apiVersion) : [];
  if (!args.wait) return { resources: resources as Json[], api_found: true };
  const ready = readiness(resource.kind, args.wait_condition);
  const waited: KubeObject[] = [];
  for (const { metadata } of resources) {
    const one = { name: metadata?.name, namespace: metadata?.namespace };
    const { success, object: last, duration } = await waitFor(api, resource, one, ready, args);
    if (!success || last === null) {
      fail(
        `Failed to gather information about ${last?.kind ?? 'None'}(s) even after waiting for ${duration} seconds`,
      );
    }
    waited.push(last);
  }
  return { resources: waited as Json[], api_found: true };
}

function unavailable(error: KubeError, { args }: Context): string {
  const list = (texts: readonly string[]): string =>
    `[${texts.map((text) => `'${text}'`).join(', ')}]`;
  return `Exception '${error.message}' raised while trying to get resource using (name=${args.name ?? 'None'}, namespace=${args.namespace ?? 'None'}, label_selectors=${list(args.label_selectors)}, field_selectors=${list(args.field_selectors)})`;
}
