import { TroupeError } from '../../diagnostics/errors.ts';
import { mergeDicts } from '../../template/filters-ansible/merge-dicts.ts';
import { fromPlain, str, toPlain } from '../../values/index.ts';
import type { Dict, Value } from '../../values/types.ts';
import { discoveredPython, tellPython } from '../discovered-python.ts';
import { withModuleDefaults } from '../module-defaults.ts';
import { findModule, performPlan, planWith } from '../module-run.ts';
import { ModuleTroubles } from '../module-troubles.ts';
import { lookForRemoteFolder } from '../remote-folder.ts';
import { failure, isSet, result } from '../result-fields.ts';
import type { EngineAction, TaskContext } from '../task-context.ts';
import { networkFactsModule } from './network-facts.ts';

const SETUP = 'ansible.legacy.setup';
const setupNames = ['setup', 'ansible.builtin.setup', SETUP];

/** ansible.builtin.gather_facts: runs the modules of FACTS_MODULES on the host, whatever the check mode. */
export const gatherFacts: EngineAction = {
  name: 'gather_facts',
  async run(context) {
    let facts: Dict = new Map();
    const failed: Dict = new Map();
    const skipped: Dict = new Map();
    const troubles = new ModuleTroubles();
    const names = factsModules(context);
    for (const name of names) {
      const fields = await runFactsModule(context, name, troubles);
      if (isSet(fields, 'failed')) failed.set(name, withoutChanged(fields));
      else if (isSet(fields, 'skipped')) skipped.set(name, fields);
      else {
        const found = fields.get('ansible_facts');
        if (found instanceof Map) facts = mergeDicts(facts, found, true, 'append_rp');
      }
    }
    if (failed.size > 0) {
      return failure(`The following modules failed to execute: ${listed(failed)}\n`, {
        changed: false,
        ansible_facts: new Map(),
        failed_modules: failed,
      });
    }
    facts.set('_ansible_facts_gathered', true);
    const gathered = result({
      ansible_facts: facts,
      changed: false,
      deprecations: [],
      warnings: [],
      _ansible_verbose_override: true,
    });
    if (skipped.size > 0) {
      gathered.set('msg', `The following modules were skipped: ${listed(skipped)}\n`);
      gathered.set('skipped_modules', skipped);
      if (skipped.size === names.length) gathered.set('skipped', true);
    }
    troubles.addTo(gathered);
    return gathered;
  },
};

const listed = (modules: Dict): string => [...modules.keys()].map(str).join(', ');

function withoutChanged(fields: Dict): Dict {
  const kept = new Map(fields);
  kept.delete('changed');
  return kept;
}

/**
 * The modules that give facts: `ansible_facts_modules`, else FACTS_MODULES; in place of `smart`, after the others, that of
 * the network device's system, or setup.
 */
function factsModules({ run, play, task, host, templar, args }: TaskContext): string[] {
  const scope = run.vars.scope({ play, task, host });
  const variable = (name: string): Value | undefined => {
    const value = scope.get(name);
    return value === undefined ? undefined : templar.template(value);
  };
  const given = variable('ansible_facts_modules');
  const names = given === undefined ? run.options.factsModules : namesIn(given);
  if (!names.includes('smart')) return [...names];
  const system =
    args.get('network_os') ??
    variable('ansible_network_os') ??
    run.vars.factsOf(host.name)?.namespaced.get('network_os');
  const smart = system ? networkFactsModule(str(system)) : undefined;
  return [...names.filter((name) => name !== 'smart'), smart ?? SETUP];
}

const namesIn = (value: Value): string[] =>
  Array.isArray(value)
    ? value.map(str)
    : str(value)
        .split(',')
        .map((name) => name.trim());

/** Runs one module. Gives its result. @throws TroupeError where there is no such module */
async function runFactsModule(
  context: TaskContext,
  name: string,
  troubles: ModuleTroubles,
): Promise<Dict> {
  const own = argumentsFor(context, name);
  const module = await findModule(context, name);
  if (module === undefined)
    throw new TroupeError(`The module ${name} was not found in configured module paths`);
  const args = withModuleDefaults(context, context.templar, name, own);
  const target = await context.target();
  await lookForRemoteFolder(context, target);
  const plain = toPlain(args) as Record<string, unknown>;
  const [plan, python] = await Promise.all([
    planWith(context, module, plain, target, troubles, name),
    discoveredPython(context, module, target),
  ]);
  if (plan.perform !== undefined) return performPlan(plan, target, context, troubles);
  const fields = fromPlain(plan.result) as Dict;
  if (isSet(fields, 'failed') && plan.moduleArgs)
    fields.set('invocation', fromPlain({ module_args: plan.moduleArgs }));
  return tellPython(fields, python);
}

/** The task's arguments as a module takes them: only setup knows what is meant for setup. */
function argumentsFor({ run, args: given }: TaskContext, name: string): Dict {
  const { gatherSubset, gatherTimeout, factPath } = run.options;
  const args = new Map<Value, Value>();
  if (gatherSubset !== undefined) args.set('gather_subset', [...gatherSubset]);
  if (gatherTimeout !== undefined) args.set('gather_timeout', gatherTimeout);
  if (factPath !== undefined) args.set('fact_path', factPath);
  for (const [key, value] of given) args.set(key, value);
  args.delete('parallel');
  if (!setupNames.includes(name)) {
    const warn = (what: string, value: Value): void =>
      run.emit({ type: 'warning', message: `Ignoring ${what}(${str(value)}) for ${name}` });
    const subset = args.get('gather_subset') ?? null;
    if (subset !== 'all' && !(Array.isArray(subset) && subset.join() === 'all'))
      warn('subset', subset);
    for (const [key, what] of [
      ['gather_timeout', 'timeout'],
      ['filter', 'filter'],
    ] as const) {
      const value = args.get(key) ?? null;
      if (value !== null) warn(what, value);
    }
    for (const key of ['gather_subset', 'gather_timeout', 'filter', 'fact_path']) args.delete(key);
  }
  for (const [key, value] of args) if (value === null) args.delete(key);
  return args;
}
