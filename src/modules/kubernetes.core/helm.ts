import { isDeepStrictEqual } from 'node:util';
import type { Json, ModuleContext, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { type HelmClient, isSince, type Release } from '../kubernetes/helm-client.ts';
import { deployCommand, diffCommand, uninstallCommand } from '../kubernetes/helm-commands.ts';
import { HELM_CONNECTION } from '../kubernetes/helm-connection.ts';
import { helmPlan } from '../kubernetes/helm-plan.ts';
import { checkedSettings } from '../kubernetes/helm-settings.ts';
import { jsonText } from '../kubernetes/json-text.ts';

const ARGUMENTS = {
  ...HELM_CONNECTION,
  chart_ref: arg.path({ doc: 'The chart: a folder, an archive, an address or REPOSITORY/NAME.' }),
  chart_repo_url: arg.str({ doc: 'Repository that it is in.' }),
  chart_version: arg.str({ doc: 'Its version.' }),
  dependency_update: arg.bool({
    default: false,
    aliases: ['dep_up'],
    doc: 'Fetch charts that it needs.',
  }),
  release_name: arg.str({ required: true, aliases: ['name'], doc: 'Name of the release.' }),
  release_namespace: arg.str({
    required: true,
    aliases: ['namespace'],
    doc: 'Namespace to deploy into.',
  }),
  release_state: arg.str({
    default: 'present',
    choices: ['present', 'absent'],
    aliases: ['state'],
    doc: 'Whether it is to be deployed.',
  }),
  release_values: arg.dict({ default: {}, aliases: ['values'], doc: 'Values for the chart.' }),
  values_files: arg.list({ default: [], elements: 'str', doc: 'Files of values, on the host.' }),
  update_repo_cache: arg.bool({ default: false, doc: 'Ask repositories for news first.' }),
  disable_hook: arg.bool({ default: false, doc: 'Run no hooks.' }),
  force: arg.bool({ default: false, doc: 'Upgrade by replacement, in any case.' }),
  purge: arg.bool({ default: true, doc: 'Keep no history of what is removed.' }),
  wait: arg.bool({ default: false, doc: 'Wait until all is ready.' }),
  wait_timeout: arg.str({ doc: 'How long to wait.' }),
  timeout: arg.str({ doc: 'How long a request may take.' }),
  atomic: arg.bool({ default: false, doc: 'Take back what failed.' }),
  create_namespace: arg.bool({ default: false, doc: 'Make the namespace where it is missing.' }),
  post_renderer: arg.str({ doc: 'Program that manifests go through.' }),
  replace: arg.bool({ default: false, doc: 'Use the name of a removed release again.' }),
  skip_crds: arg.bool({ default: false, doc: 'Leave out custom resource definitions.' }),
  history_max: arg.int({ doc: 'Revisions to keep.' }),
  set_values: arg.list({ elements: 'dict', doc: 'Single values, and what type they have.' }),
};

type Context = ModuleContext<ArgumentValues<typeof ARGUMENTS>>;

export const helm = defineModule({
  name: 'kubernetes.core.helm',
  summary: 'Manages Kubernetes packages with the Helm package manager',
  examples: `- name: A database for the shop
  kubernetes.core.helm:
    name: database
    namespace: shop
    chart_ref: bitnami/postgresql
    values:
      replicas: 2
`,
  args: ARGUMENTS,
  constraints: {
    requiredIf: [
      ['release_state', 'present', ['release_name', 'chart_ref']],
      ['release_state', 'absent', ['release_name']],
    ],
    mutuallyExclusive: [
      ['context', 'ca_cert'],
      ['replace', 'history_max'],
      ['wait_timeout', 'timeout'],
    ],
  },
  returns: {
    status: 'The release',
    stdout: 'What helm said',
    stderr: 'What helm complained of',
    command: 'The command line',
  },
  support: { check: 'full', diff: 'full' },
  async plan(context): Promise<Plan> {
    return helmPlan(context, context.args.release_namespace, (client) => deployed(context, client));
  },
});

/** What is to be done, or what was asked last, and what there is to tell of it. */
interface Decision {
  readonly command: string;
  readonly changed: boolean;
  readonly fields?: Result;
}

async function deployed(context: Context, client: HelmClient): Promise<Result> {
  const { args, check } = context;
  if (args.update_repo_cache) await client.run(`${client.program} repo update`);
  const release = await client.release(args.release_name);
  const decision =
    args.release_state === 'absent'
      ? await removal(context, client, release)
      : await deployment(context, client, release);
  const { command, changed, fields } = decision;
  const told = { changed, command, stdout: '', stderr: '', ...fields };
  if (check) {
    const values = { current: release?.values ?? {}, declared: release ?? {} };
    return { ...told, status: { values } as Json };
  }
  if (!changed) return { ...told, status: release as Json };
  const { stdout, stderr } = await client.run(command);
  const status = (await client.release(args.release_name)) as Json;
  return { ...told, stdout, stderr, status };
}

async function removal(
  { args, controller }: Context,
  client: HelmClient,
  release: Release | null,
): Promise<Decision> {
  if (release === null) return { command: client.program, changed: false };
  if (args.replace) fail('replace is not applicable when state is absent');
  const waits = args.wait && isSince(await client.version(), [3, 7]);
  if (args.wait && !waits) {
    controller.warn('helm uninstall support option --wait for helm release >= 3.7.0');
  }
  return { command: uninstallCommand(client.program, args, waits), changed: true };
}

async function deployment(
  context: Context,
  client: HelmClient,
  release: Release | null,
): Promise<Decision> {
  const { args } = context;
  const { chart_version, chart_repo_url, chart_ref } = args;
  const command = [
    client.program,
    ...(chart_version === null ? [] : [`--version=${chart_version}`]),
    ...(chart_repo_url === null ? [] : [`--repo=${chart_repo_url}`]),
  ].join(' ');
  const chart = await client.chart(command, chart_ref ?? '');
  const dependencies = await updateDependencies(context, client, chart);
  const values =
    Object.keys(args.release_values).length > 0
      ? await client.keep(jsonText(args.release_values))
      : null;
  const difference = release && (await differs(context, client, { release, chart, values }));
  const fields =
    context.diff && difference?.prepared ? { diff: { prepared: difference.prepared } } : {};
  const force = release !== null && args.force;
  if (difference !== null && !difference.changed && !force) {
    return { command, changed: false, fields };
  }
  const settings = args.set_values?.length ? await checkedSettings(args.set_values, client) : '';
  const options = { force, dependencies, values, settings };
  return { command: deployCommand(command, args, options), changed: true, fields };
}

/** Fetches what a chart needs where that is a step of its own; whether the installation has to do it. */
async function updateDependencies(
  { args, controller }: Context,
  client: HelmClient,
  chart: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  if (!args.dependency_update) return false;
  if (!(chart.dependencies as readonly unknown[] | undefined)?.length) {
    controller.warn(
      'There is no dependencies block defined in Chart.yaml. Dependency update will not be performed. Please consider add dependencies block or disable dependency_update to remove this warning.',
    );
    return true;
  }
  const reference = args.chart_ref ?? '';
  if (!args.chart_repo_url && !/^https*:\/\/[\w.:/?&=-]+$/.test(reference)) {
    await client.run(`${client.program} dependency update ${reference}`);
    return false;
  }
  controller.warn(
    "This is a not stable feature with 'chart_repo_url'. Please consider to use dependency update with on-disk charts",
  );
  if (!args.replace) {
    fail(
      "'--dependency-update' hasn't been supported yet with 'helm upgrade'. Please use 'helm install' instead by adding 'replace' option",
    );
  }
  return true;
}

async function differs(
  { args, controller }: Context,
  client: HelmClient,
  {
    release,
    chart,
    values,
  }: {
    readonly release: Release;
    readonly chart: Readonly<Record<string, unknown>>;
    readonly values: string | null;
  },
): Promise<{ readonly changed: boolean; readonly prepared?: string }> {
  const plugin = await client.pluginVersion('diff');
  if (plugin !== undefined && (!args.chart_repo_url || isSince(plugin, [3, 4, 1]))) {
    const { stdout } = await client.run(diffCommand(client.program, args, values));
    return { changed: stdout.trim() !== '', prepared: stdout.trim() };
  }
  controller.warn(
    'The default idempotency check can fail to report changes in certain cases. Install helm diff >= 3.4.1 for better results.',
  );
  const wanted =
    args.values_files.length > 0
      ? await client.valuesOf(args.values_files)
      : (JSON.parse(jsonText(args.release_values)) as unknown);
  const version = chart.appVersion ?? null;
  const released = release.app_version ?? null;
  const sameVersion = version === released || (version === null && released === '');
  const changed =
    !isDeepStrictEqual(release.values, wanted) ||
    `${String(chart.name)}-${String(chart.version)}` !== release.chart ||
    !sameVersion;
  return { changed };
}
