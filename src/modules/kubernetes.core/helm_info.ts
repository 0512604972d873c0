import type { Json, ModuleContext, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule } from '../define.ts';
import { type HelmClient, readYaml, readYamlDocuments } from '../kubernetes/helm-client.ts';
import { HELM_CONNECTION } from '../kubernetes/helm-connection.ts';
import { helmPlan } from '../kubernetes/helm-plan.ts';

const ARGUMENTS = {
  ...HELM_CONNECTION,
  release_name: arg.str({ required: true, aliases: ['name'], doc: 'Name of the release.' }),
  release_namespace: arg.str({
    required: true,
    aliases: ['namespace'],
    doc: 'Namespace that it is in.',
  }),
  release_state: arg.list({ default: [], elements: 'str', doc: 'States to look for.' }),
  get_all_values: arg.bool({ default: false, doc: "Tell the chart's own values, too." }),
};

type Context = ModuleContext<ArgumentValues<typeof ARGUMENTS>>;

const STATES = [
  'all',
  'deployed',
  'failed',
  'pending',
  'superseded',
  'uninstalled',
  'uninstalling',
];

export const helm_info = defineModule({
  name: 'kubernetes.core.helm_info',
  summary: 'Get information from Helm package deployed inside the cluster',
  examples: `- name: How is the database?
  kubernetes.core.helm_info:
    name: database
    namespace: shop
`,
  args: ARGUMENTS,
  constraints: { mutuallyExclusive: [['context', 'ca_cert']] },
  returns: { status: 'The release' },
  support: { check: 'full', diff: 'none' },
  plan: (context): Promise<Plan> =>
    helmPlan(context, context.args.release_namespace, (client) => told(context, client)),
});

async function told({ args }: Context, client: HelmClient): Promise<Result> {
  const { release_name: name } = args;
  const ask = async (words: string): Promise<string> =>
    (await client.run(`${client.program} ${words}`)).stdout;
  const states = args.release_state.filter((one) => STATES.includes(one));
  const options = states.map((one) => ` --${one}`).join('');
  const listed = await readYaml(await ask(`list --output=yaml${options} --filter ${name}`));
  const release = ((listed ?? []) as readonly Record<string, Json>[]).find(
    (one) => one.name === name,
  );
  if (release === undefined) return { changed: false };
  const all = args.get_all_values ? ' -a' : '';
  const values = await readYaml(await ask(`get values --output=yaml ${name}${all}`));
  const manifest = await readYamlDocuments(await ask(`get manifest ${name}`));
  const notes = await ask(`get notes ${name}`);
  const hooks = await readYamlDocuments(await ask(`get hooks ${name}`));
  const more = { values: values ?? {}, manifest, notes, hooks } as unknown as Record<string, Json>;
  return { changed: false, status: { ...release, ...more } };
}
