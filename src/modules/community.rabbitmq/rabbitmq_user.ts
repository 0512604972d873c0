import { ask } from '../commands/program.ts';
import { failedStep, type Step, type StepOutcome } from '../commands/steps.ts';
import { stepsPlan } from '../commands/steps-plan.ts';
import { quoteWords } from '../commands/words.ts';
import type { Plan } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail, leaveToPython, restate } from '../define.ts';
import { crash } from '../definition/crash.ts';
import { pythonText } from '../definition/python-text.ts';
import {
  byExchange,
  byVirtualHost,
  type Permission,
  type Permissions,
  samePermission,
  samePermissions,
} from '../messaging/rabbitmq-permissions.ts';
import { type RabbitControl, rabbitControl } from '../messaging/rabbitmqctl.ts';

const ARGUMENTS = {
  user: arg.str({ required: true, aliases: ['username', 'name'], doc: 'Name of the user.' }),
  password: arg.str({ noLog: true, doc: 'Its password.' }),
  tags: arg.str({ doc: 'Its tags, with commas between.' }),
  permissions: arg.list({ elements: 'dict', default: [], doc: 'All its permissions.' }),
  vhost: arg.str({ default: '/', doc: 'Virtual host of the permissions.' }),
  configure_priv: arg.str({ default: '^$', doc: 'What it may configure.' }),
  write_priv: arg.str({ default: '^$', doc: 'What it may write to.' }),
  read_priv: arg.str({ default: '^$', doc: 'What it may read.' }),
  topic_permissions: arg.list({
    elements: 'dict',
    default: [],
    doc: 'Permissions for keys of messages.',
  }),
  force: arg.bool({ default: false, doc: 'Make the user anew.' }),
  state: arg.str({
    default: 'present',
    choices: ['present', 'absent'],
    doc: 'Whether the user is to be.',
  }),
  node: arg.str({ default: 'rabbit', doc: 'Node of the cluster.' }),
  update_password: arg.str({
    default: 'on_create',
    choices: ['on_create', 'always'],
    doc: 'When the password is set.',
  }),
};

type UserArguments = ArgumentValues<typeof ARGUMENTS>;

export const rabbitmq_user = defineModule({
  name: 'community.rabbitmq.rabbitmq_user',
  summary: 'Manage RabbitMQ users',
  examples: `- name: A user of the shop's queues
  community.rabbitmq.rabbitmq_user:
    user: shop
    password: "{{ shop_password }}"
    vhost: /shop
    configure_priv: .*
    read_priv: .*
    write_priv: .*
`,
  args: ARGUMENTS,
  support: { check: 'none', diff: 'none' },
  async plan({ args, target }): Promise<Plan> {
    const { user, state } = args;
    const wanted = wantedOf(args, (exception) => crash(exception, target));
    const control = await rabbitControl(target, args.node ? ['-n', args.node] : []);
    const found = await currentOf(control, args, wanted);
    const steps = stepsFor(args, wanted, found, control);
    const result = { changed: steps.length > 0, user, state };
    return stepsPlan(steps, result, {
      env: { password: args.password ?? '' },
      tolerant: true,
      finish(outcomes) {
        const failed = failedStep(outcomes);
        if (failed !== undefined) refused(failed);
        return result;
      },
    });
  },
});

interface Wanted {
  readonly tags: readonly string[];
  readonly permissions: Permissions;
  readonly topics: Permissions;
  /** All permissions are named; otherwise those in one virtual host. */
  readonly bulk: boolean;
}

interface Found {
  readonly tags: readonly string[];
  readonly permissions: Permissions;
  readonly topics: Permissions;
  readonly passwordDiffers: boolean;
}

/** What the user is to be. @throws ModuleFailure where permissions contradict each other */
function wantedOf(args: UserArguments, raise: (exception: string) => never): Wanted {
  const bulk = args.permissions.length > 0;
  const { vhost, configure_priv, write_priv, read_priv } = args;
  const list = bulk ? args.permissions : [{ vhost, configure_priv, write_priv, read_priv }];
  const twice = (keys: readonly unknown[]): boolean => new Set(keys).size < keys.length;
  if (bulk && twice(list.map((one) => one.vhost ?? '/'))) {
    fail("Error parsing vhost permissions: You can't have two permission dicts for the same vhost");
  }
  const keyOf = (one: Permission): string => JSON.stringify([one.vhost ?? '/', one.exchange]);
  if (twice(args.topic_permissions.map(keyOf))) {
    fail(
      "Error parsing vhost topic_permissions: You can't have two topic permission dicts for the same vhost and the same exchange",
    );
  }
  for (const one of list) {
    if (!('vhost' in one)) raise("KeyError: 'vhost'");
    if (!one.vhost) {
      fail(
        "Error parsing vhost permissions: You can'thave an empty vhost when setting permissions",
      );
    }
  }
  const topics = args.topic_permissions.map((one): Permission => {
    const { read_priv: read, write_priv: write, ...rest } = one;
    return {
      ...rest,
      vhost: one.vhost ?? '/',
      exchange: one.exchange ?? 'amq.topic',
      ...('read_priv' in one && { read }),
      ...('write_priv' in one && { write }),
    };
  });
  restate(args, { permissions: list, topic_permissions: topics });
  return {
    tags: args.tags ? args.tags.replaceAll(' ', '').split(',') : [],
    permissions: byVirtualHost(list),
    topics: byExchange(topics),
    bulk,
  };
}

/** The user as it is; null when there is none. @throws ModuleFailure */
async function currentOf(
  control: RabbitControl,
  args: UserArguments,
  wanted: Wanted,
): Promise<Found | null> {
  const { user } = args;
  const listOf = async (...words: string[]): Promise<Record<string, unknown>[]> => {
    const outcome = await ask(control.target, [...control.argv, ...words, '--formatter', 'json']);
    if (outcome.rc !== 0) refused(outcome);
    try {
      return JSON.parse(outcome.stdout) as Record<string, unknown>[];
    } catch {
      return leaveToPython('Servers before RabbitMQ 3.7.6 are only known to this module in Python');
    }
  };
  const about = (await listOf('list_users')).find((one) => one.user === user);
  if (about === undefined) return null;
  if (args.state === 'absent' || args.force) {
    return { ...nothing(wanted), passwordDiffers: false };
  }
  const [permissions, topics, passwordDiffers] = await Promise.all([
    listOf('list_user_permissions', user),
    listOf('list_user_topic_permissions', user),
    args.update_password === 'always' ? !(await authenticates(control, args)) : false,
  ]);
  const all = byVirtualHost(permissions);
  return {
    tags: about.tags as string[],
    permissions: wanted.bulk ? all : only(wanted, all),
    topics: byExchange(topics),
    passwordDiffers,
  };
}

/** A new user: no tags, no permissions. */
const nothing = (wanted: Wanted) => ({
  tags: [],
  permissions: wanted.bulk ? new Map<string, Permission>() : only(wanted, new Map()),
  topics: new Map<string, Permission>(),
});

function only({ permissions }: Wanted, all: Permissions): Permissions {
  const [vhost = ''] = permissions.keys();
  return new Map([[vhost, all.get(vhost) ?? {}]]);
}

/** Whether the password is the user's; it goes by standard input. */
async function authenticates(
  { target, argv }: RabbitControl,
  { user, password }: UserArguments,
): Promise<boolean> {
  const call = [...argv, 'authenticate_user', user];
  return (await ask(target, call, { stdin: `${password ?? ''}\n` })).rc === 0;
}

/** The calls of rabbitmqctl that make the user as it is wanted. */
function stepsFor(
  args: UserArguments,
  wanted: Wanted,
  found: Found | null,
  { argv }: RabbitControl,
): Step[] {
  const { user, password } = args;
  const call = (...words: string[]): Step => [...argv, ...words];
  // The password comes by standard input, from the environment: arguments are seen by all.
  const withPassword = (...words: string[]): Step => ({
    shell: `printf '%s\\n' "$password" | ${quoteWords([...argv, ...words])}`,
  });
  const add = password
    ? [withPassword('add_user', user)]
    : [call('add_user', user, ''), call('clear_password', user)];
  if (args.state === 'absent') return found === null ? [] : [call('delete_user', user)];
  const renews = found !== null && args.force;
  const current = found ?? nothing(wanted);
  const steps: Step[] = [];
  if (found === null || renews) steps.push(...(renews ? [call('delete_user', user)] : []), ...add);
  else if (found.passwordDiffers) {
    steps.push(password ? withPassword('change_password', user) : call('clear_password', user));
  }
  const sorted = (tags: readonly string[]): string => [...new Set(tags)].sort().join();
  if (found === null || sorted(wanted.tags) !== sorted(current.tags)) {
    steps.push(call('set_user_tags', user, ...wanted.tags));
  }
  if (!samePermissions(current.permissions, wanted.permissions)) {
    for (const vhost of gone(current.permissions, wanted.permissions)) {
      steps.push(call('clear_permissions', '-p', vhost, user));
    }
    for (const one of changed(current.permissions, wanted.permissions)) {
      const { vhost, configure, write, read } = one;
      const privileges = [configure, write, read].map(pythonText);
      steps.push(call('set_permissions', '-p', pythonText(vhost), user, ...privileges));
    }
  }
  for (const key of gone(current.topics, wanted.topics)) {
    const [vhost = '', exchange = ''] = JSON.parse(key) as string[];
    steps.push(call('clear_topic_permissions', '-p', vhost, user, exchange));
  }
  for (const { vhost, exchange, write, read } of changed(current.topics, wanted.topics)) {
    const words = [user, exchange, write, read].map(pythonText);
    steps.push(call('set_topic_permissions', '-p', pythonText(vhost), ...words));
  }
  return steps;
}

const gone = (current: Permissions, wanted: Permissions): string[] =>
  [...current.keys()].filter((key) => !wanted.has(key));

const changed = (current: Permissions, wanted: Permissions): Permission[] =>
  [...wanted].filter(([key, one]) => !samePermission(current.get(key), one)).map(([, one]) => one);

function refused({ rc, stdout, stderr }: StepOutcome): never {
  const who = /(Only root or .* .* run rabbitmqctl)/.exec(stdout)?.[1];
  if (who !== undefined) fail(`Wrong user used to run the \`rabbitmqctl\` utility: ${who}`);
  return fail(`rabbitmqctl exited with non-zero code: ${stderr}`, { rc, stdout });
}
