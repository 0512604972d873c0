import type { Json, Plan, Result } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';
import { KubeApi } from '../kubernetes/api.ts';
import { K8S_CONNECTION } from '../kubernetes/connection.ts';
import { type Definition, readDefinitions } from '../kubernetes/definitions.ts';
import { kubePlan } from '../kubernetes/kube-plan.ts';
import { ActionFailure, ObjectWork } from '../kubernetes/object-work.ts';

type Fields = Readonly<Record<string, unknown>>;

export const k8s_service = defineModule({
  name: 'kubernetes.core.k8s_service',
  summary: 'Manage Services on Kubernetes',
  examples: `- name: The shop within the cluster
  kubernetes.core.k8s_service:
    name: web
    namespace: shop
    ports:
      - port: 80
        targetPort: 8080
    selector:
      app: web
`,
  args: {
    ...K8S_CONNECTION,
    name: arg.str({ required: true, doc: 'Name of the service.' }),
    namespace: arg.str({ required: true, doc: 'Where it is to be.' }),
    type: arg.str({
      choices: ['NodePort', 'ClusterIP', 'LoadBalancer', 'ExternalName'],
      doc: 'How it is reached.',
    }),
    ports: arg.list({ elements: 'dict', doc: 'Its ports.' }),
    selector: arg.dict({ doc: 'Labels of the pods that serve.' }),
    resource_definition: arg.raw({
      aliases: ['definition', 'inline'],
      doc: 'Further parts of its definition: a dict or YAML.',
    }),
    src: arg.path({ doc: 'File of them.' }),
    merge_type: arg.list({
      elements: 'str',
      choices: ['json', 'merge', 'strategic-merge'],
      doc: 'How a definition is merged with what is there; tried in order.',
    }),
    apply: arg.bool({ default: false, doc: 'Merge with regard to what was applied before.' }),
    force: arg.bool({ default: false, doc: 'Replace what is there.' }),
    state: arg.str({
      default: 'present',
      choices: ['present', 'absent'],
      doc: 'Whether the service is to be.',
    }),
  },
  returns: { result: 'The service', method: 'What was done' },
  support: { check: 'full', diff: 'full' },
  async plan(context): Promise<Plan> {
    const { args, target, controller, check, diff } = context;
    const { name, namespace, type, ports, selector } = args;
    const of = { api_version: null, kind: null, generate_name: null, template: null };
    const [written] = await readDefinitions({ ...args, ...of }, target, controller);
    const own = {
      kind: 'Service',
      apiVersion: 'v1',
      metadata: { name, namespace },
      spec: { type, ports, selector },
    };
    const definition = merged((written ?? {}) as Fields, own) as unknown as Definition;
    return kubePlan(context, async (session): Promise<Result> => {
      const more = { ...NOT_ASKED, ...args };
      const work = new ObjectWork(new KubeApi(session, check), more, { check, diff });
      try {
        return await work.perform(definition);
      } catch (error) {
        if (!(error instanceof ActionFailure)) throw error;
        return fail(error.message, error.fields);
      }
    });
  },
});

/** What services have no options for. */
const NOT_ASKED = {
  server_side_apply: null,
  delete_options: null,
  label_selectors: null,
  wait: false,
  wait_sleep: 0,
  wait_timeout: 0,
  wait_condition: null,
} as const;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isEmpty = (value: unknown): boolean =>
  !value || (typeof value === 'object' && Object.keys(value).length === 0);

/** Both together; the second's values go first, where they aren't empty. */
function merged(one: Fields, other: Fields): { [name: string]: Json } {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  const value = (name: string): unknown => {
    const [first, second] = [one[name], other[name]];
    if (isFields(first) && isFields(second)) return merged(first, second);
    return name in one && isEmpty(second) ? first : second;
  };
  return Object.fromEntries([...names].map((name) => [name, value(name) as Json]));
}
