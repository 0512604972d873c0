import { splitWords } from '../commands/words.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { KubeApi } from '../kubernetes/api.ts';
import { K8S_CONNECTION } from '../kubernetes/connection.ts';
import { kubePlan } from '../kubernetes/kube-plan.ts';
import type { KubeSession } from '../kubernetes/session.ts';

const ARGUMENTS = {
  ...K8S_CONNECTION,
  namespace: arg.str({ required: true, doc: 'Where the pod is.' }),
  pod: arg.str({ required: true, doc: 'Name of the pod.' }),
  container: arg.str({ doc: 'Its container; default: the first.' }),
  command: arg.str({ required: true, doc: 'Command line, which no shell sees.' }),
};

type Context = ModuleContext<ArgumentValues<typeof ARGUMENTS>>;

export const k8s_exec = defineModule({
  name: 'kubernetes.core.k8s_exec',
  summary: 'Execute command in Pod',
  examples: `- name: Which migrations are there?
  kubernetes.core.k8s_exec:
    namespace: shop
    pod: web-0
    command: ls /app/migrations
`,
  args: ARGUMENTS,
  returns: {
    stdout: 'What the command said',
    stderr: 'What it complained of',
    rc: 'Its exit code',
  },
  support: { check: 'full', diff: 'none' },
  plan: (context): Plan => kubePlan(context, (session) => executed(context, session)),
});

async function executed({ args, controller }: Context, session: KubeSession): Promise<Result> {
  const { namespace, pod } = args;
  const words = splitWords(args.command) ?? fail('No closing quotation');
  const container = args.container || (await firstContainer(session, namespace, pod));
  const options = container === undefined ? [] : [`--container=${container}`];
  const { rc, stdout, stderr } = await session.run([
    'exec',
    `--namespace=${namespace}`,
    pod,
    ...options,
    '--',
    ...words,
  ]);
  // The client program tells an exit code of the command in a line of its own.
  const [ended] = /(?<=^|\n)command terminated with exit code \d+\n?$/.exec(stderr) ?? [];
  if (rc !== 0 && ended === undefined) {
    fail(`Failed to execute on pod ${pod} due to : ${stderr.trim()}`);
  }
  controller.deprecate(
    "The 'return_code' return key is being renamed to 'rc'. Both keys are being returned for now to allow users to migrate their automation.",
    '4.0.0',
    'kubernetes.core',
  );
  const complaint = ended === undefined ? stderr : stderr.slice(0, -ended.length);
  return { changed: true, stdout, stderr: complaint, rc, return_code: rc };
}

async function firstContainer(
  session: KubeSession,
  namespace: string,
  name: string,
): Promise<string | undefined> {
  const api = new KubeApi(session, false);
  const resource = await api.resource('Pod', 'v1');
  if (resource === undefined) return undefined;
  const found = await api.get(resource, { name, namespace }).catch(() => null);
  const { containers } = (found?.spec ?? {}) as { containers?: readonly { name: string }[] };
  return containers?.[0]?.name;
}
