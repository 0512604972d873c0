import type { ModuleContext, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import type { HelmClient } from '../kubernetes/helm-client.ts';
import { HELM_CONNECTION } from '../kubernetes/helm-connection.ts';
import { helmPlan } from '../kubernetes/helm-plan.ts';

const ARGUMENTS = {
  ...HELM_CONNECTION,
  plugin_path: arg.str({ doc: 'Folder or address to install from.' }),
  plugin_name: arg.str({ doc: 'Name of the plugin.' }),
  plugin_version: arg.str({ doc: 'Its version.' }),
  state: arg.str({
    default: 'present',
    choices: ['present', 'absent', 'latest'],
    doc: 'Whether it is to be installed, and how new.',
  }),
};

type Context = ModuleContext<ArgumentValues<typeof ARGUMENTS>>;

export const helm_plugin = defineModule({
  name: 'kubernetes.core.helm_plugin',
  summary: 'Manage Helm plugins',
  examples: `- name: Show what an upgrade changes
  kubernetes.core.helm_plugin:
    plugin_path: https://github.com/databus23/helm-diff
`,
  args: ARGUMENTS,
  constraints: {
    requiredIf: [
      ['state', 'present', ['plugin_path']],
      ['state', 'absent', ['plugin_name']],
      ['state', 'latest', ['plugin_name']],
    ],
    mutuallyExclusive: [
      ['context', 'ca_cert'],
      ['plugin_name', 'plugin_path'],
    ],
  },
  returns: { msg: 'What was done', command: 'Command line', rc: 'Exit code of helm' },
  support: { check: 'full', diff: 'none' },
  plan: (context): Promise<Plan> =>
    helmPlan(context, '', (client) =>
      context.args.state === 'present' ? installed(context, client) : managed(context, client),
    ),
});

const NOTHING = { rc: 0, stdout: '', stderr: '' };

async function installed({ args, check }: Context, client: HelmClient): Promise<Result> {
  const version = args.plugin_version === null ? '' : ` --version=${args.plugin_version}`;
  const command = `${client.program} plugin install ${args.plugin_path}${version}`;
  const { rc, stdout, stderr } = check ? NOTHING : await client.attempt(command);
  const told = { command, stdout, stderr, rc };
  if (rc === 0) return { changed: true, msg: 'Plugin installed successfully', ...told };
  if (rc === 1 && stderr.includes('plugin already exists')) {
    return { failed: false, changed: false, msg: 'Plugin already exists', ...told };
  }
  return fail('Failure when executing Helm command.', told);
}

/** Removes a plugin, or brings it up to date. */
async function managed({ args, check }: Context, client: HelmClient): Promise<Result> {
  const { plugin_name: name, state } = args;
  const absent = state === 'absent';
  const { command, ...listed } = await client.plugins();
  const found = listed.stdout
    .split('\n')
    .some((line) => !line.startsWith('NAME') && line.split('\t')[0]?.trim() === name);
  if (!found) {
    const msg = absent ? 'Plugin not found or is already uninstalled' : 'Plugin not found';
    const { rc, stdout, stderr } = listed;
    return { changed: false, msg, command, stdout, stderr, rc };
  }
  const verb = absent ? 'uninstall' : 'update';
  const line = `${client.program} plugin ${verb} ${name}`;
  const { rc, stdout, stderr } = check ? NOTHING : await client.attempt(line);
  const told = { command: line, stdout, stderr, rc };
  if (rc !== 0) fail(`Failed to get Helm plugin ${verb}`, told);
  return {
    changed: true,
    msg: `Plugin ${absent ? 'uninstalled' : 'updated'} successfully`,
    ...told,
  };
}
