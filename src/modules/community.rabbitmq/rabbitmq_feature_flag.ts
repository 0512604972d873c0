import type { Plan } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';
import { controlPlan, listed, rabbitControl } from '../messaging/rabbitmqctl.ts';

export const rabbitmq_feature_flag = defineModule({
  name: 'community.rabbitmq.rabbitmq_feature_flag',
  summary: 'Enables feature flag',
  examples: `- name: Queues that are kept by a quorum
  community.rabbitmq.rabbitmq_feature_flag:
    name: quorum_queue
`,
  args: {
    name: arg.str({ required: true, doc: 'Name of the flag.' }),
    node: arg.str({ default: 'rabbit', doc: 'Node of the cluster.' }),
  },
  support: { check: 'full', diff: 'none' },
  async plan({ args, check, target }): Promise<Plan> {
    const control = await rabbitControl(target, ['-n', args.node]);
    const rows = await listed(control, 'list_feature_flags');
    const found = rows.find(([name]) => name === args.name);
    if (found === undefined) fail(`${args.name} feature flag is not available`);
    const calls = found[1] === 'enabled' ? [] : [['enable_feature_flag', args.name]];
    return controlPlan(control, calls, { changed: calls.length > 0 }, check);
  },
});
