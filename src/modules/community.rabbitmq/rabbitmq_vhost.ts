import type { Plan } from '../contract.ts';
import { arg, defineModule } from '../define.ts';
import { controlPlan, listed, rabbitControl } from '../messaging/rabbitmqctl.ts';

export const rabbitmq_vhost = defineModule({
  name: 'community.rabbitmq.rabbitmq_vhost',
  summary: 'Manage the state of a virtual host in RabbitMQ',
  examples: `- name: A place for the shop's queues
  community.rabbitmq.rabbitmq_vhost:
    name: /shop
`,
  args: {
    name: arg.str({ required: true, aliases: ['vhost'], doc: 'Name of the virtual host.' }),
    tracing: arg.bool({ default: false, aliases: ['trace'], doc: 'Trace its messages.' }),
    state: arg.str({
      default: 'present',
      choices: ['present', 'absent'],
      doc: 'Whether the virtual host is to be.',
    }),
    node: arg.str({ default: 'rabbit', doc: 'Node of the cluster.' }),
  },
  support: { check: 'full', diff: 'none' },
  async plan({ args, check, target }): Promise<Plan> {
    const { name, state, tracing } = args;
    const control = await rabbitControl(target, ['-n', args.node]);
    const rows = await listed(control, 'list_vhosts', 'name', 'tracing');
    const found = rows.find((row) => row.length === 2 && row[0] === name);
    const trace = [tracing ? 'trace_on' : 'trace_off', '-p', name];
    const differs = (found?.[1] === 'true') !== tracing;
    const calls =
      state === 'absent'
        ? found === undefined
          ? []
          : [['delete_vhost', name]]
        : [...(found === undefined ? [['add_vhost', name]] : []), ...(differs ? [trace] : [])];
    return controlPlan(control, calls, { changed: calls.length > 0, name, state }, check);
  },
});
