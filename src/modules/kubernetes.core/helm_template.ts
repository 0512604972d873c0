import type { ModuleContext, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule } from '../define.ts';
import type { HelmClient } from '../kubernetes/helm-client.ts';
import { helmPlan } from '../kubernetes/helm-plan.ts';
import { checkedSettings } from '../kubernetes/helm-settings.ts';
import { jsonText } from '../kubernetes/json-text.ts';

const ARGUMENTS = {
  binary_path: arg.path({ doc: 'The helm program.' }),
  chart_ref: arg.path({
    required: true,
    doc: 'The chart: a folder, an archive, an address or REPOSITORY/NAME.',
  }),
  chart_repo_url: arg.str({ doc: 'Repository that it is in.' }),
  chart_version: arg.str({ doc: 'Its version.' }),
  dependency_update: arg.bool({
    default: false,
    aliases: ['dep_up'],
    doc: 'Fetch charts that it needs.',
  }),
  disable_hook: arg.bool({ default: false, doc: 'Leave out hooks.' }),
  include_crds: arg.bool({ default: false, doc: 'Add custom resource definitions.' }),
  release_name: arg.str({ aliases: ['name'], doc: 'Name of the release.' }),
  output_dir: arg.path({ doc: 'Folder for the files.' }),
  release_namespace: arg.str({ doc: 'Namespace of the release.' }),
  release_values: arg.dict({ default: {}, aliases: ['values'], doc: 'Values for the chart.' }),
  show_only: arg.list({ default: [], elements: 'str', doc: 'Templates to show.' }),
  values_files: arg.list({ default: [], elements: 'str', doc: 'Files of values, on the host.' }),
  update_repo_cache: arg.bool({ default: false, doc: 'Ask repositories for news first.' }),
  set_values: arg.list({ elements: 'dict', doc: 'Single values, and what type they have.' }),
};

type Context = ModuleContext<ArgumentValues<typeof ARGUMENTS>>;

export const helm_template = defineModule({
  name: 'kubernetes.core.helm_template',
  summary: 'Render chart templates',
  examples: `- name: What would be deployed?
  kubernetes.core.helm_template:
    chart_ref: bitnami/postgresql
    release_name: database
  register: manifests
`,
  args: ARGUMENTS,
  returns: { stdout: 'The manifests', stderr: 'What helm complained of', command: 'Command line' },
  support: { check: 'full', diff: 'none' },
  plan: (context): Promise<Plan> =>
    helmPlan(context, context.args.release_namespace ?? '', (client) => rendered(context, client)),
});

async function rendered({ args, check }: Context, client: HelmClient): Promise<Result> {
  if (args.update_repo_cache) await client.run(`${client.program} repo update`);
  const settings = args.set_values?.length ? await checkedSettings(args.set_values, client) : '';
  const values =
    Object.keys(args.release_values).length > 0
      ? await client.keep(jsonText(args.release_values))
      : null;
  const { release_name: name, release_namespace: namespace } = args;
  const options = [
    args.chart_ref,
    args.dependency_update && '--dependency-update',
    args.chart_repo_url && `--repo=${args.chart_repo_url}`,
    args.chart_version && `--version=${args.chart_version}`,
    args.disable_hook && '--no-hooks',
    args.output_dir && `--output-dir=${args.output_dir}`,
    ...args.show_only.map((one) => `-s ${one}`),
    ...args.values_files.map((file) => `-f=${file}`),
    namespace && `-n ${namespace}`,
    values !== null && `-f=${values}`,
    args.include_crds && '--include-crds',
    settings,
  ].filter(Boolean);
  const command = `${client.program} template ${[...(name ? [name] : []), ...options].join(' ')}`;
  const { rc, stdout, stderr } = check
    ? { rc: 0, stdout: '', stderr: '' }
    : await client.run(command);
  return { changed: true, command, stdout, stderr, rc };
}
