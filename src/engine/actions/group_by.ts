import { str } from '../../values/index.ts';
import { failure, result } from '../result-fields.ts';
import { inInventory } from '../run-refusal.ts';
import type { EngineAction } from '../task-context.ts';

/** ansible.builtin.group_by: puts the host into a group that its variables name. */
export const groupBy: EngineAction = {
  name: 'group_by',
  options: ['key', 'parents'],
  run({ args, run, host }) {
    const key = args.get('key');
    if (key === undefined) return failure("the 'key' param is required when using group_by");
    const group = str(key).replaceAll(' ', '-');
    const parents = args.get('parents') ?? ['all'];
    const parentNames = (Array.isArray(parents) ? parents : [parents]).map((one) =>
      str(one).replaceAll(' ', '-'),
    );
    const changed = inInventory(() => run.inventory.addDynamicGroup(host.name, group, parentNames));
    run.vars.inventoryChanged();
    return result({ changed, add_group: group, parent_groups: parentNames });
  },
};
