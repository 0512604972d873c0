import { fromPlain, toPlain } from '../../values/index.ts';
import type { Dict } from '../../values/types.ts';
import { findModule, planWith } from '../module-run.ts';
import { ModuleTroubles } from '../module-troubles.ts';
import { failure, result } from '../result-fields.ts';
import type { EngineAction } from '../task-context.ts';

/** ansible.builtin.gather_facts: runs setup on the host, whatever the check mode. */
export const gatherFacts: EngineAction = {
  name: 'gather_facts',
  async run(context) {
    const module = await findModule(context, 'ansible.builtin.setup');
    if (module === undefined)
      return failure('The module ansible.builtin.setup was not found in configured module paths');
    const { options } = context.run;
    const args: Record<string, unknown> = {
      ...(options.gatherSubset === undefined ? {} : { gather_subset: options.gatherSubset }),
      ...(options.gatherTimeout === undefined ? {} : { gather_timeout: options.gatherTimeout }),
      ...(options.factPath === undefined ? {} : { fact_path: options.factPath }),
      ...(toPlain(context.args) as Record<string, unknown>),
    };
    delete args.parallel;
    const troubles = new ModuleTroubles();
    const plan = await planWith(context, module, args, await context.target(), troubles);
    const fields = fromPlain(plan.result) as Dict;
    if (fields.get('failed') === true) {
      fields.delete('changed');
      if (plan.moduleArgs !== undefined)
        fields.set('invocation', fromPlain({ module_args: plan.moduleArgs }));
      return failure('The following modules failed to execute: ansible.legacy.setup\n', {
        changed: false,
        failed_modules: new Map([['ansible.legacy.setup', fields]]) as Dict,
      });
    }
    const facts = fields.get('ansible_facts');
    if (facts instanceof Map) facts.set('_ansible_facts_gathered', true);
    const gathered = result({
      ansible_facts: facts ?? new Map(),
      changed: false,
      deprecations: [],
      warnings: [],
      _ansible_verbose_override: true,
    });
    troubles.addTo(gathered);
    return gathered;
  },
};
