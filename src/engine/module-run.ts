import { TroupeError } from '../diagnostics/errors.ts';
import type { Module, Plan, Result } from '../modules/contract.ts';
import { keywordOf } from '../playbook/nodes.ts';
import type { ContextualTarget } from '../targets/context.ts';
import type { ChangeOutcome } from '../targets/types.ts';
import { fromPlain, toArguments } from '../values/index.ts';
import { splitLines } from '../values/methods/string-split.ts';
import type { Dict } from '../values/types.ts';
import { applyFailure } from './apply-failure.ts';
import { discoveredPython, tellPython } from './discovered-python.ts';
import { noteFault } from './fault.ts';
import { moduleController } from './module-controller.ts';
import { withModuleDefaults } from './module-defaults.ts';
import { ModuleTroubles } from './module-troubles.ts';
import { keepRemoteFolder, lookForRemoteFolder } from './remote-folder.ts';
import { failure } from './result-fields.ts';
import { taskAccess } from './task-access.ts';
import type { TaskContext } from './task-context.ts';

/** Plans a module on the target and, unless in check mode, applies the plan. */
export async function runModule(context: TaskContext): Promise<Dict> {
  const foresight = context.check ? context.run.foresight : undefined;
  let made: Plan | undefined;
  const perform = (): Promise<Dict> =>
    planAndPerform(context, (plan) => {
      made = plan;
    });
  if (foresight === undefined) return await perform();
  return await foresight.judge(
    context,
    perform,
    () => made?.perform !== undefined,
    async () => {
      if (made?.lacking) return true;
      const module = await findModule(context, context.action);
      return module?.alwaysChanges?.(rawArguments(context)) ?? false;
    },
  );
}

async function planAndPerform(context: TaskContext, look: (plan: Plan) => void): Promise<Dict> {
  // The connection comes up while the module is read.
  const opening = context.target();
  opening.catch(() => {});
  const module = await findModule(context, context.action);
  if (module === undefined) {
    throw new TroupeError(
      `The module ${context.calledAs} was not found in configured module paths`,
    );
  }
  const target = await opening;
  await lookForRemoteFolder(context, target);
  const ready = await context.ahead?.take(context, module, target);
  if (ready !== undefined) return performPlan(ready.plan, target, context, ready.troubles);
  const args = rawArguments(context);
  const troubles = new ModuleTroubles();
  const [plan, python] = await Promise.all([
    planWith(context, module, args, target, troubles),
    discoveredPython(context, module, target),
  ]);
  look(plan);
  const inEarnest = async (): Promise<Plan> => {
    if (!module.onlyLooks) return plan;
    const lane = { ...context, check: false };
    const earnest = await planWith(lane, module, args, target, new ModuleTroubles());
    look(earnest);
    return earnest;
  };
  const alwaysChanges = module.alwaysChanges?.(args) ?? false;
  const fields = tellPython(
    await performPlan(plan, target, context, troubles, { inEarnest, alwaysChanges }),
    python,
  );
  // All facts of a host are too much to show, even where results are.
  return module.name === 'ansible.builtin.setup'
    ? fields.set('_ansible_verbose_override', true)
    : fields;
}

/** What a dry run that looks ahead asks of a module. */
interface Ahead {
  /** Plans without check mode, where that only looks at the host. */
  readonly inEarnest?: () => Promise<Plan>;
  readonly alwaysChanges?: boolean;
}

/** Applies a plan unless in check mode, and makes the task's result. */
export async function performPlan(
  plan: Plan,
  target: ContextualTarget,
  context: TaskContext,
  troubles: ModuleTroubles,
  { inEarnest = async () => plan, alwaysChanges = false }: Ahead = {},
): Promise<Dict> {
  const outcome = await carryOut(plan, target, context);
  const seen = { plan, outcome, target, inEarnest, alwaysChanges };
  await keepRemoteFolder(context, target, troubles);
  const foresight = context.check ? context.run.foresight : undefined;
  const counts = (await foresight?.lay(context, seen)) ?? seen;
  const fields = finished(counts.plan, counts.outcome, troubles);
  return noteFault(fields, counts.plan.fault, context);
}

const rawArguments = (context: TaskContext): Record<string, unknown> =>
  toArguments(context.args) as Record<string, unknown>;

export async function findModule(context: TaskContext, name: string): Promise<Module | undefined> {
  const collections = keywordOf(context.task, 'collections');
  return context.run.resolveModule(name, Array.isArray(collections) ? collections.map(String) : []);
}

/** Asks a module for its plan. */
export function planWith(
  context: TaskContext,
  module: Module,
  args: Record<string, unknown>,
  target: ContextualTarget,
  troubles: ModuleTroubles,
  calledName = context.calledAs,
): Promise<Plan> {
  const runModule = async (name: string, moduleArgs: Record<string, unknown>): Promise<Dict> => {
    const other = await findModule(context, name);
    if (other === undefined)
      return failure(`The module ${name} was not found in configured module paths`);
    const plan = await planWith(context, other, moduleArgs, target, troubles);
    return performPlan(plan, target, context, troubles);
  };
  const controller = {
    ...moduleController(
      context,
      async (name, moduleArgs) => {
        const other = await findModule(context, name);
        if (other !== undefined)
          return planWith(
            context,
            other,
            withDefaults(context, name, moduleArgs),
            target,
            troubles,
            name,
          );
        const msg = `The module ${name} was not found in configured module paths`;
        return { changes: [], result: { failed: true, msg } };
      },
      troubles,
    ),
    get task() {
      return taskAccess(context, runModule);
    },
  };
  return module.plan(args, {
    target,
    controller,
    check: context.check,
    diff: context.diff,
    calledAs: calledName.split('.').at(-1) ?? calledName,
    calledName,
    remoteUser: context.keywords.text('remote_user'),
    noLog: context.noLog,
    ...(context.delegatedTo === undefined ? {} : { delegatedTo: context.delegatedTo }),
  });
}

/** Arguments for a module that another one passes its task on to: its own `module_defaults` stand beneath them. */
function withDefaults(
  context: TaskContext,
  name: string,
  args: Record<string, unknown>,
): Record<string, unknown> {
  const given = fromPlain(args as Result) as Dict;
  return toArguments(withModuleDefaults(context, context.templar, name, given)) as Record<
    string,
    unknown
  >;
}

/** Applies a plan and makes the module's result. */
async function carryOut(
  plan: Plan,
  target: ContextualTarget,
  context: TaskContext,
): Promise<Result> {
  const { changes, result: planned } = plan;
  if (planned.failed === true || planned.skipped === true) return planned;
  if (plan.perform !== undefined) {
    context.ahead?.wrote(undefined);
    return plan.perform(target);
  }
  const changed = planned.changed ?? changes.length > 0;
  if (context.check || (changes.length === 0 && plan.finish === undefined)) {
    // A module that only reads need not tell of changes: the task's result gets the field later on.
    return changes.length === 0 ? planned : { ...planned, changed };
  }
  let outcomes: ChangeOutcome[] = [];
  try {
    if (changes.length > 0) {
      if (plan.account !== undefined)
        await context.run.pool.leave(context.delegatedTo ?? context.host.name, plan.account);
      const applying = target.apply(changes);
      context.ahead?.wrote(changes);
      outcomes = await applying;
    }
  } catch (error) {
    return applyFailure(plan, error, target);
  }
  const result = plan.finish === undefined ? planned : await plan.finish(outcomes, target);
  return 'changed' in result ? result : { changed, ...result };
}

/** The result in the order in which a Python module and what Ansible adds to it have it: some print it as it is. */
function finished(plan: Plan, outcome: Result, troubles: ModuleTroubles): Dict {
  const fields = fromPlain(outcome) as Dict;
  if (outcome.failed === true) {
    for (const name of ['failed', 'msg']) {
      const value = fields.get(name);
      if (value !== undefined && fields.delete(name)) fields.set(name, value);
    }
  }
  // A failed module tells of no difference, unless its own result does.
  if (plan.diff !== undefined && outcome.failed !== true && !fields.has('diff'))
    fields.set('diff', fromPlain(plan.diff));
  if (plan.moduleArgs && !('invocation' in outcome)) {
    fields.set('invocation', fromPlain({ module_args: plan.moduleArgs }));
  }
  troubles.addTo(fields);
  for (const stream of ['stdout', 'stderr']) {
    const text = fields.get(stream);
    if (typeof text === 'string' && !fields.has(`${stream}_lines`))
      fields.set(`${stream}_lines`, splitLines(text, false));
  }
  return fields;
}
