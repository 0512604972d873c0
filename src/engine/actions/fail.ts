import { result } from '../result-fields.ts';
import type { EngineAction } from '../task-context.ts';

/** ansible.builtin.fail */
export const fail: EngineAction = {
  name: 'fail',
  options: ['msg'],
  run: ({ args }) =>
    result({ failed: true, msg: args.get('msg') ?? 'Failed as requested from task' }),
};
