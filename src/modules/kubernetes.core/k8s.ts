import type { Plan, Result } from '../contract.ts';
import { arg, beyondNative, defineModule, fail } from '../define.ts';
import { KubeApi } from '../kubernetes/api.ts';
import { K8S_CONNECTION, K8S_WAIT } from '../kubernetes/connection.ts';
import { readDefinitions } from '../kubernetes/definitions.ts';
import { kubePlan } from '../kubernetes/kube-plan.ts';
import { ActionFailure, ObjectWork } from '../kubernetes/object-work.ts';

const ARGUMENTS = {
  ...K8S_CONNECTION,
  ...K8S_WAIT,
  kind: arg.str({ doc: 'Kind of the object.' }),
  name: arg.str({ doc: 'Its name.' }),
  namespace: arg.str({ doc: 'Where it is to be.' }),
  api_version: arg.str({
    default: 'v1',
    aliases: ['api', 'version'],
    doc: 'Group and version that the kind is in.',
  }),
  resource_definition: arg.raw({
    aliases: ['definition', 'inline'],
    doc: 'What objects are to be like: a dict, a list of them, or YAML.',
  }),
  src: arg.path({ doc: 'File of definitions.' }),
  merge_type: arg.list({
    elements: 'str',
    choices: ['json', 'merge', 'strategic-merge'],
    doc: 'How a definition is merged with what is there; tried in order.',
  }),
  validate: arg.dict({
    options: {
      fail_on_error: arg.bool({ doc: 'Fail for what is wrong.' }),
      version: arg.str({ doc: 'Version to check for.' }),
      strict: arg.bool({ default: true, doc: 'Fields that are not known are wrong.' }),
    },
    doc: 'Check definitions first.',
  }),
  append_hash: arg.bool({ default: false, doc: 'Names end in a hash of the content.' }),
  apply: arg.bool({ default: false, doc: 'Merge with regard to what was applied before.' }),
  template: arg.raw({ doc: 'Templates of definitions.' }),
  delete_options: arg.dict({
    options: {
      propagationPolicy: arg.str({
        choices: ['Foreground', 'Background', 'Orphan'],
        doc: 'What becomes of dependents.',
      }),
      gracePeriodSeconds: arg.int({ doc: 'Seconds to end in.' }),
      preconditions: arg.dict({
        options: {
          resourceVersion: arg.str({ doc: 'Version that it must have.' }),
          uid: arg.str({ doc: 'Id that it must have.' }),
        },
        doc: 'What must be so.',
      }),
    },
    doc: 'How to remove objects.',
  }),
  continue_on_error: arg.bool({ default: false, doc: 'Go on with further objects.' }),
  state: arg.str({
    default: 'present',
    choices: ['present', 'absent', 'patched'],
    doc: 'Whether the objects are to be.',
  }),
  force: arg.bool({ default: false, doc: 'Replace what is there.' }),
  label_selectors: arg.list({ elements: 'str', doc: 'Labels of objects to remove.' }),
  generate_name: arg.str({ doc: 'Beginning of a name that the cluster completes.' }),
  server_side_apply: arg.dict({
    options: {
      field_manager: arg.str({ required: true, doc: 'Who owns the fields.' }),
      force_conflicts: arg.bool({ default: false, doc: 'Take fields from other owners.' }),
    },
    doc: 'Have the cluster apply.',
  }),
};

export const k8s = defineModule({
  name: 'kubernetes.core.k8s',
  summary: 'Manage Kubernetes (K8s) objects',
  examples: `- name: A namespace for the shop
  kubernetes.core.k8s:
    kind: Namespace
    name: shop
`,
  args: ARGUMENTS,
  constraints: {
    mutuallyExclusive: [
      ['resource_definition', 'src'],
      ['merge_type', 'apply'],
      ['template', 'resource_definition'],
      ['template', 'src'],
      ['name', 'generate_name'],
    ],
  },
  returns: { result: 'The object, or the results of several', method: 'What was done' },
  support: { check: 'full', diff: 'full' },
  async plan(context): Promise<Plan> {
    const { args, target, controller, check, diff } = context;
    if (args.validate !== null) beyondNative('validate');
    if (args.append_hash) beyondNative('append_hash');
    if (args.merge_type?.includes('json')) beyondNative('merge_type');
    if (args.label_selectors?.length && args.state !== 'absent') beyondNative('label_selectors');
    const definitions = await readDefinitions(args, target, controller);
    return kubePlan(context, async (session) => {
      const work = new ObjectWork(new KubeApi(session, check), args, { check, diff });
      const results: Result[] = [];
      for (const definition of definitions) {
        try {
          results.push(await work.perform(definition));
        } catch (error) {
          if (!(error instanceof ActionFailure)) throw error;
          const { message, fields } = error;
          if (!args.continue_on_error) fail(message, fields);
          const told = { ...fields, msg: message };
          results.push({ changed: false, result: {}, error: told });
        }
      }
      const [only] = results;
      if (only !== undefined && results.length === 1) {
        return withWarnings(only, (text) => controller.warn(text));
      }
      const changed = results.some((one) => one.changed === true);
      return { changed, result: { results } };
    });
  },
});

function withWarnings({ warnings, ...result }: Result, warn: (text: string) => void): Result {
  for (const text of (warnings ?? []) as readonly string[]) warn(text);
  return result;
}
