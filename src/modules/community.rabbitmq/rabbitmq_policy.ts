import { isDeepStrictEqual } from 'node:util';
import type { Plan } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';
import { jsonText } from '../http/body.ts';
import { controlPlan, listed, rabbitControl } from '../messaging/rabbitmqctl.ts';

/** Columns as servers before 3.7.9 list them, without a header. */
const COLUMNS = ['vhost', 'name', 'pattern', 'apply-to', 'definition', 'priority'];

export const rabbitmq_policy = defineModule({
  name: 'community.rabbitmq.rabbitmq_policy',
  summary: 'Manage the state of policies in RabbitMQ',
  examples: `- name: Messages of the shop wait for an hour at most
  community.rabbitmq.rabbitmq_policy:
    name: hour
    pattern: ^shop\\.
    tags: {message-ttl: 3600000}
`,
  args: {
    name: arg.str({ required: true, doc: 'Name of the policy.' }),
    vhost: arg.str({ default: '/', doc: 'Virtual host.' }),
    pattern: arg.str({ doc: 'Regular expression of the names that it is for.' }),
    apply_to: arg.str({
      default: 'all',
      choices: ['all', 'exchanges', 'queues'],
      doc: 'What it is for.',
    }),
    tags: arg.dict({ doc: 'What it says.' }),
    priority: arg.str({ default: '0', doc: 'Greater ones count more.' }),
    node: arg.str({ default: 'rabbit', doc: 'Node of the cluster.' }),
    state: arg.str({
      default: 'present',
      choices: ['present', 'absent'],
      doc: 'Whether the policy is to be.',
    }),
  },
  support: { check: 'full', diff: 'none' },
  async plan({ args, check, target }): Promise<Plan> {
    const { name, vhost, state, pattern, tags, apply_to: scope, priority } = args;
    const control = await rabbitControl(target, ['-n', args.node]);
    if (state === 'present' && (pattern === null || tags === null)) {
      fail('pattern and tags are required for state=present');
    }
    const rows = await listed(control, 'list_policies', '-p', vhost);
    const [columns = COLUMNS] = rows[0]?.includes('pattern') ? rows.splice(0, 1) : [COLUMNS];
    const at = (row: readonly string[], column: string): string =>
      row[columns.indexOf(column)] ?? '';
    const found = rows.find((row) => at(row, 'name') === name);
    const same =
      found !== undefined &&
      at(found, 'apply-to') === scope &&
      at(found, 'priority') === priority &&
      at(found, 'pattern').replaceAll('\\\\', '\\') === pattern &&
      isDeepStrictEqual(JSON.parse(at(found, 'definition')), tags);
    const calls =
      state === 'absent'
        ? found === undefined
          ? []
          : [['clear_policy', '-p', vhost, name]]
        : same
          ? []
          : [
              [
                ...['set_policy', '-p', vhost, name, pattern ?? '', jsonText(tags)],
                ...['--priority', priority],
                ...(scope === 'all' ? [] : ['--apply-to', scope]),
              ],
            ];
    return controlPlan(control, calls, { changed: calls.length > 0, name, state }, check);
  },
});
