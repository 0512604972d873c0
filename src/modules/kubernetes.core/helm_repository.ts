import type { ModuleContext, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { failureOf, type HelmClient, readYaml } from '../kubernetes/helm-client.ts';
import { HELM_CONNECTION } from '../kubernetes/helm-connection.ts';
import { helmPlan } from '../kubernetes/helm-plan.ts';

const ARGUMENTS = {
  ...HELM_CONNECTION,
  repo_name: arg.str({ required: true, aliases: ['name'], doc: 'Name of the repository.' }),
  repo_url: arg.str({ aliases: ['url'], doc: 'Its address.' }),
  repo_username: arg.str({ aliases: ['username'], doc: 'Name to log in with.' }),
  repo_password: arg.str({ aliases: ['password'], noLog: true, doc: 'Its password.' }),
  repo_state: arg.str({
    default: 'present',
    choices: ['present', 'absent'],
    aliases: ['state'],
    doc: 'Whether the repository is to be known.',
  }),
  pass_credentials: arg.bool({
    default: false,
    noLog: true,
    doc: 'Use the login at other hosts, too.',
  }),
  force_update: arg.bool({
    default: false,
    aliases: ['force'],
    doc: 'Add the repository in any case.',
  }),
};

type Context = ModuleContext<ArgumentValues<typeof ARGUMENTS>>;

export const helm_repository = defineModule({
  name: 'kubernetes.core.helm_repository',
  summary: 'Manage Helm repositories.',
  examples: `- name: The charts of ingress-nginx
  kubernetes.core.helm_repository:
    name: ingress-nginx
    repo_url: https://kubernetes.github.io/ingress-nginx
`,
  args: ARGUMENTS,
  constraints: {
    requiredTogether: [['repo_username', 'repo_password']],
    requiredIf: [['repo_state', 'present', ['repo_url']]],
    mutuallyExclusive: [['context', 'ca_cert']],
  },
  returns: { stdout: 'What helm said', stderr: 'What helm complained of', command: 'Command line' },
  support: { check: 'full', diff: 'none' },
  plan: (context): Promise<Plan> => helmPlan(context, '', (client) => managed(context, client)),
});

async function managed({ args, check }: Context, client: HelmClient): Promise<Result> {
  const { repo_name, repo_url, force_update } = args;
  const known = await repository(client, repo_name);
  const absent = args.repo_state === 'absent';
  const changed = absent ? known !== undefined : known === undefined || force_update;
  if (!absent && !changed && known?.url !== repo_url) {
    fail(`Repository already have a repository named ${repo_name}`);
  }
  if (check) return { changed };
  if (!changed) return { changed, repo_name, repo_url };
  const { shown, run, stdin } = absent
    ? commandOf(`${client.program} repo rm ${repo_name}`)
    : addition(client.program, args);
  const outcome = await client.attempt(run, stdin);
  const { rc, stdout, stderr } = outcome;
  if (rc !== 0) fail(failureOf(outcome), { stdout, stderr, command: shown });
  return { changed, stdout, stderr, command: shown };
}

async function repository(
  client: HelmClient,
  name: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const command = `${client.program} repo list --output=yaml`;
  const outcome = await client.attempt(command);
  if (outcome.rc === 1 && outcome.stderr.includes('no repositories to show')) return undefined;
  if (outcome.rc !== 0) fail(failureOf(outcome), { command });
  const listed = (await readYaml(outcome.stdout)) as readonly Record<string, unknown>[] | null;
  return listed?.find((one) => one.name === name);
}

/** A command line as results show it, and as it is run: without the password. */
interface RepositoryCommand {
  readonly shown: string;
  readonly run: string;
  readonly stdin?: string;
}

const commandOf = (command: string): RepositoryCommand => ({ shown: command, run: command });

function addition(helm: string, args: Context['args']): RepositoryCommand {
  const { repo_username: user, repo_password: password } = args;
  const begin = `${helm} repo add ${args.repo_name} ${args.repo_url}`;
  const end = [
    ...(args.pass_credentials ? [' --pass-credentials'] : []),
    ...(args.force_update ? [' --force-update'] : []),
  ].join('');
  if (user === null || password === null) return commandOf(`${begin}${end}`);
  const login = `${begin} --username=${user}`;
  return {
    shown: `${login} --password=******${end}`,
    run: `${login} --password-stdin${end}`,
    stdin: password,
  };
}
