import type { Plan } from '../contract.ts';
import { arg, defineModule } from '../define.ts';
import { limitsOf } from '../messaging/rabbitmq-limits.ts';
import { controlPlan, rabbitControl } from '../messaging/rabbitmqctl.ts';

export const rabbitmq_vhost_limits = defineModule({
  name: 'community.rabbitmq.rabbitmq_vhost_limits',
  summary: 'Manage the state of virtual host limits in RabbitMQ',
  examples: `- name: No more than a hundred queues for the shop
  community.rabbitmq.rabbitmq_vhost_limits:
    vhost: /shop
    max_queues: 100
`,
  args: {
    max_connections: arg.int({ default: -1, doc: 'Connections at once; -1 for any number.' }),
    max_queues: arg.int({ default: -1, doc: 'Queues; -1 for any number.' }),
    node: arg.str({ doc: 'Node of the cluster.' }),
    state: arg.str({
      default: 'present',
      choices: ['present', 'absent'],
      doc: 'Whether there are to be limits.',
    }),
    vhost: arg.str({ default: '/', doc: 'Virtual host.' }),
  },
  support: { check: 'full', diff: 'none' },
  async plan({ args, check, target }): Promise<Plan> {
    const { max_connections: connections, max_queues: queues } = args;
    const node = args.node === null ? [] : ['-n', args.node];
    const control = await rabbitControl(target, ['-p', args.vhost, ...node]);
    const current = await limitsOf(control, ['list_vhost_limits']);
    const present = args.state === 'present';
    const same =
      current['max-connections'] === (present ? connections : undefined) &&
      current['max-queues'] === (present ? queues : undefined);
    const call = present
      ? ['set_vhost_limits', `{"max-connections": ${connections}, "max-queues": ${queues}}`]
      : ['clear_vhost_limits'];
    return controlPlan(control, same ? [] : [call], { changed: !same }, check);
  },
});
