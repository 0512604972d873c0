import type { Plan } from '../contract.ts';
import { arg, defineModule } from '../define.ts';
import { limitsOf } from '../messaging/rabbitmq-limits.ts';
import { controlPlan, rabbitControl } from '../messaging/rabbitmqctl.ts';

export const rabbitmq_user_limits = defineModule({
  name: 'community.rabbitmq.rabbitmq_user_limits',
  summary: 'Manage the state of user limits in RabbitMQ',
  examples: `- name: The shop connects ten times at most
  community.rabbitmq.rabbitmq_user_limits:
    user: shop
    max_connections: 10
`,
  args: {
    user: arg.str({ required: true, aliases: ['username', 'name'], doc: 'Name of the user.' }),
    max_connections: arg.int({ default: -1, doc: 'Connections at once; -1 for any number.' }),
    max_channels: arg.int({ default: -1, doc: 'Channels at once; -1 for any number.' }),
    state: arg.str({
      default: 'present',
      choices: ['present', 'absent'],
      doc: 'Whether there are to be limits.',
    }),
    node: arg.str({ doc: 'Node of the cluster.' }),
  },
  support: { check: 'full', diff: 'none' },
  async plan({ args, check, target }): Promise<Plan> {
    const { user, max_connections: connections, max_channels: channels } = args;
    const control = await rabbitControl(target, args.node === null ? [] : ['-n', args.node]);
    // Like the real module, check mode takes it that there are none.
    const current = check ? {} : await limitsOf(control, ['list_user_limits', '--user', user]);
    const present = args.state === 'present';
    const same =
      current['max-connections'] === (present ? connections : undefined) &&
      current['max-channels'] === (present ? channels : undefined);
    const limit = (name: string, value: number): string[] =>
      value === -1
        ? ['clear_user_limits', user, name]
        : ['set_user_limits', user, `{"${name}": ${value}}`];
    const calls = same
      ? []
      : present
        ? [limit('max-connections', connections), limit('max-channels', channels)]
        : [['clear_user_limits', user, 'all']];
    return controlPlan(control, calls, { changed: !same }, check);
  },
});
