import { isDeepStrictEqual } from 'node:util';
import type { Json, Plan } from '../contract.ts';
import { arg, defineModule } from '../define.ts';
import { jsonText } from '../http/body.ts';
import { controlPlan, jsonValue, listed, rabbitControl } from '../messaging/rabbitmqctl.ts';

export const rabbitmq_global_parameter = defineModule({
  name: 'community.rabbitmq.rabbitmq_global_parameter',
  summary: 'Manage RabbitMQ global parameters',
  examples: `- name: The cluster's name
  community.rabbitmq.rabbitmq_global_parameter:
    name: cluster_name
    value: '"shop"'
`,
  args: {
    name: arg.str({ required: true, doc: 'Name of the parameter.' }),
    value: arg.str({ doc: 'Its value, as JSON.' }),
    state: arg.str({
      default: 'present',
      choices: ['present', 'absent'],
      doc: 'Whether the parameter is to be set.',
    }),
    node: arg.str({ default: 'rabbit', doc: 'Node of the cluster.' }),
  },
  returns: { name: 'Name of the parameter', value: 'Its value' },
  support: { check: 'full', diff: 'none' },
  async plan({ args, check, target }): Promise<Plan> {
    const { name, state } = args;
    const value = jsonValue(args.value, target);
    const control = await rabbitControl(target, ['-n', args.node]);
    const rows = await listed(control, 'list_global_parameters');
    const header = rows[0]?.join() === 'name,value' ? 1 : 0;
    const found = rows.slice(header).find((row) => row[0] === name);
    const same = found !== undefined && isDeepStrictEqual(JSON.parse(found[1] ?? 'null'), value);
    const calls =
      state === 'absent'
        ? found === undefined
          ? []
          : [['clear_global_parameter', name]]
        : same
          ? []
          : [['set_global_parameter', name, jsonText(value)]];
    const result = { changed: calls.length > 0, name, value: value as Json, state };
    return controlPlan(control, calls, result, check);
  },
});
