import { isDeepStrictEqual } from 'node:util';
import type { Plan } from '../contract.ts';
import { arg, defineModule } from '../define.ts';
import { jsonText } from '../http/body.ts';
import { controlPlan, jsonValue, listed, rabbitControl } from '../messaging/rabbitmqctl.ts';

export const rabbitmq_parameter = defineModule({
  name: 'community.rabbitmq.rabbitmq_parameter',
  summary: 'Manage RabbitMQ parameters',
  examples: `- name: Where messages of other servers come from
  community.rabbitmq.rabbitmq_parameter:
    component: federation
    name: local-username
    value: '"guest"'
`,
  args: {
    component: arg.str({ required: true, doc: 'Part of the server that the parameter is of.' }),
    name: arg.str({ required: true, doc: 'Name of the parameter.' }),
    value: arg.str({ doc: 'Its value, as JSON.' }),
    vhost: arg.str({ default: '/', doc: 'Virtual host.' }),
    state: arg.str({
      default: 'present',
      choices: ['present', 'absent'],
      doc: 'Whether the parameter is to be set.',
    }),
    node: arg.str({ default: 'rabbit', doc: 'Node of the cluster.' }),
  },
  support: { check: 'full', diff: 'none' },
  async plan({ args, check, target }): Promise<Plan> {
    const { component, name, vhost, state } = args;
    const value = jsonValue(args.value, target);
    const control = await rabbitControl(target, ['-n', args.node]);
    const rows = await listed(control, 'list_parameters', '-p', vhost);
    const found = rows.find((row) => row[0] === component && row[1] === name);
    const same = found !== undefined && isDeepStrictEqual(JSON.parse(found[2] ?? 'null'), value);
    const which = ['-p', vhost, component, name];
    const calls =
      state === 'absent'
        ? found === undefined
          ? []
          : [['clear_parameter', ...which]]
        : same
          ? []
          : [['set_parameter', ...which, jsonText(value)]];
    const result = { changed: calls.length > 0, component, name, vhost, state };
    return controlPlan(control, calls, result, check);
  },
});
