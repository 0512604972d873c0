import { str } from '../../values/index.ts';
import { failure } from '../result-fields.ts';
import type { EngineAction } from '../task-context.ts';

/** ansible.builtin.fail */
export const fail: EngineAction = {
  name: 'fail',
  run: ({ args }) => failure(str(args.get('msg') ?? 'Failed as requested from task')),
};
