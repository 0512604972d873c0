import type { ModuleContext, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { KubeApi, KubeError, type KubeObject, type Resource } from '../kubernetes/api.ts';
import { K8S_CONNECTION } from '../kubernetes/connection.ts';
import { kubePlan } from '../kubernetes/kube-plan.ts';
import { podSelectors } from '../kubernetes/pod-selectors.ts';

const ARGUMENTS = {
  ...K8S_CONNECTION,
  kind: arg.str({ default: 'Pod', doc: 'Kind of the object.' }),
  name: arg.str({ doc: 'Its name.' }),
  namespace: arg.str({ doc: 'Where it is.' }),
  api_version: arg.str({
    default: 'v1',
    aliases: ['api', 'version'],
    doc: 'Group and version that the kind is in.',
  }),
  container: arg.str({ doc: 'Container of the pod.' }),
  since_seconds: arg.str({ doc: 'How far to go back.' }),
  label_selectors: arg.list({ default: [], elements: 'str', doc: 'Labels of the pod.' }),
  previous: arg.bool({ default: false, doc: 'What the container said before it ended.' }),
  tail_lines: arg.int({ doc: 'How many lines of the end.' }),
  all_containers: arg.bool({ doc: 'Logs of all containers.' }),
};

type Context = ModuleContext<ArgumentValues<typeof ARGUMENTS>>;

export const k8s_log = defineModule({
  name: 'kubernetes.core.k8s_log',
  summary: 'Fetch logs from Kubernetes resources',
  examples: `- name: What did the web server say?
  kubernetes.core.k8s_log:
    namespace: shop
    label_selectors:
      - app=web
  register: said
`,
  args: ARGUMENTS,
  constraints: { mutuallyExclusive: [['container', 'all_containers']] },
  returns: { log: 'The log', log_lines: 'Its lines' },
  support: { check: 'full', diff: 'none' },
  plan: (context): Plan =>
    kubePlan(context, (session) => said(context, new KubeApi(session, false))),
});

async function said({ args }: Context, api: KubeApi): Promise<Result> {
  const { namespace } = args;
  if (args.name && args.label_selectors.length > 0) {
    fail('Only one of name or label_selectors can be provided');
  }
  const pods = await known(api, 'Pod', 'v1');
  const { resource, name } = await logged(api, pods, args);
  if (!name) {
    fail('name must be provided for resources that do not support namespaced base url');
  }
  const selection = { name, namespace: namespace ?? undefined };
  try {
    const containers = args.all_containers
      ? containersOf(await api.get(resource, selection))
      : [args.container];
    let log = '';
    for (const container of containers) {
      log += await api.text(resource, selection, 'log', queryOf(args, container));
    }
    return { changed: false, log, log_lines: log.split('\n') };
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    if (error.reason === 'NotFound') fail(`Pod ${namespace}/${name} not found.`);
    return fail(`Unable to retrieve log from Pod due to: ${error.message}`);
  }
}

async function known(api: KubeApi, kind: string, apiVersion: string): Promise<Resource> {
  return (
    (await api.resource(kind, apiVersion)) ??
    fail(
      `Failed to find exact match for ${apiVersion}.${kind} by [kind, name, singularName, shortNames]`,
    )
  );
}

/** What has the log: the object itself, or the first pod that it or labels select. */
async function logged(
  api: KubeApi,
  pods: Resource,
  { kind, api_version, name, namespace, label_selectors }: Context['args'],
): Promise<{ readonly resource: Resource; readonly name: string | null }> {
  const resource = await known(api, kind, api_version);
  const place = namespace ?? undefined;
  let labels: readonly string[] = label_selectors;
  if (!resource.below.includes('log')) {
    if (!name) {
      fail('name must be provided for resources that do not support the log subresource');
    }
    const instance = await api.get(resource, { name, namespace: place });
    if (instance === null) {
      fail(`Failed to retrieve requested object: ${resource.name} "${name}" not found`);
    }
    labels = podSelectors(instance);
  }
  if (labels.length === 0) return { resource, name };
  const found = await api.get(pods, { namespace: place, labels });
  const [first] = (found?.items ?? []) as readonly KubeObject[];
  if (first === undefined) {
    fail(`No pods in namespace ${namespace} matched selector ${labels.join(',')}`);
  }
  return { resource: pods, name: first.metadata?.name ?? null };
}

function containersOf(pod: KubeObject | null): string[] {
  const { containerStatuses = [] } = (pod?.status ?? {}) as {
    containerStatuses?: readonly { readonly name: string }[];
  };
  return containerStatuses.map(({ name }) => name);
}

function queryOf(args: Context['args'], container: string | null): URLSearchParams {
  const query = new URLSearchParams();
  if (container) query.set('container', container);
  if (args.since_seconds) query.set('sinceSeconds', args.since_seconds);
  if (args.previous) query.set('previous', 'true');
  if (args.tail_lines) query.set('tailLines', String(args.tail_lines));
  return query;
}
